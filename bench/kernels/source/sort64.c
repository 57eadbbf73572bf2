/* Heapsort of 1024 numbers of 64 bits, n times. */
#include "kernel.h"
static i64 data[1024];
EXPORT i32 run(i32 n) {
  u64 x = 88172645463325252u, sum = 0;
  for (i32 round = 0; round < n; round++) {
    for (u32 i = 0; i < 1024; i++) { x ^= x << 13; x ^= x >> 7; x ^= x << 17; data[i] = (i64)x; }
    for (u32 end = 1024, start = 512; end > 1;) {
      i64 v;
      if (start) v = data[--start];
      else { v = data[--end]; data[end] = data[0]; }
      u32 root = start;
      for (;;) {
        u32 child = root * 2 + 1;
        if (child >= end) break;
        if (child + 1 < end && data[child + 1] > data[child]) child++;
        if (data[child] <= v) break;
        data[root] = data[child];
        root = child;
      }
      data[root] = v;
    }
    for (u32 i = 0; i < 1024; i += 32) sum = sum * 31 + (u64)data[i];
  }
  return FOLD(sum);
}
