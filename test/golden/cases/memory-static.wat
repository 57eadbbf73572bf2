;;! show = f
(module (memory 1)
  (func $f (export "f") (param $p i32) (param $d f64) (result i32)
    (i32.store (i32.const 1024) (i32.add (i32.load (i32.const 1028)) (i32.load offset=4 (i32.const 1024))))
    (i32.store16 (i32.const 1032) (i32.load16_s (i32.const 1034)))
    (i32.store8 (i32.const 1036) (i32.load8_s (i32.const 1037)))
    (i64.store (i32.const 65528) (i64.load (i32.const 8)))
    (f64.store (i32.const 1040) (f64.add (f64.load (i32.const 1048)) (local.get $d)))
    ;; Unaligned, beyond the first page, and in a memory that a call may replace meanwhile.
    (i32.store (i32.const 1026) (i32.load (i32.const 65536)))
    (i32.store (i32.const 1024) (memory.grow (local.get $p)))
    (i32.add (i32.load8_u (i32.const 1024)) (i32.load16_u (i32.const 65534)))))

;; function $f_2(p0, p1) {
;;   var v2;
;;   V0.I[256] = V0.I[257] + V0.I[257];
;;   V0.W[516] = V0.W[517] << 16 >> 16;
;;   V0.U[1036] = V0.U[1037] << 24 >> 24;
;;   v2 = V0.F[1];
;;   v2 === v2 ? V0.F[8191] = v2 : $copyLong(V0.D, 65528, V0.D, 8);
;;   V0.F[130] = V0.F[131] + p1;
;;   V0.D.setInt32(1026, V0.D.getInt32(65536, !0), !0);
;;   p0 = $memoryGrow(M0, p0 >>> 0);
;;   V0.I[256] = p0;
;;   return V0.U[1024] + V0.W[32767] | 0;
;; }
