/* Small functions around memory: a stack pushed, popped and looked at, n times 1000. */
#include "kernel.h"
typedef struct { i32 top; i32 cell[256]; } Stack;
static Stack stack;
static void __attribute__((noinline)) push(Stack *s, i32 v) { s->cell[s->top++ & 255] = v; }
static i32 __attribute__((noinline)) pop(Stack *s) { return s->cell[--s->top & 255]; }
static i32 __attribute__((noinline)) peek(Stack *s, i32 depth) { return s->cell[(s->top - 1 - depth) & 255]; }
EXPORT i32 run(i32 n) {
  stack.top = 0;
  u32 sum = 0;
  for (i32 i = 0; i < n * 1000; i++) { push(&stack, i); push(&stack, i ^ peek(&stack, 0)); sum = sum * 3 + (u32)pop(&stack) + (u32)peek(&stack, i & 7); }
  return (i32)sum;
}
