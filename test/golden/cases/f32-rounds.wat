;;! show = f
(module (func $f (export "f") (param $a f32) (param $b f32) (result f32) (f32.mul (f32.add (local.get $a) (local.get $b)) (f32.const 0.1))))

;; function $f_2(p0, p1) {
;;   return $fround($fround(p0 + p1) * .10000000149011612);
;; }
