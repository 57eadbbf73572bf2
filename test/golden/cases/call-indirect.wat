;;! show = f
(module (type $t (func (param i32) (result i32))) (table 2 funcref)
  (func $f (export "f") (param $x i32) (param $i i32) (result i32) (call_indirect (type $t) (local.get $x) (local.get $i))))

;; function $f_2(p0, p1) {
;;   return T0_i_i[p1](p0);
;; }
