// A program for WASI: what Go's runtime and package os ask of it. Each part prints what it saw.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"
)

func main() {
	switch os.Args[1] {
	case "many":
		many()
	case "timers":
		timers()
	case "files":
		files()
	case "exit":
		os.Exit(7)
	case "panic":
		var m map[string]int
		m["a"] = 1
	case "deadlock":
		<-make(chan int)
	}
}

func many() {
	var wait sync.WaitGroup
	results := make(chan map[int]string, 8)
	for worker := range 8 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			kept := map[int]string{}
			for i := range 20000 {
				kept[i%700] = strings.Repeat(fmt.Sprint(i*worker), 3)
				if i%1000 == 0 {
					runtime.Gosched()
				}
			}
			results <- kept
		}()
	}
	wait.Wait()
	close(results)
	sum := 0
	for kept := range results {
		for key, text := range kept {
			sum += key * len(text)
		}
	}
	runtime.GC()
	fmt.Println(sum)
}

func timers() {
	order := make(chan int)
	for _, ms := range []int{60, 20, 40} {
		time.AfterFunc(time.Duration(ms)*time.Millisecond, func() { order <- ms })
	}
	tick := time.NewTicker(25 * time.Millisecond)
	ticks := 0
	for seen := 0; seen < 3; {
		select {
		case ms := <-order:
			fmt.Println("after", ms)
			seen++
		case <-tick.C:
			ticks++
		}
	}
	fmt.Println(ticks > 0)
	begun := time.Now()
	time.Sleep(30 * time.Millisecond)
	fmt.Println(time.Since(begun) >= 30*time.Millisecond)
}

func files() {
	check := func(what string, err error) {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		fmt.Println(what, err)
	}
	check("mkdir", os.MkdirAll("a/b/c", 0o755))
	check("write", os.WriteFile("a/b/f", []byte("hello"), 0o644))
	check("missing", func() error { _, err := os.ReadFile("a/none"); return err }())
	check("link", os.Symlink("b/f", "a/link"))
	text, err := os.ReadFile("a/link")
	fmt.Printf("%q %v\n", text, err)
	f, err := os.OpenFile("a/b/f", os.O_RDWR, 0)
	check("open", err)
	fmt.Fprintf(f, ", world")
	check("truncate", f.Truncate(9))
	at := make([]byte, 4)
	n, err := f.ReadAt(at, 3)
	fmt.Printf("%d %q %v\n", n, at, err)
	check("close", f.Close())
	check("closed", f.Close())
	check("rename", os.Rename("a/b/f", "a/b/c/g"))
	check("not empty", os.Remove("a/b"))
	var names []string
	check("walk", fs.WalkDir(os.DirFS("."), "a", func(path string, entry fs.DirEntry, err error) error {
		names = append(names, fmt.Sprint(path, entry.Type()))
		return err
	}))
	sort.Strings(names)
	fmt.Println(names)
	check("remove", os.RemoveAll("a"))
	_, err = os.Stat("a")
	fmt.Println(errors.Is(err, fs.ErrNotExist))
}
