/* CRC-32 by table over 4096 bytes, n times. */
#include "kernel.h"
static u32 table[256];
static u8 data[4096];
EXPORT i32 run(i32 n) {
  for (u32 i = 0; i < 256; i++) {
    u32 c = i;
    for (i32 k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
    table[i] = c;
  }
  for (u32 i = 0; i < sizeof data; i++) data[i] = (u8)(i * 7 + (i >> 3));
  u32 crc = ~0u;
  for (i32 round = 0; round < n; round++) for (u32 i = 0; i < sizeof data; i++) crc = table[(crc ^ data[i]) & 255] ^ crc >> 8;
  return (i32)~crc;
}
