// Fetches a page, which for Go in JavaScript goes through the host's fetch.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	response, err := http.Get(os.Args[1])
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
	text, err := io.ReadAll(response.Body)
	fmt.Println(response.StatusCode, response.Header.Get("X-Kind"), len(text), string(text[:5]), err)
}
