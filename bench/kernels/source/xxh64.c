/* xxHash64 of 4096 bytes, n times. */
#include "kernel.h"
#define P1 0x9e3779b185ebca87u
#define P2 0xc2b2ae3d27d4eb4fu
#define P3 0x165667b19e3779f9u
static u8 data[4096];
static u64 rotate(u64 x, i32 k) { return x << k | x >> (64 - k); }
static u64 step(u64 a, u64 x) { return rotate(a + x * P2, 31) * P1; }
EXPORT i32 run(i32 n) {
  for (u32 i = 0; i < sizeof data; i++) data[i] = (u8)(i * 13 + (i >> 5));
  u64 h = 0;
  for (i32 round = 0; round < n; round++) {
    u64 a = P1 + P2 + h, b = P2, c = 0, d = 0 - P1;
    for (u32 i = 0; i < sizeof data; i += 32) {
      const u64 *p = (const u64 *)(data + i);
      a = step(a, p[0]); b = step(b, p[1]); c = step(c, p[2]); d = step(d, p[3]);
    }
    h = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
    h ^= h >> 33; h *= P2; h ^= h >> 29; h *= P3; h ^= h >> 32;
  }
  return FOLD(h);
}
