/* The Mandelbrot set, 32 x 32 points of at most 100 steps, n times. */
#include "kernel.h"
EXPORT i32 run(i32 n) {
  u32 sum = 0;
  for (i32 round = 0; round < n; round++) for (i32 y = 0; y < 32; y++) for (i32 x = 0; x < 32; x++) {
    double cr = x / 12.0 - 2, ci = y / 13.0 - 1.2, a = 0, b = 0;
    i32 k = 0;
    for (; k < 100 && a * a + b * b < 4; k++) { double t = a * a - b * b + cr; b = 2 * a * b + ci; a = t; }
    sum = sum * 31 + (u32)k;
  }
  return (i32)sum;
}
