/* Sieve of Eratosthenes over bytes: how many primes are below 8192, n times. */
#include "kernel.h"
static u8 composite[8192];
EXPORT i32 run(i32 n) {
  u32 sum = 0;
  for (i32 round = 0; round < n; round++) {
    for (u32 i = 0; i < sizeof composite; i++) composite[i] = 0;
    for (u32 i = 2; i < sizeof composite; i++) {
      if (composite[i]) continue;
      sum += i ^ (u32)round;
      for (u32 j = i + i; j < sizeof composite; j += i) composite[j] = 1;
    }
  }
  return (i32)sum;
}
