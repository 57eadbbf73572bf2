;;! show = add, bytes, shuffled, lanes, moved
(module
  (memory 1 1)
  (func $add (export "add") (param v128 v128) (result v128)
    (i32x4.add (i32x4.mul (local.get 0) (local.get 1)) (i32x4.splat (i32.const 7))))
  (func $bytes (export "bytes") (param v128 v128) (result i32)
    (i8x16.bitmask (i8x16.gt_u (i8x16.add (local.get 0) (local.get 1)) (v128.const i8x16 1 1 1 1 2 2 2 2 3 3 3 3 4 4 4 4))))
  (func $shuffled (export "shuffled") (param v128 v128) (result v128)
    (i8x16.shuffle 4 5 6 7 1 2 3 4 16 1 18 3 31 30 29 28 (local.get 0) (local.get 1)))
  (func $lanes (export "lanes") (param v128 i64) (result v128)
    (i64x2.add (i64x2.replace_lane 1 (local.get 0) (local.get 1)) (i64x2.extend_low_i32x4_s (local.get 0))))
  (func $moved (export "moved") (param i32)
    (v128.store offset=16 (local.get 0) (v128.load (local.get 0)))
    (v128.store32_lane 2 (local.get 0) (v128.load32_splat (local.get 0)))))

;; function $add_2(p0, p1, p2, p3, p4, p5, p6, p7) {
;;   $R[0] = $imul(p1, p5) + 7 | 0;
;;   $R[1] = $imul(p2, p6) + 7 | 0;
;;   $R[2] = $imul(p3, p7) + 7 | 0;
;;   return $imul(p0, p4) + 7 | 0;
;; }
;; function $bytes_2(p0, p1, p2, p3, p4, p5, p6, p7) {
;;   p0 = (p0 & 2139062143) + (p4 & 2139062143) ^ (p0 ^ p4) & -2139062144;
;;   p1 = (p1 & 2139062143) + (p5 & 2139062143) ^ (p1 ^ p5) & -2139062144;
;;   p2 = (p2 & 2139062143) + (p6 & 2139062143) ^ (p2 ^ p6) & -2139062144;
;;   p3 = (p3 & 2139062143) + (p7 & 2139062143) ^ (p3 ^ p7) & -2139062144;
;;   p4 = -2122219135 - (p0 & 2139062143) | 0;
;;   p0 = -16843010 & p0 | ~(16843009 ^ p0 | p4);
;;   p4 = -2105376126 - (p1 & 2139062143) | 0;
;;   p1 = -33686019 & p1 | ~(33686018 ^ p1 | p4);
;;   p4 = -2088533117 - (p2 & 2139062143) | 0;
;;   p2 = -50529028 & p2 | ~(50529027 ^ p2 | p4);
;;   p4 = -2071690108 - (p3 & 2139062143) | 0;
;;   p3 = -67372037 & p3 | ~(67372036 ^ p3 | p4);
;;   return $imul(((p0 & -2139062144) >>> 4 | p1 & -2139062144) >>> 3, 16909320) >>> 24 | $imul(((p2 & -2139062144) >>> 4 | p3 & -2139062144) >>> 3, 16909320) >>> 24 << 8;
;; }
;; function $shuffled_2(p0, p1, p2, p3, p4, p5, p6, p7) {
;;   $R[0] = p0 >>> 8 | p1 << 24;
;;   $R[1] = p4 & 16711935 | p0 & -16711936;
;;   $R[2] = p7 >>> 24 | p7 >>> 8 & 65280 | p7 << 8 & 16711680 | p7 << 24;
;;   return p1;
;; }
;; function $lanes_2(p0, p1, p2, p3, p4, p5) {
;;   p2 = p0 + p0 | 0;
;;   p3 = p4 + p1 | 0;
;;   $R[0] = p1 + (p0 >> 31) + (p2 >>> 0 < p0 >>> 0 | 0) | 0;
;;   $R[1] = p3;
;;   $R[2] = p5 + (p1 >> 31) + (p3 >>> 0 < p1 >>> 0 | 0) | 0;
;;   return p2;
;; }
;; function $moved_2(p0) {
;;   var v1, v2, v3, v4;
;;   v1 = D_2.getInt32(p0, !0);
;;   v2 = D_2.getInt32((p0 >>> 0) + 4, !0);
;;   v3 = D_2.getInt32((p0 >>> 0) + 8, !0);
;;   v4 = D_2.getInt32((p0 >>> 0) + 12, !0);
;;   D_2.setInt32((p0 >>> 0) + 28, v4, !0);
;;   D_2.setInt32((p0 >>> 0) + 24, v3, !0);
;;   D_2.setInt32((p0 >>> 0) + 20, v2, !0);
;;   D_2.setInt32((p0 >>> 0) + 16, v1, !0);
;;   D_2.setInt32(p0, D_2.getInt32(p0, !0), !0);
;; }
