/**
 * Operations on a word of four 8-bit lanes, for i8x16: each takes and gives signed int32. A comparison gives a lane of ones for
 * true. Specification: core 4.3.2, lane by lane.
 */
import { R } from './registers.js';

const SIGNS = -2139062144; // 0x80808080
const OTHERS = 2139062143; // 0x7f7f7f7f
const ONES = 16843009; // 0x01010101

/** All bits of each lane whose highest bit is set in `flags`, which has no other bits. */
function spread(flags: number): number {
  return (flags - (flags >>> 7)) | flags;
}

/** The highest bit of each lane that is zero. */
export function i8x4_zeros(a: number): number {
  return ~(((a & OTHERS) + OTHERS) | a | OTHERS);
}

/** The highest bit of each lane in which `a` is below `b`, unsigned. */
function below(a: number, b: number): number {
  const difference = i8x4_sub(a, b);
  return ((~a & b) | (~(a ^ b) & difference)) & SIGNS;
}

export function i8x4_eq(a: number, b: number): number {
  return spread(i8x4_zeros(a ^ b));
}

export function i8x4_ne(a: number, b: number): number {
  return ~spread(i8x4_zeros(a ^ b));
}

export function i8x4_lt_u(a: number, b: number): number {
  return spread(below(a, b));
}

export function i8x4_gt_u(a: number, b: number): number {
  return spread(below(b, a));
}

export function i8x4_le_u(a: number, b: number): number {
  return ~spread(below(b, a));
}

export function i8x4_ge_u(a: number, b: number): number {
  return ~spread(below(a, b));
}

export function i8x4_lt_s(a: number, b: number): number {
  return spread(below(a ^ SIGNS, b ^ SIGNS));
}

export function i8x4_gt_s(a: number, b: number): number {
  return spread(below(b ^ SIGNS, a ^ SIGNS));
}

export function i8x4_le_s(a: number, b: number): number {
  return ~spread(below(b ^ SIGNS, a ^ SIGNS));
}

export function i8x4_ge_s(a: number, b: number): number {
  return ~spread(below(a ^ SIGNS, b ^ SIGNS));
}

function select(a: number, b: number, mask: number): number {
  return (a & mask) | (b & ~mask);
}

export function i8x4_min_u(a: number, b: number): number {
  return select(a, b, i8x4_lt_u(a, b));
}

export function i8x4_max_u(a: number, b: number): number {
  return select(b, a, i8x4_lt_u(a, b));
}

export function i8x4_min_s(a: number, b: number): number {
  return select(a, b, i8x4_lt_s(a, b));
}

export function i8x4_max_s(a: number, b: number): number {
  return select(b, a, i8x4_lt_s(a, b));
}

export function i8x4_add(a: number, b: number): number {
  return ((a & OTHERS) + (b & OTHERS)) ^ ((a ^ b) & SIGNS);
}

export function i8x4_sub(a: number, b: number): number {
  return ((a | SIGNS) - (b & OTHERS)) ^ ((a ^ ~b) & SIGNS);
}

export function i8x4_neg(a: number): number {
  return i8x4_sub(0, a);
}

export function i8x4_abs(a: number): number {
  const negative = spread(a & SIGNS);
  return i8x4_sub(a ^ negative, negative);
}

/** The bounds of the signed range, that of each lane's sign. */
function bounds(a: number): number {
  return OTHERS + ((a >>> 7) & ONES);
}

export function i8x4_add_sat_s(a: number, b: number): number {
  const sum = i8x4_add(a, b);
  return select(bounds(a), sum, spread(~(a ^ b) & (a ^ sum) & SIGNS));
}

export function i8x4_sub_sat_s(a: number, b: number): number {
  const difference = i8x4_sub(a, b);
  return select(bounds(a), difference, spread((a ^ b) & (a ^ difference) & SIGNS));
}

export function i8x4_add_sat_u(a: number, b: number): number {
  const sum = i8x4_add(a, b);
  return sum | spread(((a & b) | ((a | b) & ~sum)) & SIGNS);
}

export function i8x4_sub_sat_u(a: number, b: number): number {
  return i8x4_sub(a, b) & ~spread(below(a, b));
}

/** The average, rounded up. */
export function i8x4_avgr_u(a: number, b: number): number {
  return ((a | b) - (((a ^ b) >>> 1) & OTHERS)) | 0;
}

export function i8x4_popcnt(a: number): number {
  const pairs = (a - ((a >>> 1) & 1431655765)) | 0; // 0x55555555
  const nibbles = ((pairs & 858993459) + ((pairs >>> 2) & 858993459)) | 0; // 0x33333333
  return (nibbles + (nibbles >>> 4)) & 252645135; // 0x0f0f0f0f
}

/** Shifts of each lane by `n`, from 0 to 7. */
export function i8x4_shl(a: number, n: number): number {
  return (a << n) & (((255 << n) & 255) * ONES);
}

export function i8x4_shr_u(a: number, n: number): number {
  return (a >>> n) & ((255 >> n) * ONES);
}

export function i8x4_shr_s(a: number, n: number): number {
  const sign = (128 >> n) * ONES;
  return i8x4_sub(i8x4_shr_u(a, n) ^ sign, sign);
}

/** The signs of the lanes as bits 0 to 3. */
export function i8x4_bitmask(a: number): number {
  const signs = (a >>> 7) & ONES;
  return (signs | (signs >>> 7) | (signs >>> 14) | (signs >>> 21)) & 15;
}

function toInt8(x: number): number {
  return (x < -128 ? -128 : x > 127 ? 127 : x) & 255;
}

function toUint8(x: number): number {
  return x < 0 ? 0 : x > 255 ? 255 : x;
}

/** Four 16-bit lanes, saturated. */
export function i8x4_narrow_s(a: number, b: number): number {
  return toInt8((a << 16) >> 16) | (toInt8(a >> 16) << 8) | (toInt8((b << 16) >> 16) << 16) | (toInt8(b >> 16) << 24);
}

export function i8x4_narrow_u(a: number, b: number): number {
  return toUint8((a << 16) >> 16) | (toUint8(a >> 16) << 8) | (toUint8((b << 16) >> 16) << 16) | (toUint8(b >> 16) << 24);
}

/** The bytes that i8x16_swizzle looks up; those from 16 on are zero. */
const bytes = new Uint8Array(256);
const words = new Int32Array(bytes.buffer, 0, 4);

function lookUp(indices: number): number {
  return bytes[indices & 255]! | (bytes[(indices >>> 8) & 255]! << 8) | (bytes[(indices >>> 16) & 255]! << 16) | (bytes[indices >>> 24]! << 24);
}

/** Returns the first word of the result and leaves the others in `R`. */
export function i8x16_swizzle(a0: number, a1: number, a2: number, a3: number, s0: number, s1: number, s2: number, s3: number): number {
  words[0] = a0;
  words[1] = a1;
  words[2] = a2;
  words[3] = a3;
  R[0] = lookUp(s1);
  R[1] = lookUp(s2);
  R[2] = lookUp(s3);
  return lookUp(s0);
}
