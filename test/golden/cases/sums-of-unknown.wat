;;! show = mix, next, place
(module
  (func $other (import "env" "other") (param i32) (result i32))
  (memory 1)
  (global $state (mut i32) (i32.const 1))
  (func $mix (export "mix") (param $a i32) (param $b i32) (param $c i32) (result i32)
    (i32.add (i32.add (i32.add (i32.rotl (local.get $a) (i32.const 7)) (local.get $b)) (call $other (local.get $c))) (i32.const 1518500249)))
  (func $next (export "next") (param $x i64) (result i64)
    (global.set $state (i32.add (global.get $state) (i32.xor (i32.wrap_i64 (local.get $x)) (i32.const 5))))
    (i64.add (local.get $x) (i64.rotl (local.get $x) (i64.const 13))))
  (func $place (export "place") (param $p i32) (param $i i32) (result i32)
    (i32.add (i32.add (local.get $p) (i32.mul (local.get $i) (i32.const 12))) (global.get $state))))

;; function $mix(p0, p1, p2) {
;;   p1 = p1 | 0;
;;   return (((p0 << 7 | p0 >>> 25) + p1 | 0) + ($other(p2) | 0) | 0) + 1518500249 | 0;
;; }
;; function $next(p0, p1) {
;;   var v2, v3;
;;   p0 = p0 | 0;
;;   p1 = p1 | 0;
;;   G0 = (G0 | 0) + (p0 ^ 5) | 0;
;;   v2 = p0 << 13 | p1 >>> 19;
;;   v3 = p0 + v2 | 0;
;;   $HI = (p1 + (p1 << 13 | p0 >>> 19) | 0) + (v3 >>> 0 < v2 >>> 0 | 0) | 0;
;;   return v3;
;; }
;; function $place(p0, p1) {
;;   return (p0 + ($imul(p1, 12) | 0) | 0) + G0 | 0;
;; }
