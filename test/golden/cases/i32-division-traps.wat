;;! show = div, constant
(module
  (func $div (export "div") (param $a i32) (param $b i32) (result i32) (i32.div_s (local.get $a) (local.get $b)))
  (func $constant (export "constant") (param $a i32) (result i32) (i32.div_u (local.get $a) (i32.const 10))))

;; function $div_2(p0, p1) {
;;   return $i32_div_s(p0, p1);
;; }
;; function $constant_2(p0) {
;;   return (p0 >>> 0) / 10 | 0;
;; }
