;;! show = sum
(module (memory 1)
  (func $sum (export "sum") (param $p i32) (param $n i32) (result i32) (local $s i32)
    (loop $next
      (local.set $s (i32.add (local.get $s) (i32.load8_u (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s)))

;; function $sum_2(p0, p1) {
;;   var v2 = 0, v3, v4, v5, v8;
;;   p0 = p0 | 0;
;;   p1 = p1 | 0;
;;   for (;;) {
;;     if (0, !1) continue;
;;     label0: {
;;       v3 = p1 - 1 | 0;
;;       if (v3 >>> 0 >= 15) {
;;         v4 = $unsigned(p0);
;;         v5 = $unsigned(v3);
;;         v4 = v4 + 1 + (v5 === v5 ? v5 : 0 / 0);
;;         v5 = V0.D.byteLength;
;;         if (v4 <= v5 & v4 <= 2147483648) {
;;           v8 = V0.U;
;;           do {
;;             v2 = v2 + v8[p0] | 0;
;;             p0 = p0 + 1 | 0;
;;             if (!(p1 = p1 - 1 | 0)) break;
;;             v2 = v2 + v8[p0] | 0;
;;             p0 = p0 + 1 | 0;
;;             if (!(p1 = p1 - 1 | 0)) break;
;;             v2 = v2 + v8[p0] | 0;
;;             p0 = p0 + 1 | 0;
;;             if (!(p1 = p1 - 1 | 0)) break;
;;             v2 = v2 + v8[p0] | 0;
;;             p0 = p0 + 1 | 0;
;;           } while (p1 = p1 - 1 | 0);
;;           break label0;
;;         }
;;       }
;;       v8 = V0.U;
;;       do {
;;         v2 = v2 + (v8[p0] ?? $loadFar(v8, p0)) | 0;
;;         p0 = p0 + 1 | 0;
;;       } while (p1 = p1 - 1 | 0);
;;     }
;;     return v2;
;;   }
;; }
