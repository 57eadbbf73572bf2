;;! show = over, past_all
(module
  (import "m" "f" (func $f))
  (func $over (export "over") (param $x i32) (result i32)
    try
      try
        try
          call $f
        delegate 1
      catch_all
        i32.const 1
        return
      end
    catch_all
      i32.const 2
      return
    end
    i32.const 3)
  (func $past_all (export "past_all")
    try
      try
        call $f
      delegate 1
    catch_all
    end))

;; function $over(p0) {
;;   var v1;
;;   label1: {
;;     label0: {
;;       try {
;;         try {
;;           try {
;;             $f();
;;           } catch (v2) {
;;             v1 = $caught(v2);
;;             break label0;
;;           }
;;         } catch (v2) {
;;           v1 = $caught(v2);
;;           return 1;
;;         }
;;         break label1;
;;       } catch (v2) {
;;         v1 = $caught(v2);
;;       }
;;     }
;;     return 2;
;;   }
;;   return 3;
;; }
;; function $past_all() {
;;   var v0;
;;   label0: {
;;     try {
;;       try {
;;         $f();
;;       } catch (v1) {
;;         v0 = $caught(v1);
;;         break label0;
;;       }
;;     } catch (v1) {
;;       v0 = $caught(v1);
;;     }
;;     return;
;;   }
;;   throw $thrownAgain(v0);
;; }
