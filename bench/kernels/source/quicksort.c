/* Quicksort of 4096 integers, n times. */
#include "kernel.h"
static i32 data[4096];
static void sort(i32 *a, i32 low, i32 high) {
  while (low < high) {
    i32 pivot = a[(low + high) >> 1], i = low, j = high;
    while (i <= j) {
      while (a[i] < pivot) i++;
      while (a[j] > pivot) j--;
      if (i <= j) { i32 t = a[i]; a[i++] = a[j]; a[j--] = t; }
    }
    if (j - low < high - i) { sort(a, low, j); low = i; } else { sort(a, i, high); high = j; }
  }
}
EXPORT i32 run(i32 n) {
  u32 seed = 1, sum = 0;
  for (i32 round = 0; round < n; round++) {
    for (u32 i = 0; i < 4096; i++) data[i] = (i32)(seed = seed * 1664525u + 1013904223u);
    sort(data, 0, 4095);
    for (u32 i = 0; i < 4096; i += 64) sum = sum * 31 + (u32)data[i];
  }
  return (i32)sum;
}
