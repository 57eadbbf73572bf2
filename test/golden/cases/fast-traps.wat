;;! traps = fast
;;! show = f
(module (memory 1) (func $f (export "f") (param $a i32) (param $b i32) (result i32) (i32.div_s (i32.load (local.get $a)) (local.get $b))))

;; function $f_2(p0, p1) {
;;   return V0.D.getInt32(p0 >>> 0, !0) / p1 | 0;
;; }
