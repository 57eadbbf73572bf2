;;! show = f, g
(module
  (func $f (export "f") (param $a f64) (param $b f64) (param $c i32) (result f64) (select (local.get $a) (f64.neg (local.get $b)) (i32.gt_s (local.get $c) (i32.const 3))))
  (func $g (export "g") (param $a i64) (param $c i32) (result i64) (select (local.get $a) (i64.const -1) (local.get $c))))

;; function $f_2(p0, p1, p2) {
;;   return p2 > 3 ? p0 : $f64_neg(p1);
;; }
;; function $g_2(p0, p1, p2) {
;;   $HI = p2 ? p1 : -1;
;;   return p2 ? p0 : -1;
;; }
