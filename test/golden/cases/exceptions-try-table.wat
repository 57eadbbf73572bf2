;;! show = guarded
(module
  (import "m" "f" (func $f (param i32)))
  (tag $pair (param i32 i64))
  (func $guarded (export "guarded") (param $x i32) (result i64)
    (local $seen i32) (local $exn exnref) (local $long i64)
    (block $any
      (block $pair (result i32 i64 exnref)
        (try_table (catch_ref $pair $pair) (catch_all $any)
          (local.set $seen (i32.const 7))
          (call $f (local.get $x))
          (throw $pair (local.get $x) (i64.const 5)))
        (unreachable))
      (local.set $exn)
      (local.set $long)
      (drop)
      (if (i32.eqz (local.get $seen)) (then (throw_ref (local.get $exn))))
      (return (local.get $long)))
    (i64.const 1)))

;; function $guarded(p0) {
;;   var v1 = 0, v2, v4, v6, v7, v8;
;;   label1: {
;;     label0: {
;;       try {
;;         v1 = 7;
;;         $f(p0);
;;         throw $thrown(X0, p0, 5, 0);
;;       } catch (v9) {
;;         v4 = $caught(v9);
;;         if (v4.tag === X0) {
;;           v7 = v4.payload[3];
;;           v6 = v4.payload[2];
;;           v8 = v4;
;;           break label0;
;;         }
;;         break label1;
;;       }
;;     }
;;     v2 = v8;
;;     if (!v1) throw $thrownAgain(v2);
;;     $HI = v7;
;;     return v6;
;;   }
;;   $HI = 0;
;;   return 1;
;; }
