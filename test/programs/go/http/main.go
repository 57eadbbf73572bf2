// Fetches a page through the host, and connects to itself through the network that Go imitates inside a program.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

func main() {
	itself()
	fetch()
}

func itself() {
	listener, err := net.Listen("tcp", "127.0.0.1:8080")
	fmt.Println(err)
	go func() {
		connection, _ := listener.Accept()
		io.WriteString(connection, "over the program's own network")
		connection.Close()
	}()
	connection, err := net.Dial("tcp", "127.0.0.1:8080")
	fmt.Println(err)
	text, err := io.ReadAll(connection)
	fmt.Println(string(text), err)
}

func fetch() {
	response, err := http.Get(os.Args[2])
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
	text, err := io.ReadAll(response.Body)
	fmt.Println(response.StatusCode, response.Header.Get("X-Kind"), len(text), string(text[:5]), err)
}
