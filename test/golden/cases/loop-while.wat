;;! show = f
(module (func $f (export "f") (param $n i32) (result i32) (local $s i32)
  (block $done (loop $next
    (br_if $done (i32.eqz (local.get $n)))
    (local.set $s (i32.add (i32.mul (local.get $s) (i32.const 5)) (local.get $n)))
    (local.set $n (i32.sub (local.get $n) (i32.const 1)))
    (br $next)))
  (local.get $s)))

;; function $f_2(p0) {
;;   var v1 = 0;
;;   p0 = p0 | 0;
;;   for (;;) {
;;     if (!p0) break;
;;     v1 = $imul(v1, 5) + (p0 | 0) | 0;
;;     p0 = p0 - 1 | 0;
;;   }
;;   return v1;
;; }
