;;! show = f
;; A remainder by a constant of one word is one word; other divisors take the general functions, which test for zero.
(module
  (func $f (export "f") (param $a i64) (param $b i64) (result i64)
    (i64.add
      (i64.add (i64.extend_i32_u (i64.eqz (i64.rem_s (local.get $a) (i64.const 1000)))) (i64.div_u (local.get $a) (i64.const 10)))
      (i64.add (i64.div_s (local.get $a) (i64.const -10)) (i64.rem_u (local.get $a) (local.get $b))))))

;; function $f_2(p0, p1, p2, p3) {
;;   var v4, v6, v7, v9, v10;
;;   v4 = (v4 = $i64_rem_s_word(p0, p1, 1e3), !v4) | 0;
;;   v6 = $i64_div_u_word(p0, p1, 10);
;;   v7 = $HI;
;;   v4 = v4 + v6 | 0;
;;   v9 = $i64_div_s(p0, p1, -10, -1);
;;   v10 = $HI;
;;   p0 = $i64_rem_u(p0, p1, p2, p3);
;;   p1 = $HI;
;;   p2 = v9 + p0 | 0;
;;   p3 = v4 + p2 | 0;
;;   $HI = v7 + (v4 >>> 0 < v6 >>> 0 | 0) + (v10 + p1 + (p2 >>> 0 < p0 >>> 0 | 0)) + (p3 >>> 0 < p2 >>> 0 | 0) | 0;
;;   return p3;
;; }
