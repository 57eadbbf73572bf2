;;! format = cjs
;;! show = bump, core
(module (import "env" "base" (global $base i32)) (import "env" "log" (func $log (param i64)))
  (global $n (mut i32) (i32.const 5)) (global $big (export "big") (mut i64) (i64.const 4294967296))
  (func $bump (global.set $n (i32.add (global.get $n) (global.get $base))) (global.set $big (i64.add (global.get $big) (i64.const 1))) (call $log (global.get $big)))
  (start $bump))

;; function $bump() {
;;   var v0, v1;
;;   G1 = G1 + G0 | 0;
;;   v0 = G2.v | 0;
;;   v1 = G2.h | 0;
;;   v0 = v0 + 1 | 0;
;;   G2.v = v0;
;;   G2.h = v1 + (v0 >>> 0 < 1 | 0) | 0;
;;   $log((v0 = G2.v, v1 = G2.h, v0), v1);
;; }
;; const $core = (function($imports, $abi) {
;;   function $bump() {
;;     var v0, v1;
;;     G1 = G1 + G0 | 0;
;;     v0 = G2.v | 0;
;;     v1 = G2.h | 0;
;;     v0 = v0 + 1 | 0;
;;     G2.v = v0;
;;     G2.h = v1 + (v0 >>> 0 < 1 | 0) | 0;
;;     $log((v0 = G2.v, v1 = G2.h, v0), v1);
;;   }
;;   const G0_cell = $importGlobal($lookup($imports, "env", "base"), $importName("env", "base"), "i", false);
;;   const G0 = G0_cell.v;
;;   const $log = $importFunction($lookup($imports, "env", "log"), Z0, $hostRaw, $importName("env", "log"), 0).raw;
;;   let G1 = 5;
;;   const G2 = $globalCellOf("l", true, 0, 1);
;;   $exported($bump, Z1, 1)();
;;   return Object.freeze({ __proto__: null, big: $globalToJs(G2) });
;; });
