/* Solutions of the problem of eight queens by bit masks, some columns taken, n times. */
#include "kernel.h"
static u32 solve(u32 all, u32 columns, u32 left, u32 right) {
  if (columns == all) return 1;
  u32 count = 0;
  for (u32 free = all & ~(columns | left | right); free; free &= free - 1) {
    u32 bit = free & -free;
    count += solve(all, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return count;
}
EXPORT i32 run(i32 n) {
  u32 sum = 0;
  for (i32 round = 0; round < n; round++) sum = sum * 31 + solve(255, sum & 3, 0, 0);
  return (i32)sum;
}
