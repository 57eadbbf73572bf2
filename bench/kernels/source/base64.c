/* Base64 of 3072 bytes and back, n times. */
#include "kernel.h"
static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static u8 data[3072], text[4096], value[256];
EXPORT i32 run(i32 n) {
  for (u32 i = 0; i < 3072; i++) data[i] = (u8)(i * 31 >> 2);
  for (u32 i = 0; i < 64; i++) value[(u8)digit[i]] = (u8)i;
  for (i32 round = 0; round < n; round++) {
    u8 *t = text;
    for (u8 *p = data; p < data + 3072; p += 3, t += 4) {
      u32 v = (u32)p[0] << 16 | (u32)p[1] << 8 | p[2];
      t[0] = (u8)digit[v >> 18]; t[1] = (u8)digit[v >> 12 & 63]; t[2] = (u8)digit[v >> 6 & 63]; t[3] = (u8)digit[v & 63];
    }
    u8 *p = data;
    for (t = text; t < text + 4096; t += 4, p += 3) {
      u32 v = (u32)value[t[0]] << 18 | (u32)value[t[1]] << 12 | (u32)value[t[2]] << 6 | value[t[3]];
      p[0] = (u8)(v >> 16) ^ (u8)round; p[1] = (u8)(v >> 8); p[2] = (u8)v;
    }
  }
  u32 sum = 0;
  for (u32 i = 0; i < 3072; i++) sum = sum * 31 + data[i];
  return (i32)sum;
}
