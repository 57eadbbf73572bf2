;;! show = sum, init, next
(module
  (memory i64 1)
  (data "abc")
  (func $sum (export "sum") (param $p i64) (param $i i32) (result i32)
    (i32.add
      (i32.add (i32.load (local.get $p)) (i32.load8_u offset=8 (i64.extend_i32_u (local.get $i))))
      (i32.load (i64.const 16))))
  (func $init (export "init") (param $p i64) (param $v i64)
    (i64.store offset=4294967296 (local.get $p) (local.get $v))
    (memory.init 0 (local.get $p) (i32.const 0) (i32.const 3))
    (memory.fill (local.get $p) (i32.const 7) (i64.const 9)))
  (func $next (export "next") (result i64)
    (i64.add (memory.size) (memory.grow (i64.const 1)))))

;; function $sum_2(p0, p1, p2) {
;;   return V0.D.getInt32((p1 >>> 0) * 4294967296 + (p0 >>> 0), !0) + (V0.U[(p2 >>> 0) + 8] ?? $trapMemory()) + V0.I[4] | 0;
;; }
;; function $init_2(p0, p1, p2, p3) {
;;   var v4;
;;   v4 = (p1 >>> 0) * 4294967296 + (p0 >>> 0);
;;   V0.D.setInt32(v4 + 4294967300, p3, !0);
;;   V0.D.setInt32(v4 + 4294967296, p2, !0);
;;   $memoryInit(V0.U, S0, (p1 >>> 0) * 4294967296 + (p0 >>> 0), 0, 3);
;;   $memorySet(V0.U, V0.I, (p1 >>> 0) * 4294967296 + (p0 >>> 0), 7, 9);
;; }
;; function $next_2() {
;;   var v0, v1, v2;
;;   v0 = $memorySize(M0);
;;   v1 = $memoryGrow(M0, 1);
;;   v2 = v0 + v1 | 0;
;;   $HI = (v0 >> 31) + (v1 >> 31) + (v2 >>> 0 < v1 >>> 0 | 0) | 0;
;;   return v2;
;; }
