;;! show = sum
(module
  (memory 1 1)
  (func $rotate (param $v i64) (param $n i64) (result i64)
    (i64.or (i64.shl (local.get $v) (local.get $n)) (i64.shr_u (local.get $v) (i64.sub (i64.const 64) (local.get $n)))))
  (func $clamp (param $v i32) (result i32) (local $low i32)
    (if (i32.lt_s (local.get $v) (local.get $low)) (then (return (local.get $low))))
    (local.set $low (i32.const 9))
    (select (local.get $v) (local.get $low) (i32.lt_s (local.get $v) (local.get $low))))
  (func $sum (export "sum") (param $i i32) (result i64) (local $s i64)
    (loop $l
      (local.set $s (call $rotate (i64.xor (local.get $s) (i64.load (local.get $i))) (i64.const 13)))
      (i32.store8 (local.get $i) (call $clamp (i32.load (local.get $i))))
      (br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 8)))))
    (local.get $s)))

;; function $sum_2(p0) {
;;   var v1 = 0, v2 = 0, v6, v7, v8, v9;
;;   p0 = p0 | 0;
;;   v6 = D_2;
;;   v9 = U_2;
;;   for (;;) {
;;     if (0, !1) continue;
;;     do {
;;       v7 = v6.getInt32(p0, !0);
;;       v8 = v6.getInt32((p0 >>> 0) + 4, !0);
;;       v8 = v2 ^ v8;
;;       v1 = v1 ^ v7;
;;       v2 = v8 << 13 | v1 >>> 19;
;;       v1 = v1 << 13 | v8 >>> 19;
;;       v9[p0] = $clamp(v6.getInt32(p0, !0));
;;     } while (p0 = p0 - 8 | 0);
;;     $HI = v2;
;;     return v1;
;;   }
;; }
