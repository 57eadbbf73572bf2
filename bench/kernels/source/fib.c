/* Fibonacci numbers by recursion, n times. */
#include "kernel.h"
static i32 __attribute__((noinline)) fib(i32 n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
EXPORT i32 run(i32 n) {
  u32 sum = 0;
  for (i32 round = 0; round < n; round++) sum += (u32)fib(16 + (round & 1));
  return (i32)sum;
}
