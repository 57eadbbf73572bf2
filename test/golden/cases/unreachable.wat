;;! show = f
;; What follows a trap is not reachable, and no variable live that is read there: $at would be one of the loop's, without a value at its beginning.
(module
  (import "m" "panic" (func $panic (param i32)))
  (memory 1 1)
  (func $f (export "f") (param $p i32) (result i32)
    (local $at i32)
    (block $bad
      (loop $next
        (local.set $at (i32.load (local.get $p)))
        (br_if $bad (i32.gt_u (local.get $at) (i32.const 100)))
        (br_if $next (local.tee $p (i32.and (local.get $p) (i32.add (local.get $at) (i32.const 1))))))
      (return (i32.const 7)))
    (call $panic (local.get $at))
    unreachable))

;; function $f(p0) {
;;   var v1, v2;
;;   p0 = p0 | 0;
;;   for (;;) {
;;     if (0, !1) continue;
;;     label0: {
;;       v2 = D_2;
;;       do {
;;         v1 = v2.getInt32(p0, !0);
;;         if (v1 >>> 0 > 100) break label0;
;;         if (!(p0 = p0 & v1 + 1)) break;
;;         v1 = v2.getInt32(p0, !0);
;;         if (v1 >>> 0 > 100) break label0;
;;         if (!(p0 = p0 & v1 + 1)) break;
;;         v1 = v2.getInt32(p0, !0);
;;         if (v1 >>> 0 > 100) break label0;
;;         if (!(p0 = p0 & v1 + 1)) break;
;;         v1 = v2.getInt32(p0, !0);
;;         if (v1 >>> 0 > 100) break label0;
;;       } while (p0 = p0 & v1 + 1);
;;       return 7;
;;     }
;;     $panic(v1);
;;     throw $trapUnreachable();
;;   }
;; }
