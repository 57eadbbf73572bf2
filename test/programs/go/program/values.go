package main

import (
	"fmt"
	"math"
	"syscall/js"
)

func try(what string, call func()) {
	defer func() {
		if problem := recover(); problem != nil {
			fmt.Printf("%s: %v\n", what, problem)
		}
	}()
	call()
}

func values() {
	global := js.Global()
	for _, x := range []any{nil, true, false, 0, 1, -1, 1.5, math.NaN(), math.Inf(-1), math.MaxUint32, "", "text", "a\x00b", "ü\U0001f600"} {
		value := js.ValueOf(x)
		fmt.Println(value.Type(), value, value.Truthy())
	}
	object := global.Get("Object").New()
	object.Set("a", 1)
	object.Set("list", []any{1, "two", nil, map[string]any{"three": 3.5}})
	fmt.Println(global.Get("JSON").Call("stringify", object))
	object.Delete("a")
	fmt.Println(object.Get("a"), object.Get("list").Length(), object.Get("list").Index(3).Get("three").Float())
	list := object.Get("list")
	list.SetIndex(0, list.Index(1))
	fmt.Println(list.Call("join", "-"), list.InstanceOf(global.Get("Array")), object.InstanceOf(global.Get("Array")))
	fmt.Println(list.Equal(object.Get("list")), list.Equal(object))
	fmt.Println(global.Get("Math").Get("max").Invoke(3, 9, 4).Int(), global.Get("Date").New(0).Call("toISOString"))
	fmt.Println(global.Get("Symbol").Invoke("s").Type(), js.Undefined(), js.Null().IsNull(), global.Get("absent").IsUndefined())
	fmt.Println(global.Get("globalThis").Equal(global))

	numbers := global.Get("Uint8Array").New(5)
	fmt.Println(js.CopyBytesToJS(numbers, []byte{1, 2, 3}), numbers)
	room := make([]byte, 9)
	fmt.Println(js.CopyBytesToGo(room, numbers), room)
	try("copy from no bytes", func() { js.CopyBytesToGo(room, global.Get("Uint16Array").New(1)) })
	try("call of nothing", func() { object.Call("absent") })
	try("call of a number", func() { js.ValueOf(1).Call("x") })
	try("exception", func() { global.Get("JSON").Call("parse", "{") })
	try("constructor that throws", func() { global.Get("Array").New(-1) })
	try("invoke of an object", func() { object.Invoke() })
	try("get of undefined", func() { js.Undefined().Get("x") })

	add := js.FuncOf(func(this js.Value, args []js.Value) any {
		sum := 0
		for _, arg := range args {
			sum += arg.Int()
		}
		return map[string]any{"sum": sum, "this": this.Type().String()}
	})
	defer add.Release()
	object.Set("add", add)
	result := object.Call("add", 1, 2, 39)
	fmt.Println(result.Get("sum"), result.Get("this"))
	var deeper js.Func
	deeper = js.FuncOf(func(this js.Value, args []js.Value) any {
		var frame [200]int
		depth := args[0].Int()
		frame[depth] = depth
		if depth == 0 {
			return 0
		}
		return deeper.Invoke(depth-1).Int() + frame[depth]
	})
	fmt.Println("nested", deeper.Invoke(100))
	sorted := global.Get("Array").New(3, 1, 2)
	compare := js.FuncOf(func(_ js.Value, args []js.Value) any { return args[0].Int() - args[1].Int() })
	fmt.Println(sorted.Call("sort", compare).Call("join"))

	done := make(chan string)
	then := js.FuncOf(func(_ js.Value, args []js.Value) any { done <- args[0].String(); return nil })
	global.Get("Promise").Call("resolve", "promised").Call("then", then)
	fmt.Println(<-done)

	total := 0.0
	for i := 0; i < 20000; i++ {
		total += global.Get("Array").New(i%7, i).Get("length").Float()
	}
	fmt.Println(total)
}
