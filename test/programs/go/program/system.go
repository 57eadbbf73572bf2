package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// What the platform lacks, each with its own error; a network of the program's own; and a place for temporary files.
func system() {
	_, err := exec.Command("ls").Output()
	fmt.Println(err)
	show("exec", exec.Command("/bin/ls").Run())
	_, err = os.StartProcess("/bin/true", nil, &os.ProcAttr{})
	show("start", err)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	signal.Stop(signals)
	self, err := os.FindProcess(os.Getpid())
	show("find", err)
	show("signal", self.Signal(syscall.SIGTERM))
	show("kill", syscall.Kill(os.Getpid(), 0))
	_, _, err = os.Pipe()
	show("pipe", err)
	_, err = os.Executable()
	fmt.Println(err)

	_, err = net.Dial("tcp", "127.0.0.1:1")
	show("dial", err)
	_, err = net.LookupHost("nowhere.invalid")
	show("lookup", err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	show("listen", err)
	go func() {
		connection, err := listener.Accept()
		show("accept", err)
		fmt.Fprint(connection, "from inside")
		connection.Close()
	}()
	connection, err := net.Dial("tcp", listener.Addr().String())
	show("dial", err)
	text := make([]byte, 100)
	n, err := connection.Read(text)
	show("read", err)
	fmt.Println(string(text[:n]))

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	<-ctx.Done()
	fmt.Println(ctx.Err(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())

	directory, err := os.MkdirTemp("", "part")
	show("temporary", err)
	path := filepath.Join(directory, "file")
	show("write", os.WriteFile(path, []byte("kept"), 0o600))
	kept, err := os.ReadFile(path)
	fmt.Println(strings.HasPrefix(directory, os.TempDir()), string(kept))
	show("remove", os.RemoveAll(directory))
	_, err = os.Stat(directory)
	show("removed", err)
}
