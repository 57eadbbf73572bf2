;;! show = f
(module (memory 1) (data $d "abc")
  (func $f (export "f") (param $p i32) (memory.init $d (local.get $p) (i32.const 0) (i32.const 3)) (data.drop $d)
    (memory.copy (i32.const 0) (local.get $p) (i32.const 8)) (memory.fill (local.get $p) (i32.const 0) (memory.grow (i32.const 1)))))

;; function $f_2(p0) {
;;   var v2;
;;   $memoryInit(V0.U, S0, p0 >>> 0, 0, 3);
;;   S0 = S0.slice(0, 0);
;;   $memoryMove(V0.U, V0.I, 0, p0 >>> 0, 8);
;;   p0 = p0 >>> 0;
;;   v2 = $memoryGrow(M0, 1) >>> 0;
;;   $memorySet(V0.U, V0.I, p0, 0, v2);
;; }
