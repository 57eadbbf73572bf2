;;! show = f
(module (func $f (export "f") (param $x i32) (result i32)
  (i32.add (block $out (result i32) (drop (br_if $out (i32.const 1) (local.get $x))) (i32.const 2)) (if (result i32) (local.get $x) (then (i32.const 3)) (else (i32.const 4))))))

;; function $f_2(p0) {
;;   var v1;
;;   if (p0) v1 = 1;
;;   else v1 = 2;
;;   return v1 + (p0 ? 3 : 4) | 0;
;; }
