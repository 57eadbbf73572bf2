// Kernels as programs have them, half of them vectorised by the compiler. Rebuild kernels.wasm with:
//   clang --target=wasm32 -O3 -ffast-math -msimd128 -nostdlib -ffreestanding -Wl,--no-entry -Wl,--strip-all -o kernels.wasm kernels.c
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(name)))
#define SIZE 4096

static uint8_t bytes[SIZE], more[SIZE], out[2 * SIZE];
static float floats[SIZE], others[SIZE];
static double doubles[SIZE];
static int32_t ints[SIZE];
static int16_t shorts[SIZE];
static int64_t longs[SIZE];

EXPORT("fill") void fill(uint32_t seed) {
  for (int i = 0; i < SIZE; i++) {
    seed ^= seed << 13, seed ^= seed >> 17, seed ^= seed << 5;
    bytes[i] = seed >> 11, more[i] = seed >> 19;
    ints[i] = seed, shorts[i] = seed >> 7, longs[i] = (int64_t)seed * 0x9e3779b97f4a7c15;
    floats[i] = (int32_t)seed / 65536.0f, others[i] = (seed & 1023) / 64.0f, doubles[i] = (int32_t)seed / 3.0;
  }
}

static uint32_t hash(const void *data, int size) {
  const uint8_t *p = data;
  uint32_t h = 2166136261u;
  for (int i = 0; i < size; i++) h = (h ^ p[i]) * 16777619u;
  return h;
}

EXPORT("saxpy") uint32_t saxpy(float a) {
  for (int i = 0; i < SIZE; i++) others[i] += a * floats[i];
  return hash(others, sizeof others);
}

EXPORT("dot") float dot(void) {
  float sum = 0;
  for (int i = 0; i < SIZE; i++) sum += floats[i] * others[i];
  return sum;
}

EXPORT("norm") double norm(void) {
  double sum = 0;
  for (int i = 0; i < SIZE; i++) sum += doubles[i] * doubles[i];
  return __builtin_sqrt(sum);
}

EXPORT("maximum") int32_t maximum(void) {
  int32_t best = INT32_MIN;
  for (int i = 0; i < SIZE; i++) best = ints[i] > best ? ints[i] : best;
  return best;
}

EXPORT("clamp") uint32_t clamp(int32_t low, int32_t high) {
  for (int i = 0; i < SIZE; i++) {
    int32_t x = shorts[i] * 3 + (shorts[SIZE - 1 - i] >> 2);
    shorts[i] = x < low ? low : x > high ? high : x;
  }
  return hash(shorts, sizeof shorts);
}

EXPORT("widen") uint32_t widen(void) {
  uint32_t sum = 0;
  for (int i = 0; i < SIZE; i++) sum += bytes[i] > more[i] ? bytes[i] - more[i] : more[i] - bytes[i];
  return sum;
}

EXPORT("mix") int64_t mix(void) {
  int64_t h = 0;
  for (int i = 0; i < SIZE; i++) {
    longs[i] = (longs[i] ^ (longs[i] << 13)) - (longs[i] >> 7);
    h += longs[i] * 31;
  }
  return h;
}

EXPORT("blend") uint32_t blend(int alpha) {
  v128_t a = wasm_i16x8_splat(alpha), b = wasm_i16x8_splat(256 - alpha);
  for (int i = 0; i < SIZE; i += 16) {
    v128_t x = wasm_v128_load(bytes + i), y = wasm_v128_load(more + i);
    v128_t low = wasm_i16x8_add(wasm_i16x8_mul(wasm_u16x8_extend_low_u8x16(x), a), wasm_i16x8_mul(wasm_u16x8_extend_low_u8x16(y), b));
    v128_t high = wasm_i16x8_add(wasm_i16x8_mul(wasm_u16x8_extend_high_u8x16(x), a), wasm_i16x8_mul(wasm_u16x8_extend_high_u8x16(y), b));
    wasm_v128_store(out + i, wasm_u8x16_narrow_i16x8(wasm_u16x8_shr(low, 8), wasm_u16x8_shr(high, 8)));
  }
  return hash(out, SIZE);
}

// Base64, 12 bytes at a time (after Wojciech Mula).
EXPORT("base64") uint32_t base64(void) {
  const v128_t order = wasm_i8x16_make(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
  const v128_t shifts = wasm_i8x16_make('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
  int to = 0;
  for (int i = 0; i + 16 <= SIZE; i += 12, to += 16) {
    v128_t x = wasm_i8x16_swizzle(wasm_v128_load(bytes + i), order);
    v128_t t0 = wasm_v128_and(x, wasm_i32x4_splat(0x0fc0fc00)), t1 = wasm_v128_and(x, wasm_i32x4_splat(0x003f03f0));
    v128_t u0 = wasm_v128_or(wasm_v128_and(wasm_u16x8_shr(t0, 10), wasm_i32x4_splat(0x0000ffff)), wasm_v128_and(wasm_u16x8_shr(t0, 6), wasm_i32x4_splat(0xffff0000)));
    v128_t u1 = wasm_v128_or(wasm_v128_and(wasm_i16x8_shl(t1, 4), wasm_i32x4_splat(0x0000ffff)), wasm_v128_and(wasm_i16x8_shl(t1, 8), wasm_i32x4_splat(0xffff0000)));
    v128_t indices = wasm_v128_or(u0, u1);
    v128_t range = wasm_u8x16_sub_sat(indices, wasm_i8x16_splat(51));
    v128_t less = wasm_i8x16_gt(wasm_i8x16_splat(26), indices);
    range = wasm_v128_or(range, wasm_v128_and(less, wasm_i8x16_splat(13)));
    wasm_v128_store(out + to, wasm_i8x16_add(wasm_i8x16_swizzle(shifts, range), indices));
  }
  return hash(out, to);
}

// Counts code points of UTF-8 and finds a byte.
EXPORT("text") int32_t text(int wanted) {
  int32_t count = 0, first = -1;
  for (int i = 0; i < SIZE; i += 16) {
    v128_t x = wasm_v128_load(bytes + i);
    count += __builtin_popcount(wasm_i8x16_bitmask(wasm_i8x16_gt(x, wasm_i8x16_splat(-65))));
    v128_t found = wasm_i8x16_eq(x, wasm_i8x16_splat(wanted));
    if (first < 0 && wasm_v128_any_true(found)) first = i + __builtin_ctz(wasm_i8x16_bitmask(found));
  }
  return count * SIZE + first;
}

static v128_t rotate(v128_t x, int n) { return wasm_v128_or(wasm_i32x4_shl(x, n), wasm_u32x4_shr(x, 32 - n)); }

static void quarter(v128_t *a, v128_t *b, v128_t *c, v128_t *d) {
  *a = wasm_i32x4_add(*a, *b), *d = rotate(wasm_v128_xor(*d, *a), 16);
  *c = wasm_i32x4_add(*c, *d), *b = rotate(wasm_v128_xor(*b, *c), 12);
  *a = wasm_i32x4_add(*a, *b), *d = rotate(wasm_v128_xor(*d, *a), 8);
  *c = wasm_i32x4_add(*c, *d), *b = rotate(wasm_v128_xor(*b, *c), 7);
}

EXPORT("chacha") uint32_t chacha(int blocks) {
  v128_t key0 = wasm_v128_load(ints), key1 = wasm_v128_load(ints + 4), counter = wasm_v128_load(ints + 8), sum = wasm_i32x4_splat(0);
  for (int i = 0; i < blocks; i++) {
    v128_t a = wasm_i32x4_make(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574), b = key0, c = key1, d = counter;
    for (int round = 0; round < 10; round++) {
      quarter(&a, &b, &c, &d);
      b = wasm_i32x4_shuffle(b, b, 1, 2, 3, 0), c = wasm_i32x4_shuffle(c, c, 2, 3, 0, 1), d = wasm_i32x4_shuffle(d, d, 3, 0, 1, 2);
      quarter(&a, &b, &c, &d);
      b = wasm_i32x4_shuffle(b, b, 3, 0, 1, 2), c = wasm_i32x4_shuffle(c, c, 2, 3, 0, 1), d = wasm_i32x4_shuffle(d, d, 1, 2, 3, 0);
    }
    sum = wasm_v128_xor(sum, wasm_v128_xor(wasm_i32x4_add(b, key0), wasm_i32x4_add(wasm_v128_xor(a, c), d)));
    counter = wasm_i64x2_add(counter, wasm_i64x2_make(1, 0));
  }
  return hash(&sum, sizeof sum);
}

EXPORT("mandelbrot") uint32_t mandelbrot(float x0, float y0, float step) {
  v128_t total = wasm_i32x4_splat(0);
  for (int row = 0; row < 32; row++)
    for (int column = 0; column < 32; column += 4) {
      v128_t cx = wasm_f32x4_add(wasm_f32x4_splat(x0 + column * step), wasm_f32x4_mul(wasm_f32x4_make(0, 1, 2, 3), wasm_f32x4_splat(step)));
      v128_t cy = wasm_f32x4_splat(y0 + row * step), x = cx, y = cy, count = wasm_i32x4_splat(0);
      for (int i = 0; i < 50; i++) {
        v128_t xx = wasm_f32x4_mul(x, x), yy = wasm_f32x4_mul(y, y);
        v128_t inside = wasm_f32x4_le(wasm_f32x4_add(xx, yy), wasm_f32x4_splat(4));
        if (!wasm_v128_any_true(inside)) break;
        count = wasm_i32x4_sub(count, inside);
        y = wasm_f32x4_add(wasm_f32x4_mul(wasm_f32x4_mul(x, y), wasm_f32x4_splat(2)), cy);
        x = wasm_v128_bitselect(wasm_f32x4_add(wasm_f32x4_sub(xx, yy), cx), x, inside);
      }
      total = wasm_i32x4_add(wasm_i32x4_mul(total, wasm_i32x4_splat(31)), count);
    }
  return hash(&total, sizeof total);
}

typedef float vec4 __attribute__((vector_size(16)));

EXPORT("matrix") uint32_t matrix(void) {
  vec4 *m = (vec4 *)floats, *n = (vec4 *)others;
  for (int k = 0; k + 4 <= SIZE / 4; k += 4) {
    vec4 r[4];
    for (int i = 0; i < 4; i++) r[i] = m[k] * n[k + i][0] + m[k + 1] * n[k + i][1] + m[k + 2] * n[k + i][2] + m[k + 3] * n[k + i][3];
    for (int i = 0; i < 4; i++) n[k + i] = r[i];
  }
  return hash(others, sizeof others);
}

EXPORT("convert") uint32_t convert(void) {
  for (int i = 0; i < SIZE; i++) doubles[i] = floats[i] * 0.1 + ints[i];
  for (int i = 0; i < SIZE; i++) floats[i] = doubles[i] < 0 ? -doubles[i] : doubles[i];
  for (int i = 0; i < SIZE; i++) ints[i] = others[i] * 3.5f;
  return hash(doubles, sizeof doubles) ^ hash(floats, sizeof floats) ^ hash(ints, sizeof ints);
}
