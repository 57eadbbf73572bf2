/* The high half of 64 x 64 bits (wyhash's mix), 1000 rounds, n times. */
#include "kernel.h"
static u64 mix(u64 a, u64 b) {
  u64 al = (u32)a, ah = a >> 32, bl = (u32)b, bh = b >> 32;
  u64 ll = al * bl, lh = al * bh, hl = ah * bl, hh = ah * bh;
  u64 middle = (ll >> 32) + (u32)lh + (u32)hl;
  return (hh + (lh >> 32) + (hl >> 32) + (middle >> 32)) ^ a * b;
}
EXPORT i32 run(i32 n) {
  u64 s = 1, sum = 0;
  for (i32 i = 0; i < n * 1000; i++) { s += 0xa0761d6478bd642fu; sum ^= mix(s, s ^ 0xe7037ed1a0b428dbu); }
  return FOLD(sum);
}
