/* Decodes 512 numbers of variable length into 64 bits, n times. */
#include "kernel.h"
static u8 data[8192];
EXPORT i32 run(i32 n) {
  u32 end = 0;
  u64 x = 1, sum = 0;
  for (i32 i = 0; i < 512; i++) {
    x = x * 6364136223846793005u + 1442695040888963407u;
    u64 v = x >> (x & 63);
    do { data[end++] = (u8)((v & 127) | (v > 127 ? 128 : 0)); v >>= 7; } while (v);
  }
  for (i32 round = 0; round < n; round++) {
    for (u32 p = 0; p < end;) {
      u64 v = 0;
      u32 shift = 0;
      u8 b;
      do { b = data[p++]; v |= (u64)(b & 127) << shift; shift += 7; } while (b & 128);
      sum += v ^ p;
    }
  }
  return FOLD(sum);
}
