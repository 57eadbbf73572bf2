/* A stack machine that interprets a loop of 1000 rounds, n times. */
#include "kernel.h"
enum { PUSH, ADD, SUB, MUL, XOR, DUP, SWAP, LOAD, STORE, JNZ, HALT };
static const u8 code[] = { PUSH, 250, PUSH, 4, MUL, STORE, 0, PUSH, 1, STORE, 1, LOAD, 1, PUSH, 33, MUL, LOAD, 0, XOR, STORE, 1, LOAD, 0, PUSH, 1, SUB, DUP, STORE, 0, JNZ, 11, LOAD, 1, PUSH, 7, ADD, HALT };
static i32 stack[64], variable[8];
static i32 __attribute__((noinline)) interpret(const u8 *pc) {
  i32 *sp = stack, t;
  for (;;) switch (*pc++) {
    case PUSH: *sp++ = *pc++; break;
    case ADD: sp--; sp[-1] += sp[0]; break;
    case SUB: sp--; sp[-1] -= sp[0]; break;
    case MUL: sp--; sp[-1] = (i32)((u32)sp[-1] * (u32)sp[0]); break;
    case XOR: sp--; sp[-1] ^= sp[0]; break;
    case DUP: *sp = sp[-1]; sp++; break;
    case SWAP: t = sp[-1]; sp[-1] = sp[-2]; sp[-2] = t; break;
    case LOAD: *sp++ = variable[*pc++ & 7]; break;
    case STORE: variable[*pc++ & 7] = *--sp; break;
    case JNZ: if (*--sp) pc = code + *pc; else pc++; break;
    default: return sp[-1];
  }
}
EXPORT i32 run(i32 n) {
  u32 sum = 0;
  for (i32 i = 0; i < n; i++) sum = sum * 31 + (u32)interpret(code);
  return (i32)sum;
}
