/* Looks for a byte in 4096 by vectors of sixteen, n times. */
#include "kernel.h"
#include <wasm_simd128.h>
static u8 data[4096];
EXPORT i32 run(i32 n) {
  u32 sum = 0;
  for (i32 i = 0; i < 4096; i++) data[i] = (u8)('a' + i % 26);
  for (i32 round = 0; round < n; round++) {
    data[4000 + (round & 63)] = '\n';
    v128_t wanted = wasm_i8x16_splat('\n');
    for (i32 i = 0; i < 4096; i += 16) {
      u32 mask = (u32)wasm_i8x16_bitmask(wasm_i8x16_eq(wasm_v128_load(data + i), wanted));
      if (mask) { sum += (u32)i + (u32)__builtin_ctz(mask); break; }
    }
    data[4000 + (round & 63)] = 'x';
  }
  return (i32)sum;
}
