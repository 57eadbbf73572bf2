;;! show = f
(module
  (memory 1 1)
  (func $f (export "f") (param $p i32) (param $v i64) (result i64)
    (drop (i32.atomic.rmw16.cmpxchg_u (local.get $p) (i32.const 7) (i32.wrap_i64 (local.get $v))))
    (i64.atomic.rmw.add offset=8 (local.get $p) (local.get $v))))

;; function $f_2(p0, p1, p2) {
;;   var v3, v4, v5;
;;   v3 = p0;
;;   v4 = $aligned(v3, 2);
;;   v5 = D_2.getInt16(v4, !0) & 65535;
;;   v5 === 7 ? D_2.setInt16(v4, p1, !0) : 0;
;;   v3 = p1;
;;   v5 = p2;
;;   v4 = (p0 >>> 0) + 8;
;;   v4 = $aligned(v4, 8);
;;   p0 = D_2.getInt32(v4, !0);
;;   p1 = D_2.getInt32(v4 + 4, !0);
;;   p2 = p0 + v3 | 0;
;;   D_2.setInt32(v4 + 4, p1 + v5 + (p2 >>> 0 < v3 >>> 0 | 0) | 0, !0);
;;   D_2.setInt32(v4, p2, !0);
;;   $HI = p1;
;;   return p0;
;; }
