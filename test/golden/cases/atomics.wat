;;! show = shared, alone, spin
(module
  (memory 1 2 shared)
  (func $shared (export "shared") (param $p i32) (param $v i64) (result i64)
    (i32.atomic.store offset=4 (local.get $p) (i32.atomic.rmw8.add_u (local.get $p) (i32.const 1)))
    (i64.atomic.rmw.cmpxchg (i32.const 8) (local.get $v) (i64.const 5)))
  (func $spin (export "spin") (result i32)
    (loop $again (br_if $again (i32.eqz (i32.atomic.load (i32.const 0)))))
    (i32.load (i32.const 4)))
  (func $alone (export "alone") (param $p i32) (param $n i64) (result i32)
    (atomic.fence)
    (memory.atomic.wait32 (local.get $p) (i32.const 0) (local.get $n))))

;; function $shared_2(p0, p1, p2) {
;;   var v3, v4, v5;
;;   v3 = p0;
;;   v4 = $atomicAdd(V0.U, v3, 1);
;;   v5 = (p0 >>> 0) + 4;
;;   $atomicStore(V0.I, v5, v4);
;;   v3 = p1;
;;   v4 = p2;
;;   return $atomicCompareExchange64(V0.L, 8, v3, v4, 5, 0);
;; }
;; function $alone_2(p0, p1, p2) {
;;   $atomicFence();
;;   return $atomicWait(V0.I, p0, 0, p1, p2);
;; }
;; function $spin_2() {
;;   var V0 = W0;
;;   for (;;) {
;;     if (0, !1) continue;
;;     do {
;;       if ($atomicLoad(V0.I, 0)) break;
;;       if ($atomicLoad(V0.I, 0)) break;
;;       if ($atomicLoad(V0.I, 0)) break;
;;     } while (!$atomicLoad(V0.I, 0));
;;     return V0.I[1];
;;   }
;; }
