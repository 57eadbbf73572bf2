/* Copies, counts and reverses 4096 bytes one by one, n times. */
#include "kernel.h"
static u8 from[4096], to[4096];
EXPORT i32 run(i32 n) {
  u32 sum = 0;
  for (u32 i = 0; i < 4096; i++) from[i] = (u8)(i * 31 >> 2);
  for (i32 round = 0; round < n; round++) {
    for (u32 i = 0; i < 4096; i++) { u8 c = from[i]; to[4095 - i] = c >= 'a' && c <= 'z' ? (u8)(c - 32) : c; }
    for (u32 i = 0; i < 4096; i++) if (to[i] == (u8)round) sum++;
    from[round & 4095] ^= to[7];
  }
  return (i32)sum;
}
