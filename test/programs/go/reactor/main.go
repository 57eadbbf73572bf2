// A reactor: functions that are called after its runtime has begun, with goroutines, and one of the host's.
package main

import (
	"sort"
	"strings"
	"time"
	"unsafe"
)

//go:wasmimport host twice
func twice(n int64) int64

var seen = map[string]int{}

//go:wasmexport count
func count(text unsafe.Pointer, length int32) int32 {
	for _, word := range strings.Fields(unsafe.String((*byte)(text), int(length))) {
		seen[word]++
	}
	return int32(len(seen))
}

//go:wasmexport allocate
func allocate(length int32) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(make([]byte, length))) }

//go:wasmexport sum
func sum(n int64, scale float64, half float32) float64 {
	results := make(chan int64)
	for i := range n {
		go func() {
			time.Sleep(time.Millisecond)
			results <- twice(i)
		}()
	}
	var all []int64
	for range n {
		all = append(all, <-results)
	}
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	total := 0.0
	for i, v := range all {
		total += float64(v) * float64(i)
	}
	return total*scale + float64(half)
}

//go:wasmexport fail
func fail(n int32) int32 { return [1]int32{4}[n] }

func main() {}
