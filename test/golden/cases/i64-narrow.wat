;;! show = carry, largest
(module
  (memory 1)
  (func $carry (export "carry") (param $p i32) (param $x i64) (result i64) (local $t i64) (local $c i64)
    (loop $again
      (local.set $t (i64.add (i64.add (i64.mul (i64.load32_u (local.get $p)) (i64.extend_i32_u (i32.load8_u (local.get $p)))) (i64.load32_u offset=4 (local.get $p))) (local.get $c)))
      (local.set $c (i64.shr_u (local.get $t) (i64.const 32)))
      (i64.store32 (local.get $p) (local.get $t))
      (br_if $again (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 4))) (i32.const 64))))
    (i64.add (local.get $c) (local.get $x)))
  (func $largest (export "largest") (param $p i32) (result i64) (local $most i64) (local $v i64)
    (local.set $most (i64.const -1))
    (loop $again
      (local.set $v (i64.load32_s (local.get $p)))
      (local.set $most (select (local.get $v) (local.get $most) (i64.gt_s (local.get $v) (local.get $most))))
      (br_if $again (local.tee $p (i32.sub (local.get $p) (i32.const 4)))))
    (local.get $most)))

;; function $carry_2(p0, p1, p2) {
;;   var v5 = 0, v6, v7, v8, v9, v10, v11, v12, v13;
;;   p0 = p0 | 0;
;;   p1 = p1 | 0;
;;   p2 = p2 | 0;
;;   v6 = V0.D;
;;   v8 = V0.U;
;;   for (;;) {
;;     if (0, !1) continue;
;;     do {
;;       v7 = v6.getInt32(p0 >>> 0, !0);
;;       v9 = v8[p0] ?? $loadFar(v8, p0);
;;       v10 = $imul(v7, v9);
;;       v11 = v6.getInt32((p0 >>> 0) + 4, !0);
;;       v12 = v10 + v11 | 0;
;;       v13 = v12 + v5 | 0;
;;       v5 = (($unsigned(v7) * $unsigned(v9) - $unsigned(v10)) * 23283064365386963e-26 + .5 | 0) + (v12 >>> 0 < v11 >>> 0 | 0) + (v13 >>> 0 < v5 >>> 0 | 0) | 0;
;;       v6.setInt32(p0 >>> 0, v13, !0);
;;     } while ((p0 = p0 + 4 | 0) >>> 0 < 64);
;;     v7 = v5 + p1 | 0;
;;     $HI = p2 + (v7 >>> 0 < p1 >>> 0 | 0) | 0;
;;     return v7;
;;   }
;; }
;; function $largest_2(p0) {
;;   var v1, v2, v3, v4;
;;   p0 = p0 | 0;
;;   v1 = -1;
;;   for (;;) {
;;     if (0, !1) continue;
;;     v3 = V0.D;
;;     do {
;;       v2 = v3.getInt32(p0 >>> 0, !0);
;;       v4 = v2 > v1 | 0;
;;       v1 = v4 ? v2 : v1;
;;       if (!(p0 = p0 - 4 | 0)) break;
;;       v2 = v3.getInt32(p0 >>> 0, !0);
;;       v4 = v2 > v1 | 0;
;;       v1 = v4 ? v2 : v1;
;;     } while (p0 = p0 - 4 | 0);
;;     $HI = v1 >> 31;
;;     return v1;
;;   }
;; }
