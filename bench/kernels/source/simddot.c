/* Dot product of 1024 f32 by vectors of four, n times. */
#include "kernel.h"
#include <wasm_simd128.h>
static float x[1024], y[1024];
EXPORT i32 run(i32 n) {
  for (i32 i = 0; i < 1024; i++) { x[i] = (float)(i % 23) * 0.25f; y[i] = (float)(i % 7) - 3; }
  float total = 0;
  for (i32 round = 0; round < n; round++) {
    v128_t sum = wasm_f32x4_splat(0);
    for (i32 i = 0; i < 1024; i += 4) sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_v128_load(x + i), wasm_v128_load(y + i)));
    total += wasm_f32x4_extract_lane(sum, 0) + wasm_f32x4_extract_lane(sum, 1) + wasm_f32x4_extract_lane(sum, 2) + wasm_f32x4_extract_lane(sum, 3);
    x[round & 1023] += 0.5f;
  }
  union { float f; i32 i; } bits = { total };
  return bits.i;
}
