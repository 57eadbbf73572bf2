/* Heat in a cube of 16 x 16 x 16 doubles, from one array to the other and back, n times. */
#include "kernel.h"
#define SIDE 16
static double a[SIDE][SIDE][SIDE], b[SIDE][SIDE][SIDE];
static void step(double to[SIDE][SIDE][SIDE], double from[SIDE][SIDE][SIDE]) {
  for (i32 i = 1; i < SIDE - 1; i++) for (i32 j = 1; j < SIDE - 1; j++) for (i32 k = 1; k < SIDE - 1; k++) {
    double here = from[i][j][k];
    to[i][j][k] = here + 0.125 * (from[i + 1][j][k] + from[i - 1][j][k] + from[i][j + 1][k] + from[i][j - 1][k] + from[i][j][k + 1] + from[i][j][k - 1] - 6 * here);
  }
}
EXPORT i32 run(i32 n) {
  for (i32 i = 0; i < SIDE; i++) for (i32 j = 0; j < SIDE; j++) for (i32 k = 0; k < SIDE; k++) a[i][j][k] = b[i][j][k] = (i * 7 + j * 5 + k * 3) % 11 * 0.5;
  for (i32 round = 0; round < n; round++) {
    step(b, a);
    step(a, b);
  }
  union { double d; u64 u; } bits = { a[3][4][5] + a[8][8][8] };
  return FOLD(bits.u);
}
