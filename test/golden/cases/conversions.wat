;;! show = f, g
(module
  (func $f (export "f") (param $d f64) (param $i i32) (result i32) (i32.add (i32.trunc_f64_s (local.get $d)) (i32.trunc_sat_f32_u (f32.convert_i32_u (local.get $i)))))
  (func $g (export "g") (param $l i64) (result f64) (f64.add (f64.convert_i64_s (local.get $l)) (f64.promote_f32 (f32.demote_f64 (f64.reinterpret_i64 (local.get $l)))))))

;; function $f_2(p0, p1) {
;;   return $i32_trunc_f64_s(p0) + $i32_trunc_sat_f64_u($fround($unsigned(p1))) | 0;
;; }
;; function $g_2(p0, p1) {
;;   return p1 * 4294967296 + $unsigned(p0) + $fround(($words[0] = p0, $words[1] = p1, $f64s[0]));
;; }
