;;! show = f
(module (func $f (export "f") (param $x i32) (param $y i32) (result i32)
  (if (i32.lt_u (local.get $x) (local.get $y)) (then (local.set $x (local.get $y))) (else (if (local.get $y) (then (local.set $y (i32.const 7))))))
  (i32.and (local.get $x) (local.get $y))))

;; function $f_2(p0, p1) {
;;   if (p0 >>> 0 < p1 >>> 0) p0 = p1;
;;   else if (p1) p1 = 7;
;;   return p0 & p1;
;; }
