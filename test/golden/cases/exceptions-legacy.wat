;;! show = handlers, cannot_throw
(module
  (import "m" "f" (func $f (param i32) (result i32)))
  (tag $number (param i32))
  (tag $empty)
  (func $handlers (export "handlers") (param $x i32) (result i32)
    try (result i32)
      local.get $x
      call $f
    catch $number
    catch $empty
      i32.const -1
    catch_all
      rethrow 0
    end)
  (func $cannot_throw (export "cannot_throw") (param $x i32) (result i32)
    try (result i32)
      local.get $x
      i32.const 100
      i32.div_s
    catch_all
      i32.const 0
    end))

;; function $handlers(p0) {
;;   var v1, v2;
;;   label0: {
;;     try {
;;       v2 = $f(p0);
;;     } catch (v3) {
;;       v1 = $caught(v3);
;;       if (v1.tag === X0) {
;;         v2 = v1.payload[1];
;;         break label0;
;;       }
;;       if (v1.tag === X1) {
;;         v2 = -1;
;;         break label0;
;;       }
;;       throw $thrownAgain(v1);
;;     }
;;   }
;;   return v2;
;; }
;; function $cannot_throw(p0) {
;;   return p0 / 100 | 0;
;; }
