;;! show = sum
(module (type $t (func (param i32 i32) (result i32))) (table 4 funcref) (elem (i32.const 1) $add $mix $find)
  (func $add (type $t) (i32.add (local.get 0) (local.get 1)))
  (func $mix (type $t) (i32.xor (i32.mul (local.get 0) (i32.const 31)) (i32.rotl (local.get 1) (i32.add (local.get 0) (i32.const 7)))))
  (func $find (type $t) (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (local.get 1))))) (local.get 0))
  (func $sum (export "sum") (param $n i32) (result i32) (local $s i32)
    (loop $l
      (local.set $s (call_indirect (type $t) (local.get $s) (local.get $n) (i32.and (local.get $n) (i32.const 3))))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s)))

;; function $sum_2(p0) {
;;   var v1 = 0, v4;
;;   p0 = p0 | 0;
;;   do {
;;     v4 = p0 & 3;
;;     if (v4 == 1) v1 = v1 + p0 | 0;
;;     else if (v4 == 2) v1 = $imul(v1, 31) ^ (v1 = v1 + 7 | 0, p0 << v1 | p0 >>> 32 - v1);
;;     else v1 = T0_ii_i[v4](v1, p0) | 0;
;;   } while (p0 = p0 - 1 | 0);
;;   return v1;
;; }
