;;! show = f
(module (func $f (export "f") (param $x i32) (result i32)
  (block $c (block $b (block $a (br_table $a $b $a $c (local.get $x))) (return (i32.const 10))) (return (i32.const 20))) (i32.const 30)))

;; function $f_2(p0) {
;;   switch (p0) {
;;     case 0:
;;     case 2:
;;       return 10;
;;     case 1:
;;       return 20;
;;     default:
;;       return 30;
;;   }
;; }
