/* A filter of 32 taps over 1024 samples of f32, n times. */
#include "kernel.h"
static float x[1056], y[1024], h[32];
EXPORT i32 run(i32 n) {
  for (i32 i = 0; i < 1056; i++) x[i] = (float)(i % 23) * 0.25f - 2.5f;
  for (i32 i = 0; i < 32; i++) h[i] = 1.0f / (float)(i + 3);
  for (i32 round = 0; round < n; round++) {
    for (i32 i = 0; i < 1024; i++) {
      float sum = 0;
      for (i32 k = 0; k < 32; k++) sum += x[i + k] * h[k];
      y[i] = sum;
    }
    x[round & 1023] += y[100] * 0.001f;
  }
  union { float f; i32 i; } bits = { y[1] + y[500] + y[1023] };
  return bits.i;
}
