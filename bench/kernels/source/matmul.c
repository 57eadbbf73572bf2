/* Product of two 48 x 48 matrices of doubles, n times. */
#include "kernel.h"
static double a[48 * 48], b[48 * 48], c[48 * 48];
EXPORT i32 run(i32 n) {
  for (i32 i = 0; i < 48 * 48; i++) { a[i] = i % 7 - 3; b[i] = i % 5 * 0.5; }
  for (i32 round = 0; round < n; round++) {
    for (i32 i = 0; i < 48; i++) for (i32 j = 0; j < 48; j++) {
      double sum = 0;
      for (i32 k = 0; k < 48; k++) sum += a[i * 48 + k] * b[k * 48 + j];
      c[i * 48 + j] = sum;
    }
    a[round % 2304] += c[77] * 0.001;
  }
  union { double d; u64 u; } bits = { c[5] + c[1000] + c[2303] };
  return FOLD(bits.u);
}
