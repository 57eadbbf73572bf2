;;! show = f
(module
  (import "m" "next" (func $next (param i32) (result i32)))
  (import "m" "wide" (func $wide (param i64) (result i64)))
  (import "m" "real" (func $real (result f64)))
  (global $g (mut i32) (i32.const 5))
  ;; What the loop uses is told its kind where it comes from a parameter, a call or a global; $unused and $last are not.
  (func $f (export "f") (param $n i32) (param $d f64) (param $l i64) (param $unused i32) (result i32)
    (local $c i32) (local $w i64) (local $r f64) (local $last i32)
    (local.set $c (global.get $g))
    (loop $more
      (local.set $c (i32.xor (local.get $c) (call $next (local.get $c))))
      (if (local.get $c) (then (local.set $c (call $next (i32.const 1)))))
      (local.set $w (call $wide (i64.add (local.get $w) (local.get $l))))
      (local.set $r (call $real))
      (br_if $more (f64.lt (local.get $r) (local.get $d)))
      (br_if $more (local.tee $n (i32.sub (local.get $n) (local.get $c)))))
    (local.set $last (call $next (local.get $unused)))
    (i32.add (i32.mul (local.get $last) (local.get $last)) (i32.wrap_i64 (local.get $w)))))

;; function $f(p0, p1, p2, p3, p4) {
;;   var v5, v6 = 0, v7 = 0;
;;   p0 = p0 | 0;
;;   p1 = +p1;
;;   p2 = p2 | 0;
;;   p3 = p3 | 0;
;;   v5 = G0 | 0;
;;   for (;;) {
;;     if (0, !1) continue;
;;     for (;;) {
;;       v5 = v5 ^ $next(v5);
;;       if (v5) v5 = $next(1) | 0;
;;       v6 = $wide((v6 = v6 + p2 | 0, v6), v7 + p3 + (v6 >>> 0 < p2 >>> 0 | 0) | 0) | 0;
;;       v7 = $HI | 0;
;;       if ($real() < p1) continue;
;;       if (p0 = p0 - v5 | 0) continue;
;;       break;
;;     }
;;     p0 = $next(p4);
;;     return $imul(p0, p0) + (v6 | 0) | 0;
;;   }
;; }
