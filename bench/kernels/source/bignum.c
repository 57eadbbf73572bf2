/* Schoolbook product of 32 by 32 limbs of 32 bits, n times. */
#include "kernel.h"
static u32 a[32], b[32], c[64];
EXPORT i32 run(i32 n) {
  u32 seed = 1;
  for (u32 i = 0; i < 32; i++) { a[i] = seed = seed * 1664525u + 1013904223u; b[i] = seed = seed * 1664525u + 1013904223u; }
  for (i32 round = 0; round < n; round++) {
    for (u32 i = 0; i < 64; i++) c[i] = 0;
    for (u32 i = 0; i < 32; i++) {
      u64 carry = 0;
      for (u32 j = 0; j < 32; j++) { u64 t = (u64)a[i] * b[j] + c[i + j] + carry; c[i + j] = (u32)t; carry = t >> 32; }
      c[i + 32] = (u32)carry;
    }
    a[round & 31] ^= c[40];
  }
  return (i32)(c[1] ^ c[33] ^ c[63]);
}
