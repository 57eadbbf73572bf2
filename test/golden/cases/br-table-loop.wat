;;! show = f
(module (func $f (export "f") (param $state i32) (result i32) (local $n i32)
  (loop $again
    (block $c (block $b (block $a (br_table $a $b $c (local.get $state)))
      (local.set $state (i32.const 1)) (br $again))
      (local.set $state (i32.add (local.get $n) (i32.const 2))) (local.set $n (i32.add (local.get $n) (i32.const 1))) (br $again)))
  (local.get $n)))

;; function $f_2(p0) {
;;   var v1 = 0;
;;   p0 = p0 | 0;
;;   for (;;) {
;;     label0: {
;;       switch (p0) {
;;         case 0:
;;           break;
;;         case 1:
;;           break;
;;         default:
;;           break label0;
;;       }
;;       p0 = v1 + 2 | 0;
;;       v1 = v1 + 1 | 0;
;;       continue;
;;     }
;;     break;
;;   }
;;   return v1;
;; }
