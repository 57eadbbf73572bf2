;; Throws and catches in the same frame and one below, 1000 rounds, n times (the first encoding of exceptions, which engines have longest).
(module
  (tag $odd (param i32))
  (tag $even (param i32))
  (func $check (param $x i32)
    (if (i32.and (local.get $x) (i32.const 63)) (then (return)))
    (if (i32.and (i32.shr_u (local.get $x) (i32.const 6)) (i32.const 1)) (then (throw $odd (local.get $x))))
    (throw $even (local.get $x)))
  (func (export "run") (param $n i32) (result i32) (local $i i32) (local $sum i32)
    (local.set $n (i32.mul (local.get $n) (i32.const 1000)))
    (loop $again
      (try
        (do (call $check (local.get $i)) (local.set $sum (i32.add (local.get $sum) (i32.const 1))))
        (catch $odd (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31)))))
        (catch $even (local.set $sum (i32.xor (local.get $sum)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_s (local.get $i) (local.get $n))))
    (local.get $sum)))
