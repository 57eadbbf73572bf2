/* A hash table with open addressing: 1000 insertions and 2000 look-ups, n times. */
#include "kernel.h"
static u32 key[2048], value[2048];
static u32 find(u32 k) {
  u32 i = k * 2654435761u >> 21;
  while (key[i] && key[i] != k) i = (i + 1) & 2047;
  return i;
}
EXPORT i32 run(i32 n) {
  u32 sum = 0;
  for (i32 round = 0; round < n; round++) {
    for (u32 i = 0; i < 2048; i++) key[i] = 0;
    for (u32 i = 1; i <= 1000; i++) { u32 k = i * 7919u + (u32)round, at = find(k); key[at] = k; value[at] = i; }
    for (u32 i = 1; i <= 2000; i++) { u32 k = i * 7919u + (u32)round, at = find(k); if (key[at] == k) sum += value[at]; }
  }
  return (i32)sum;
}
