;;! optimize = 1
;;! show = f
(module (type $t (func (param i32) (result i32))) (table 2 funcref) (func $g (result i32) (i32.const 1))
  (func $f (export "f") (result i32) (call_indirect (type $t) (call $g) (call $g))))

;; function $f_2() {
;;   var v0;
;;   v0 = $g();
;;   return T0_i_i[$g()](v0);
;; }
