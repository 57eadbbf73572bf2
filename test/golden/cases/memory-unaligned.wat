;;! show = copy
(module (memory 1 2)
  (func $copy (export "copy") (param $from i32) (param $to i32)
    (i32.store offset=4 (local.get $to) (i32.load align=1 (local.get $from)))
    (f64.store (local.get $to) (f64.load offset=8 (local.get $from)))))

;; function $copy_2(p0, p1) {
;;   var v2;
;;   V0.D.setInt32((p1 >>> 0) + 4, V0.D.getInt32(p0, !0), !0);
;;   v2 = V0.D.getFloat64(p0 + 8, !0);
;;   v2 === v2 ? V0.D.setFloat64(p1, v2, !0) : $copyLong(V0.D, p1, V0.D, p0 + 8);
;; }
