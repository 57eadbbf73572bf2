/* Loops whose counters, indices and sums are 64 bits wide though small, 1000 rounds, n times. */
#include "kernel.h"
static i32 data[1024];
EXPORT i32 run(i32 n) {
  for (i32 i = 0; i < 1024; i++) data[i] = i * 37 ^ i >> 2;
  i64 sum = 0, largest = -1, count = 0;
  for (i64 i = 0; i < (i64)n * 1000; i++) {
    i64 v = data[i & 1023];
    sum += v;
    if (v > largest) largest = v;
    if (sum % 1000 == 0) count++;
  }
  return FOLD(sum + largest + count);
}
