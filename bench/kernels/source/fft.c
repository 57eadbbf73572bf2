/* Fast Fourier transform of 512 complex doubles, n times. */
#include "kernel.h"
static double re[512], im[512], wr[256], wi[256];
EXPORT i32 run(i32 n) {
  double c = 0.99992470183914454, s = 0.01227153828571993;
  wr[0] = 1;
  for (i32 i = 1; i < 256; i++) { wr[i] = wr[i - 1] * c - wi[i - 1] * s; wi[i] = wr[i - 1] * s + wi[i - 1] * c; }
  for (i32 i = 0; i < 512; i++) { re[i] = i % 17; im[i] = i % 3; }
  for (i32 round = 0; round < n; round++) {
    for (u32 i = 1, j = 0; i < 512; i++) {
      u32 bit = 256;
      for (; j & bit; bit >>= 1) j ^= bit;
      j |= bit;
      if (i < j) { double t = re[i]; re[i] = re[j]; re[j] = t; t = im[i]; im[i] = im[j]; im[j] = t; }
    }
    for (u32 size = 2; size <= 512; size <<= 1) for (u32 start = 0; start < 512; start += size) for (u32 k = 0; k < size / 2; k++) {
      u32 p = start + k, q = p + size / 2, w = k * (512 / size);
      double tr = re[q] * wr[w] - im[q] * wi[w], ti = re[q] * wi[w] + im[q] * wr[w];
      re[q] = (re[p] - tr) * 0.7; im[q] = (im[p] - ti) * 0.7;
      re[p] = (re[p] + tr) * 0.7; im[p] = (im[p] + ti) * 0.7;
    }
  }
  union { double d; u64 u; } bits = { re[5] + im[100] };
  return FOLD(bits.u);
}
