;;! show = shifts, compare, multiply
(module
  (func $shifts (export "shifts") (param $a i64) (result i64) (i64.xor (i64.shr_s (local.get $a) (i64.const 40)) (i64.rotl (local.get $a) (i64.const 8))))
  (func $compare (export "compare") (param $a i64) (param $b i64) (result i32) (i32.or (i64.lt_s (local.get $a) (local.get $b)) (i64.eqz (local.get $b))))
  (func $multiply (export "multiply") (param $a i64) (param $b i64) (result i64) (i64.add (i64.mul (local.get $a) (i64.const 10)) (i64.mul (local.get $a) (local.get $b)))))

;; function $shifts_2(p0, p1) {
;;   $HI = p1 >> 31 ^ (p1 << 8 | p0 >>> 24);
;;   return p1 >> 8 ^ (p0 << 8 | p1 >>> 24);
;; }
;; function $compare_2(p0, p1, p2, p3) {
;;   return p1 < p3 | p1 == p3 & p0 >>> 0 < p2 >>> 0 | !(p2 | p3);
;; }
;; function $multiply_2(p0, p1, p2, p3) {
;;   var v4, v5;
;;   v4 = $imul(p0, 10);
;;   v5 = $imul(p0, p2);
;;   v4 = v4 + v5 | 0;
;;   $HI = ((($unsigned(p0) * 2.3283064365386963e-9 | 0) + $imul(p1, 10) | 0) + (((($unsigned(p0) * $unsigned(p2) - $unsigned(v5)) * 23283064365386963e-26 + .5 | 0) + $imul(p1, p2) | 0) + $imul(p0, p3) | 0) | 0) + (v4 >>> 0 < v5 >>> 0 | 0) | 0;
;;   return v4;
;; }
