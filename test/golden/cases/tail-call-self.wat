;;! show = sum
(module (func $sum (export "sum") (param $n i32) (param $s i32) (result i32)
  (if (i32.eqz (local.get $n)) (then (return (local.get $s))))
  (return_call $sum (i32.sub (local.get $n) (i32.const 1)) (i32.add (local.get $s) (local.get $n)))))

;; function $sum_2(p0, p1) {
;;   p0 = p0 | 0;
;;   p1 = p1 | 0;
;;   for (;;) {
;;     if (!p0) return p1;
;;     p1 = p1 + p0 | 0;
;;     p0 = p0 - 1 | 0;
;;   }
;; }
