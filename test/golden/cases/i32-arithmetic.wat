;;! show = f
(module (func $f (export "f") (param $a i32) (param $b i32) (result i32)
  (i32.xor (i32.mul (i32.add (local.get $a) (local.get $b)) (i32.const 31)) (i32.shr_u (local.get $a) (i32.const 3)))))

;; function $f_2(p0, p1) {
;;   return $imul(p0 + p1, 31) ^ p0 >>> 3;
;; }
