/* Products, quotients and remainders of 64 bits, 1000 rounds, n times. */
#include "kernel.h"
EXPORT i32 run(i32 n) {
  u64 x = 88172645463325252u, sum = 0;
  for (i32 i = 0; i < n * 1000; i++) {
    x ^= x << 13; x ^= x >> 7; x ^= x << 17;
    u64 d = (x >> 40) + 3;
    sum += x / d + x % (d * 5 + 1) * 7;
  }
  return FOLD(sum);
}
