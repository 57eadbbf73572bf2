;;! show = add, shift
(module
  (func $add (export "add") (param $a i64) (param $b i64) (result i64) (i64.add (local.get $a) (local.get $b)))
  (func $shift (export "shift") (param $a i64) (result i64) (i64.shl (local.get $a) (i64.const 12))))

;; function $add_2(p0, p1, p2, p3) {
;;   p0 = p0 | 0;
;;   p1 = p1 | 0;
;;   p2 = p2 | 0;
;;   p3 = p3 | 0;
;;   p0 = p0 + p2 | 0;
;;   $HI = p1 + p3 + (p0 >>> 0 < p2 >>> 0 | 0) | 0;
;;   return p0;
;; }
;; function $shift_2(p0, p1) {
;;   $HI = p1 << 12 | p0 >>> 20;
;;   return p0 << 12;
;; }
