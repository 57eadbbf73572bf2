/* Insertion sort of 200 structs of eight bytes by one of their fields, n times. */
#include "kernel.h"
typedef struct { i32 key, value; } item;
static item items[200];
EXPORT i32 run(i32 n) {
  u32 state = 12345, sum = 0;
  for (i32 round = 0; round < n; round++) {
    for (i32 i = 0; i < 200; i++) {
      state = state * 1664525 + 1013904223;
      items[i].key = (i32)(state >> 8);
      items[i].value = i;
    }
    for (i32 i = 1; i < 200; i++) {
      item moved = items[i];
      i32 j = i;
      for (; j > 0 && items[j - 1].key > moved.key; j--) items[j] = items[j - 1];
      items[j] = moved;
    }
    sum = sum * 31 + (u32)items[100].key + (u32)items[round % 200].value;
  }
  return (i32)sum;
}
