;;! show = copy, narrow
(module (memory 1)
  (func $copy (export "copy") (param $from i32) (param $to i32) (i64.store offset=8 (local.get $to) (i64.load (local.get $from))))
  (func $narrow (export "narrow") (param $p i32) (result i64) (i64.store16 (local.get $p) (i64.add (i64.load8_s (local.get $p)) (i64.load32_u offset=4 (local.get $p)))) (i64.load16_u (local.get $p))))

;; function $copy_2(p0, p1) {
;;   var v2;
;;   v2 = V0.D.getFloat64(p0 >>> 0, !0);
;;   v2 === v2 ? V0.D.setFloat64((p1 >>> 0) + 8, v2, !0) : $copyLong(V0.D, (p1 >>> 0) + 8, V0.D, p0 >>> 0);
;; }
;; function $narrow_2(p0) {
;;   var v1, v2;
;;   v1 = V0.D.getInt8(p0 >>> 0);
;;   v2 = V0.D.getInt32((p0 >>> 0) + 4, !0);
;;   v1 = v1 + v2 | 0;
;;   V0.D.setInt16(p0 >>> 0, v1, !0);
;;   v1 = V0.D.getInt16(p0 >>> 0, !0) & 65535;
;;   $HI = 0;
;;   return v1;
;; }
