;;! show = f
(module (memory 1)
  (func $more (param i32) (result i32) (memory.grow (local.get 0)) (memory.grow (i32.const 0)) (i32.add) (loop $l (br_if $l (i32.eqz (memory.size)))))
  (func $f (export "f") (param $n i32) (result i32) (local $sum i32)
    (loop $l
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $n))))
      (i32.store (local.get $n) (call $more (local.get $sum)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 4)))))
    (i32.load offset=8 (local.get $sum))))

;; function $f_2(p0) {
;;   var V0 = W0, v1 = 0, v2;
;;   p0 = p0 | 0;
;;   for (;;) {
;;     if (0, !1) continue;
;;     do {
;;       v1 = v1 + V0.D.getInt32(p0 >>> 0, !0) | 0;
;;       v2 = $more(v1);
;;       V0.D.setInt32(p0 >>> 0, v2, !0);
;;     } while (p0 = p0 - 4 | 0);
;;     return V0.D.getInt32((v1 >>> 0) + 8, !0);
;;   }
;; }
