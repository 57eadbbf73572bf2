/* SipHash-2-4 of 4096 bytes, n times. */
#include "kernel.h"
static u8 data[4096];
#define ROTATE(x, k) ((x) << (k) | (x) >> (64 - (k)))
#define ROUND a += b; b = ROTATE(b, 13) ^ a; a = ROTATE(a, 32); c += d; d = ROTATE(d, 16) ^ c; a += d; d = ROTATE(d, 21) ^ a; c += b; b = ROTATE(b, 17) ^ c; c = ROTATE(c, 32);
EXPORT i32 run(i32 n) {
  for (u32 i = 0; i < sizeof data; i++) data[i] = (u8)(i * 13 + (i >> 5));
  u64 h = 7;
  for (i32 round = 0; round < n; round++) {
    u64 a = h ^ 0x736f6d6570736575u, b = 0x646f72616e646f6du, c = h ^ 0x6c7967656e657261u, d = 0x7465646279746573u;
    for (u32 i = 0; i < sizeof data; i += 8) { u64 m = *(const u64 *)(data + i); d ^= m; ROUND ROUND a ^= m; }
    c ^= 255; ROUND ROUND ROUND ROUND
    h = a ^ b ^ c ^ d;
  }
  return FOLD(h);
}
