;;! show = even, odd
(module
  (func $even (export "even") (param $n i32) (result i32) (if (result i32) (local.get $n) (then (return_call $odd (i32.sub (local.get $n) (i32.const 1)))) (else (i32.const 1))))
  (func $odd (param $n i32) (result i32) (if (result i32) (local.get $n) (then (return_call $even (i32.sub (local.get $n) (i32.const 1)))) (else (i32.const 0)))))

;; function $even_2(...a) {
;;   return $bounce($t0(...a));
;; }
;; function $odd(...a) {
;;   return $bounce($t1(...a));
;; }
