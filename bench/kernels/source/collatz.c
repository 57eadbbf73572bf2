/* Lengths of Collatz sequences below 1000, n times. */
#include "kernel.h"
EXPORT i32 run(i32 n) {
  u32 sum = 0;
  for (i32 round = 0; round < n; round++) for (u32 i = 1; i < 1000; i++) {
    u32 x = i, steps = 0;
    while (x != 1) { x = x & 1 ? 3 * x + 1 : x >> 1; steps++; }
    sum = sum * 31 + steps;
  }
  return (i32)sum;
}
