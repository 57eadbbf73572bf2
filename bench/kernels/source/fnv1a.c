/* FNV-1a of 64 bits over 4096 bytes, n times. */
#include "kernel.h"
static u8 data[4096];
EXPORT i32 run(i32 n) {
  for (u32 i = 0; i < sizeof data; i++) data[i] = (u8)(i * 13 + (i >> 5));
  u64 h = 0xcbf29ce484222325u;
  for (i32 round = 0; round < n; round++) for (u32 i = 0; i < sizeof data; i++) h = (h ^ data[i]) * 0x100000001b3u;
  return FOLD(h);
}
