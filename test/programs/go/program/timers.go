package main

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

func timers() {
	start := time.Now()
	order := make(chan int, 4)
	for _, n := range []int{300, 100, 200} {
		n := n
		go func() {
			time.Sleep(time.Duration(n) * time.Millisecond)
			order <- n
		}()
	}
	fmt.Println(<-order+<-order+<-order, time.Since(start) >= 300*time.Millisecond)
	stopped := time.AfterFunc(5*time.Millisecond, func() { fmt.Println("never") })
	fmt.Println(stopped.Stop())
	ticker := time.NewTicker(2 * time.Millisecond)
	for i := 0; i < 5; i++ {
		<-ticker.C
	}
	ticker.Stop()
	select {
	case <-order:
	case <-time.After(time.Millisecond):
		fmt.Println("timeout")
	}
	fmt.Println(time.Now().Year() > 2020, time.Unix(0, 0).UTC())
	random := make([]byte, 60000)
	n, err := rand.Read(random)
	seen := map[byte]bool{}
	for _, b := range random {
		seen[b] = true
	}
	fmt.Println(n, err, len(seen))
}

// Goroutines that wait for files, memory and each other.
func many() {
	var group sync.WaitGroup
	sums := make([][32]byte, 500)
	for i := range sums {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			name := fmt.Sprintf("many-%d", i)
			if err := os.WriteFile(name, make([]byte, 1000*(i%9)), 0o600); err != nil {
				panic(err)
			}
			text, err := os.ReadFile(name)
			if err != nil {
				panic(err)
			}
			sums[i] = sha256.Sum256(text)
			os.Remove(name)
		}(i)
	}
	group.Wait()
	all := sha256.New()
	for _, sum := range sums {
		all.Write(sum[:])
	}
	fmt.Printf("%x\n", all.Sum(nil))

	var lists [][]int
	for i := 0; i < 12; i++ {
		lists = append(lists, make([]int, 200000))
		runtime.Gosched()
	}
	runtime.GC()
	fmt.Println(len(lists), runtime.GOOS, runtime.GOARCH)
}

// Waits for input, while a timer goes on.
func idle() {
	go func() {
		for i := 0; i < 3; i++ {
			time.Sleep(5 * time.Millisecond)
			fmt.Println("tick", i)
		}
	}()
	n, err := os.Stdin.Read(make([]byte, 10))
	fmt.Println(n, err)
}
