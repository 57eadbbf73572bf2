package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"syscall"
	"time"
)

func show(what string, err error) {
	var errno syscall.Errno
	kind := "other"
	switch {
	case err == nil:
		kind = "none"
	case errors.As(err, &errno):
		kind = fmt.Sprintf("%v exist=%v absent=%v permission=%v", errno, os.IsExist(err), os.IsNotExist(err), os.IsPermission(err))
	case errors.Is(err, io.EOF):
		kind = "EOF"
	}
	fmt.Printf("%s: %s\n", what, kind)
}

func files() {
	show("write", os.WriteFile("a.txt", []byte("first line\nsecond line\n"), 0o640))
	text, err := os.ReadFile("a.txt")
	fmt.Printf("%q\n", text)
	show("read", err)
	info, err := os.Stat("a.txt")
	show("stat", err)
	fmt.Println(info.Name(), info.Size(), info.Mode(), info.IsDir(), time.Since(info.ModTime()) < time.Minute)

	_, err = os.ReadFile("absent.txt")
	show("absent", err)
	_, err = os.OpenFile("a.txt", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	show("exclusive", err)
	_, err = os.ReadFile("a.txt/b")
	show("below a file", err)
	_, err = os.ReadFile(".")
	show("a directory as a file", err)

	file, err := os.OpenFile("b.bin", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	show("open", err)
	for i := 0; i < 3; i++ {
		fmt.Fprintf(file, "block %d;", i)
	}
	at, err := file.Seek(6, io.SeekStart)
	show("seek", err)
	part := make([]byte, 6)
	n, err := io.ReadFull(file, part)
	fmt.Println(at, n, string(part), err)
	n, err = file.WriteAt([]byte("WRITTEN"), 10)
	fmt.Println(n, err)
	n, err = file.ReadAt(part, 20)
	fmt.Println(n, string(part[:n]), err)
	at, err = file.Seek(-4, io.SeekEnd)
	fmt.Println(at, err)
	show("truncate", file.Truncate(12))
	show("sync", file.Sync())
	show("chmod", file.Chmod(0o444))
	info, err = file.Stat()
	fmt.Println(info.Size(), info.Mode(), err)
	show("close", file.Close())
	show("close again", file.Close())
	n, err = file.Read(part)
	fmt.Println(n, err)

	file, err = os.OpenFile("a.txt", os.O_APPEND|os.O_WRONLY, 0)
	show("append", err)
	fmt.Fprint(file, "third line\n")
	file.Close()
	file, _ = os.Open("a.txt")
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		fmt.Println("line", lines.Text())
	}
	n, err = file.Write([]byte("x"))
	fmt.Println(n)
	show("write to a file opened for reading", err)
	file.Close()

	when := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	show("times", os.Chtimes("a.txt", when, when))
	info, _ = os.Stat("a.txt")
	fmt.Println(info.ModTime().UTC())
	show("link", os.Link("a.txt", "hard.txt"))
	show("symlink", os.Symlink("a.txt", "soft.txt"))
	target, err := os.Readlink("soft.txt")
	fmt.Println(target, err)
	info, _ = os.Lstat("soft.txt")
	fmt.Println(info.Mode()&fs.ModeSymlink != 0)
	first, _ := os.Stat("a.txt")
	second, _ := os.Stat("hard.txt")
	fmt.Println(os.SameFile(first, second))
	_, err = os.Readlink("a.txt")
	show("readlink of a file", err)
	show("rename", os.Rename("hard.txt", "renamed.txt"))
	show("rename of nothing", os.Rename("hard.txt", "again.txt"))
	show("truncate by name", os.Truncate("renamed.txt", 3))
	text, err = os.ReadFile("soft.txt")
	fmt.Printf("%q %v\n", text, err)
	show("remove", os.Remove("renamed.txt"))
	show("remove again", os.Remove("renamed.txt"))
	old := syscall.Umask(0o077)
	show("with a mask", os.WriteFile("masked.txt", nil, 0o666))
	syscall.Umask(old)
	info, _ = os.Stat("masked.txt")
	fmt.Println(info.Mode())
}

func directories() {
	show("mkdir", os.Mkdir("d", 0o755))
	show("mkdir again", os.Mkdir("d", 0o755))
	show("mkdir below nothing", os.Mkdir("x/y", 0o755))
	show("mkdirall", os.MkdirAll("d/e/f", 0o755))
	for _, name := range []string{"d/2", "d/1", "d/e/3"} {
		os.WriteFile(name, []byte(name), 0o644)
	}
	entries, err := os.ReadDir("d")
	for _, entry := range entries {
		fmt.Println(entry.Name(), entry.IsDir(), entry.Type())
	}
	show("readdir", err)
	_, err = os.ReadDir("absent")
	show("readdir of nothing", err)
	directory, _ := os.Open("d")
	var names []string
	for {
		some, err := directory.Readdirnames(1)
		if err != nil {
			show("the end", err)
			break
		}
		names = append(names, some...)
	}
	sort.Strings(names)
	fmt.Println(names)
	show("chdir to it", directory.Chdir())
	directory.Close()
	here, err := os.Getwd()
	fmt.Println(filepath.Base(here), err)
	_, err = os.Stat("e/3")
	show("from there", err)
	show("chdir", os.Chdir(".."))
	show("chdir to nothing", os.Chdir("absent"))
	filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		fmt.Println("walk", path, err)
		return nil
	})
	show("rmdir of a full one", os.Remove("d"))
	show("removeall", os.RemoveAll("d"))
	_, err = os.Stat("d")
	show("afterwards", err)
	_, err = os.Stat("/proc/self")
	fmt.Println(err == nil || os.IsPermission(err) || os.IsNotExist(err))
}

func input() {
	lines := bufio.NewScanner(os.Stdin)
	sum := 0
	for lines.Scan() {
		sum += len(lines.Text())
		fmt.Println("<", lines.Text())
	}
	fmt.Println(sum, lines.Err())
}
