;;! show = f
(module (func $f (export "f") (param $n i32) (result i32) (local $i i32) (local $j i32)
  (loop $outer
    (local.set $j (i32.const 0))
    (loop $inner
      (br_if $outer (i32.eq (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $i)))
      (br_if $inner (i32.lt_s (local.get $j) (local.get $n))))
    (br_if $outer (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
  (local.get $i)))

;; function $f_2(p0) {
;;   var v1 = 0, v2;
;;   p0 = p0 | 0;
;;   label0: for (;;) {
;;     v2 = 0;
;;     do {
;;       if ((v2 = v2 + 1 | 0) == v1) continue label0;
;;       if (v2 >= p0) break;
;;       if ((v2 = v2 + 1 | 0) == v1) continue label0;
;;       if (v2 >= p0) break;
;;       if ((v2 = v2 + 1 | 0) == v1) continue label0;
;;       if (v2 >= p0) break;
;;       if ((v2 = v2 + 1 | 0) == v1) continue label0;
;;     } while (v2 < p0);
;;     if ((v1 = v1 + 1 | 0) < p0) continue;
;;     break;
;;   }
;;   return v1;
;; }
