/* Calls through a table of functions, 1000 of them, n times. */
#include "kernel.h"
typedef i32 (*Operation)(i32, i32);
#define OPERATION(name, expression) static i32 __attribute__((noinline)) name(i32 a, i32 b) { return (i32)((u32)(expression)); }
OPERATION(add, (u32)a + (u32)b) OPERATION(subtract, (u32)a - (u32)b) OPERATION(multiply, (u32)a * (u32)b) OPERATION(both, a & b)
OPERATION(either, a | b) OPERATION(differ, a ^ b) OPERATION(left, (u32)a << (b & 31)) OPERATION(right, (u32)a >> (b & 31))
static const Operation volatile operations[8] = { add, subtract, multiply, both, either, differ, left, right };
EXPORT i32 run(i32 n) {
  i32 x = 1;
  u32 seed = 7;
  for (i32 i = 0; i < n * 1000; i++) {
    seed = seed * 1664525u + 1013904223u;
    x = operations[seed >> 29](x ^ i, (i32)seed);
  }
  return x;
}
