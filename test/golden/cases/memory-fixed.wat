;;! show = f
(module (memory 1 1)
  (func $f (export "f") (param $p i32) (result i32)
    (i32.store8 (local.get $p) (i32.load8_u offset=1 (local.get $p)))
    (f32.store offset=4 (local.get $p) (f32.load (i32.const 16)))
    (i32.add (i32.load16_s (local.get $p)) (memory.size))))

;; function $f_2(p0) {
;;   var v1;
;;   v1 = U_2[(p0 >>> 0) + 1] ?? $trapMemory();
;;   D_2.setInt8(p0, v1);
;;   D_2.setInt32(p0 + 4, I_2[4], !0);
;;   return D_2.getInt16(p0, !0) + $memorySize(M0) | 0;
;; }
