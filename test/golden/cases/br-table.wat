;;! show = f
(module (func $f (export "f") (param $x i32) (result i32)
  (block $c (block $b (block $a (br_table $a $b $a $c (local.get $x))) (return (i32.const 10))) (return (i32.const 20))) (i32.const 30)))

;; function $f_2(p0) {
;;   label0: {
;;     label1: {
;;       label2: switch (p0) {
;;         case 0:
;;         case 2:
;;           break label2;
;;         case 1:
;;           break label1;
;;         default:
;;           break label0;
;;       }
;;       return 10;
;;     }
;;     return 20;
;;   }
;;   return 30;
;; }
