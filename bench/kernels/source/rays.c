/* Rays against eight spheres in f32, 32 x 32, n times. */
#include "kernel.h"
static float sphere[8][4];
EXPORT i32 run(i32 n) {
  u32 sum = 0;
  for (i32 i = 0; i < 8; i++) { sphere[i][0] = (float)(i % 3) - 1; sphere[i][1] = (float)(i % 4) - 1.5f; sphere[i][2] = 4 + (float)i; sphere[i][3] = 0.5f + 0.125f * (float)i; }
  for (i32 round = 0; round < n; round++) for (i32 py = 0; py < 32; py++) for (i32 px = 0; px < 32; px++) {
    float dx = (float)px / 16.0f - 1, dy = (float)py / 16.0f - 1, dz = 1, inverse = 1 / __builtin_sqrtf(dx * dx + dy * dy + 1);
    dx *= inverse; dy *= inverse; dz *= inverse;
    float nearest = 1e9f;
    for (i32 i = 0; i < 8; i++) {
      float *s = sphere[i], b = dx * s[0] + dy * s[1] + dz * s[2], c = s[0] * s[0] + s[1] * s[1] + s[2] * s[2] - s[3] * s[3], d = b * b - c;
      if (d > 0) { float t = b - __builtin_sqrtf(d); if (t > 0 && t < nearest) nearest = t; }
    }
    sum = sum * 31 + (u32)(i32)(nearest < 1e8f ? nearest * 1000 : 0);
  }
  return (i32)sum;
}
