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
;;   var v5 = 0, v6, v7, v8, v12, v13, v14, v15, v16, v17, v18, v19;
;;   p0 = p0 | 0;
;;   p1 = p1 | 0;
;;   p2 = p2 | 0;
;;   for (;;) {
;;     if (0, !1) continue;
;;     label0: {
;;       v6 = p0 + 4 >>> 0 < 64 ? ((64 - (p0 + 4) - 1 >>> 0) / 4 | 0) + 1 | 0 : 0;
;;       if (v6 >>> 0 >= 15) {
;;         v7 = $unsigned(p0);
;;         v8 = $unsigned(v6);
;;         v7 = v7 + 8 + 4 * v8;
;;         v8 = V0.D.byteLength;
;;         if (!(p0 & 3) & (v7 <= v8 & v7 <= 2147483648)) {
;;           v6 = p0 >>> 2;
;;           v12 = V0.I;
;;           v14 = V0.U;
;;           do {
;;             v13 = v12[v6];
;;             v15 = v14[p0];
;;             v16 = $imul(v13, v15);
;;             v17 = v12[v6 + 1];
;;             v18 = v16 + v17 | 0;
;;             v19 = v18 + v5 | 0;
;;             v5 = (($unsigned(v13) * $unsigned(v15) - $unsigned(v16)) * 23283064365386963e-26 + .5 | 0) + (v18 >>> 0 < v17 >>> 0 | 0) + (v19 >>> 0 < v5 >>> 0 | 0) | 0;
;;             v12[v6] = v19;
;;             v6 = v6 + 1 | 0;
;;           } while ((p0 = p0 + 4 | 0) >>> 0 < 64);
;;           break label0;
;;         }
;;       }
;;       v12 = V0.D;
;;       v14 = V0.U;
;;       do {
;;         v13 = v12.getInt32(p0 >>> 0, !0);
;;         v15 = v14[p0] ?? $loadFar(v14, p0);
;;         v16 = $imul(v13, v15);
;;         v17 = v12.getInt32((p0 >>> 0) + 4, !0);
;;         v18 = v16 + v17 | 0;
;;         v19 = v18 + v5 | 0;
;;         v5 = (($unsigned(v13) * $unsigned(v15) - $unsigned(v16)) * 23283064365386963e-26 + .5 | 0) + (v18 >>> 0 < v17 >>> 0 | 0) + (v19 >>> 0 < v5 >>> 0 | 0) | 0;
;;         v12.setInt32(p0 >>> 0, v19, !0);
;;       } while ((p0 = p0 + 4 | 0) >>> 0 < 64);
;;     }
;;     v13 = v5 + p1 | 0;
;;     $HI = p2 + (v13 >>> 0 < p1 >>> 0 | 0) | 0;
;;     return v13;
;;   }
;; }
;; function $largest_2(p0) {
;;   var v1, v2, v3, v4, v5, v8, v10, v11;
;;   p0 = p0 | 0;
;;   v1 = -1;
;;   for (;;) {
;;     if (0, !1) continue;
;;     label0: {
;;       v3 = p0 - 4 >>> 2;
;;       if (v3 >>> 0 >= 15) {
;;         v4 = $unsigned(p0);
;;         v5 = $unsigned(v3);
;;         v5 = v4 + -4 * v5;
;;         v4 = v4 + 4;
;;         v8 = V0.D.byteLength;
;;         if (!(p0 - 4 & 3) & !(p0 & 3) & (0 <= v5 & v4 <= v8)) {
;;           v3 = p0 >>> 2;
;;           v10 = V0.I;
;;           do {
;;             v2 = v10[v3];
;;             v11 = v2 > v1 | 0;
;;             v1 = v11 ? v2 : v1;
;;             if (!(p0 = p0 - 4 | 0)) break;
;;             v2 = v10[v3 + -1];
;;             v11 = v2 > v1 | 0;
;;             v1 = v11 ? v2 : v1;
;;             v3 = v3 - 2 | 0;
;;           } while (p0 = p0 - 4 | 0);
;;           break label0;
;;         }
;;       }
;;       v10 = V0.D;
;;       do {
;;         v2 = v10.getInt32(p0 >>> 0, !0);
;;         v11 = v2 > v1 | 0;
;;         v1 = v11 ? v2 : v1;
;;       } while (p0 = p0 - 4 | 0);
;;     }
;;     $HI = v1 >> 31;
;;     return v1;
;;   }
;; }
