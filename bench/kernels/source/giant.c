/* A machine of 512 instructions in one function, too large for engines that limit what they optimise; 1000 steps, n times. */
#include "kernel.h"
static u32 reg[16];
static u16 code[1024];
#define ONE(k) case k: a ^= reg[(k) & 15] + (k); reg[(k) >> 2 & 15] = a * (2 * (k) + 1) ^ reg[((k) + 5) & 15] >> ((k) % 13 + 1); b += a >> 3; reg[((k) + 9) & 15] += b ^ (k); break;
#define FOUR(k) ONE(k) ONE(k + 1) ONE(k + 2) ONE(k + 3)
#define SIXTEEN(k) FOUR(k) FOUR(k + 4) FOUR(k + 8) FOUR(k + 12)
#define MANY(k) SIXTEEN(k) SIXTEEN(k + 16) SIXTEEN(k + 32) SIXTEEN(k + 48)
EXPORT i32 run(i32 n) {
  u32 a = 1, b = 2;
  for (u32 i = 0; i < 16; i++) reg[i] = i;
  for (u32 i = 0; i < 1024; i++) code[i] = (u16)(i * 211 % 512);
  for (u32 i = 0; i < (u32)n * 1000; i++) switch (code[i & 1023]) {
    MANY(0) MANY(64) MANY(128) MANY(192) MANY(256) MANY(320) MANY(384) MANY(448)
  }
  for (u32 i = 0; i < 16; i++) a = a * 31 + reg[i];
  return (i32)(a ^ b);
}
