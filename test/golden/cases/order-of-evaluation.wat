;;! show = f
(module (import "h" "g" (func $g (result i32))) (global $x (mut i32) (i32.const 1))
  (func $f (export "f") (result i32) (i32.sub (global.get $x) (i32.add (call $g) (global.get $x)))))

;; function $f() {
;;   return G0 - ($g() + G0) | 0;
;; }
