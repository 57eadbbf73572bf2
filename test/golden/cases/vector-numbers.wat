;;! show = dot, scale
(module
  (memory 1 1)
  (func $dot (export "dot") (param $p i32) (param $q i32) (param $n i32) (result f32) (local $sum v128)
    (loop $l
      (local.set $sum (f32x4.add (local.get $sum) (f32x4.mul (v128.load (local.get $p)) (v128.load (local.get $q)))))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (local.set $q (i32.add (local.get $q) (i32.const 16)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 3 (local.get $sum))))
  (func $scale (export "scale") (param $p i32) (param $k f64)
    (v128.store (local.get $p) (f64x2.mul (v128.load (local.get $p)) (f64x2.splat (local.get $k))))))

;; function $dot_2(p0, p1, p2) {
;;   var v3 = 0, v6 = 0, v7, v8, v9, v11, v12, v17;
;;   p0 = p0 | 0;
;;   p1 = p1 | 0;
;;   p2 = p2 | 0;
;;   for (;;) {
;;     if (0, !1) continue;
;;     label0: {
;;       v7 = p2 - 1 | 0;
;;       if (v7 >>> 0 >= 15) {
;;         v8 = $unsigned(p0);
;;         v9 = $unsigned(v7);
;;         v8 = v8 + 16 + 16 * v9;
;;         v11 = D_2.byteLength;
;;         v12 = $unsigned(p1);
;;         v9 = v12 + 16 + 16 * v9;
;;         if (!((p0 | p1) & 3) & (v8 <= v11 & v9 <= v11)) {
;;           p0 = p0 >>> 2;
;;           p1 = p1 >>> 2;
;;           v17 = E_2;
;;           do {
;;             v8 = v17[p0];
;;             v9 = v17[p0 + 1];
;;             v9 = v17[p0 + 2];
;;             v9 = v17[p0 + 3];
;;             v11 = v17[p1];
;;             v12 = v17[p1 + 1];
;;             v12 = v17[p1 + 2];
;;             v12 = v17[p1 + 3];
;;             v3 = $fround(v3 + $fround(v8 * v11));
;;             v6 = $fround(v6 + $fround(v9 * v12));
;;             p0 = p0 + 4 | 0;
;;             p1 = p1 + 4 | 0;
;;           } while (p2 = p2 - 1 | 0);
;;           break label0;
;;         }
;;       }
;;       v17 = D_2;
;;       do {
;;         v8 = v17.getFloat32(p0, !0);
;;         v9 = v17.getFloat32((p0 >>> 0) + 12, !0);
;;         v11 = v17.getFloat32(p1, !0);
;;         v12 = v17.getFloat32((p1 >>> 0) + 12, !0);
;;         v3 = $fround(v3 + $fround(v8 * v11));
;;         v6 = $fround(v6 + $fround(v9 * v12));
;;         p0 = p0 + 16 | 0;
;;         p1 = p1 + 16 | 0;
;;       } while (p2 = p2 - 1 | 0);
;;     }
;;     return $fround(v3 + v6);
;;   }
;; }
;; function $scale_2(p0, p1) {
;;   var v2, v3;
;;   v2 = D_2.getFloat64(p0, !0);
;;   v3 = D_2.getFloat64((p0 >>> 0) + 8, !0);
;;   D_2.setFloat64((p0 >>> 0) + 8, v3 * p1, !0);
;;   D_2.setFloat64(p0, v2 * p1, !0);
;; }
