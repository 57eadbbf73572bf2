;;! optimize = 1
;;! show = pair, use
(module
  (func $pair (param $a i32) (result i32 i64) (local.get $a) (i64.const 5))
  (func $use (export "use") (param $a i32) (result i64) (local $low i32) (call $pair (local.get $a)) (i64.extend_i32_s (local.get $a)) (i64.add)  (return)))

;; function $pair(p0) {
;;   $R[0] = 5;
;;   $R[1] = 0;
;;   return p0;
;; }
;; function $use_2(p0) {
;;   var v2, v4;
;;   v2 = $pair(p0);
;;   v2 = $R[0];
;;   v4 = $R[1];
;;   v2 = v2 + p0 | 0;
;;   $HI = v4 + (p0 >> 31) + (v2 >>> 0 < p0 >>> 0 | 0) | 0;
;;   return v2;
;; }
