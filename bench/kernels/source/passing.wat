;; Calls inside of handlers that nothing is thrown to, 1000 rounds, n times.
(module
  (tag $never (param i32))
  (memory 1)
  (func $step (param $x i32) (result i32)
    (if (i32.eq (local.get $x) (i32.const -1)) (then (throw $never (local.get $x))))
    (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.load (i32.and (local.get $x) (i32.const 1020)))))
  (func (export "run") (param $n i32) (result i32) (local $i i32) (local $sum i32)
    (local.set $n (i32.mul (local.get $n) (i32.const 1000)))
    (memory.fill (i32.const 0) (i32.const 0) (i32.const 1024))
    (loop $again
      (local.set $sum
        (try (result i32)
          (do (i32.and (call $step (i32.xor (local.get $sum) (local.get $i))) (i32.const 0x7fffffff)))
          (catch $never)))
      (i32.store (i32.and (local.get $i) (i32.const 1020)) (local.get $sum))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_s (local.get $i) (local.get $n))))
    (local.get $sum)))
