;;! optimize = 0
;;! show = f
(module (func $f (export "f") (param $a i32) (result i32) (local $t i32) (local.set $t (i32.add (local.get $a) (i32.const 1))) (i32.mul (local.get $t) (local.get $t))))

;; function $f_2(p0) {
;;   var v1 = 0;
;;   v1 = p0 + 1 | 0;
;;   return $imul(v1, v1);
;; }
