/* SplitMix64: 1000 numbers, n times. */
#include "kernel.h"
EXPORT i32 run(i32 n) {
  u64 state = 42, sum = 0;
  for (i32 i = 0; i < n * 1000; i++) {
    u64 z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    sum += z ^ z >> 31;
  }
  return FOLD(sum);
}
