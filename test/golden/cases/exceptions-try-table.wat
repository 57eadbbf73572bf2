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
;;   var v1 = 0, v2, v5, v7, v8, v9;
;;   label0: {
;;     label1: {
;;       try {
;;         v1 = 7;
;;         $f(p0);
;;         throw $thrown(X0, p0, 5, 0);
;;       } catch (v10) {
;;         v5 = $caught(v10);
;;         if (v5.tag === X0) {
;;           v8 = v5.payload[3];
;;           v7 = v5.payload[2];
;;           v9 = v5;
;;           break label1;
;;         }
;;         break label0;
;;       }
;;     }
;;     v2 = v9;
;;     if (!v1) throw $thrownAgain(v2);
;;     $HI = v8;
;;     return v7;
;;   }
;;   $HI = 0;
;;   return 1;
;; }
