/* Small functions around memory, called at addresses that vary: fields of 64 records read, written and swapped, 1000 rounds, n times. */
#include "kernel.h"
typedef struct { i32 key, count, link; } Record;
static Record records[64];
static Record *__attribute__((noinline)) at(u32 i) { return &records[i & 63]; }
static i32 __attribute__((noinline)) key(const Record *r) { return r->key; }
static void __attribute__((noinline)) rekey(Record *r, i32 k) { r->key = k; r->count++; }
static Record *__attribute__((noinline)) follow(const Record *r) { return at((u32)r->link); }
EXPORT i32 run(i32 n) {
  u32 seed = 7, sum = 0;
  for (u32 i = 0; i < 64; i++) { Record *r = at(i); r->key = (i32)i; r->count = 0; r->link = (i32)(i * 37 + 11); }
  for (i32 i = 0; i < n * 1000; i++) {
    seed = seed * 1664525u + 1013904223u;
    Record *r = at(seed >> 24), *next = follow(r);
    rekey(next, key(r) ^ (i32)seed);
    sum = sum * 3 + (u32)key(next) + (u32)next->count;
  }
  return (i32)sum;
}
