/* ChaCha20: 16 blocks by vectors of four words, n times. */
#include "kernel.h"
#include <wasm_simd128.h>
#define ROTATE(x, k) wasm_v128_or(wasm_i32x4_shl(x, k), wasm_u32x4_shr(x, 32 - k))
#define QUARTER a = wasm_i32x4_add(a, b); d = wasm_v128_xor(d, a); d = ROTATE(d, 16); c = wasm_i32x4_add(c, d); b = wasm_v128_xor(b, c); b = ROTATE(b, 12); a = wasm_i32x4_add(a, b); d = wasm_v128_xor(d, a); d = ROTATE(d, 8); c = wasm_i32x4_add(c, d); b = wasm_v128_xor(b, c); b = ROTATE(b, 7);
EXPORT i32 run(i32 n) {
  v128_t sum = wasm_i32x4_splat(0);
  for (i32 block = 0; block < n * 16; block++) {
    v128_t a = wasm_i32x4_make(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574), b = wasm_i32x4_make(1, 2, 3, 4), c = wasm_i32x4_make(5, 6, 7, 8), d = wasm_i32x4_make(block, 0, 9, 10);
    for (i32 i = 0; i < 10; i++) {
      QUARTER
      b = wasm_i32x4_shuffle(b, b, 1, 2, 3, 0); c = wasm_i32x4_shuffle(c, c, 2, 3, 0, 1); d = wasm_i32x4_shuffle(d, d, 3, 0, 1, 2);
      QUARTER
      b = wasm_i32x4_shuffle(b, b, 3, 0, 1, 2); c = wasm_i32x4_shuffle(c, c, 2, 3, 0, 1); d = wasm_i32x4_shuffle(d, d, 1, 2, 3, 0);
    }
    sum = wasm_v128_xor(sum, wasm_i32x4_add(wasm_i32x4_add(a, b), wasm_v128_xor(c, d)));
  }
  return wasm_i32x4_extract_lane(sum, 0) ^ wasm_i32x4_extract_lane(sum, 1) ^ wasm_i32x4_extract_lane(sum, 2) ^ wasm_i32x4_extract_lane(sum, 3);
}
