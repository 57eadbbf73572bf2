// A program that uses what Go's runtime and standard library ask of their host. Each part prints what it saw.
package main

import (
	"fmt"
	"os"
)

var parts = map[string]func(){
	"arguments":   arguments,
	"files":       files,
	"directories": directories,
	"input":       input,
	"values":      values,
	"timers":      timers,
	"many":        many,
	"system":      system,
	"exit":        func() { os.Exit(300) },
	"panic":       func() { var m map[string]int; m["a"] = 1 },
	"deadlock":    func() { <-make(chan int) },
	"idle":        idle,
}

func main() {
	part, ok := parts[os.Args[1]]
	if !ok {
		fmt.Fprintln(os.Stderr, "no such part")
		os.Exit(2)
	}
	part()
}

func arguments() {
	fmt.Printf("%q\n", os.Args[1:])
	for _, name := range []string{"GREETING", "EMPTY", "ABSENT"} {
		value, ok := os.LookupEnv(name)
		fmt.Printf("%s %q %v\n", name, value, ok)
	}
	fmt.Println(len(os.Environ()), os.Getpid() > 0, os.Getuid() >= 0, os.Getgid() >= 0)
}
