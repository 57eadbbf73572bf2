/**
 * Operations on a word of two 16-bit lanes, for i16x8: each takes and gives signed int32. A comparison gives a lane of ones for
 * true. Specification: core 4.3.2, lane by lane.
 */
import { imul } from './math.js';

const SIGNS = -2147450880; // 0x80008000
const OTHERS = 2147450879; // 0x7fff7fff
const ONES = 65537;

/** The lanes as numbers, and two numbers, of which the low 16 bits count, as lanes. */
function low(a: number): number {
  return (a << 16) >> 16;
}
function high(a: number): number {
  return a >> 16;
}
function pack(l: number, h: number): number {
  return (l & 65535) | (h << 16);
}

/** All bits of each lane whose highest bit is set in `flags`, which has no other bits. */
function spread(flags: number): number {
  return (flags - (flags >>> 15)) | flags;
}

/** The highest bit of each lane that is zero. */
export function i16x2_zeros(a: number): number {
  return ~(((a & OTHERS) + OTHERS) | a | OTHERS);
}

/** The highest bit of each lane in which `a` is below `b`, unsigned. */
function below(a: number, b: number): number {
  const difference = i16x2_sub(a, b);
  return ((~a & b) | (~(a ^ b) & difference)) & SIGNS;
}

export function i16x2_eq(a: number, b: number): number {
  return spread(i16x2_zeros(a ^ b));
}

export function i16x2_ne(a: number, b: number): number {
  return ~spread(i16x2_zeros(a ^ b));
}

export function i16x2_lt_u(a: number, b: number): number {
  return spread(below(a, b));
}

export function i16x2_gt_u(a: number, b: number): number {
  return spread(below(b, a));
}

export function i16x2_le_u(a: number, b: number): number {
  return ~spread(below(b, a));
}

export function i16x2_ge_u(a: number, b: number): number {
  return ~spread(below(a, b));
}

export function i16x2_lt_s(a: number, b: number): number {
  return spread(below(a ^ SIGNS, b ^ SIGNS));
}

export function i16x2_gt_s(a: number, b: number): number {
  return spread(below(b ^ SIGNS, a ^ SIGNS));
}

export function i16x2_le_s(a: number, b: number): number {
  return ~spread(below(b ^ SIGNS, a ^ SIGNS));
}

export function i16x2_ge_s(a: number, b: number): number {
  return ~spread(below(a ^ SIGNS, b ^ SIGNS));
}

function select(a: number, b: number, mask: number): number {
  return (a & mask) | (b & ~mask);
}

export function i16x2_min_u(a: number, b: number): number {
  return select(a, b, i16x2_lt_u(a, b));
}

export function i16x2_max_u(a: number, b: number): number {
  return select(b, a, i16x2_lt_u(a, b));
}

export function i16x2_min_s(a: number, b: number): number {
  return select(a, b, i16x2_lt_s(a, b));
}

export function i16x2_max_s(a: number, b: number): number {
  return select(b, a, i16x2_lt_s(a, b));
}

export function i16x2_add(a: number, b: number): number {
  return ((a & OTHERS) + (b & OTHERS)) ^ ((a ^ b) & SIGNS);
}

export function i16x2_sub(a: number, b: number): number {
  return ((a | SIGNS) - (b & OTHERS)) ^ ((a ^ ~b) & SIGNS);
}

export function i16x2_neg(a: number): number {
  return i16x2_sub(0, a);
}

export function i16x2_abs(a: number): number {
  const negative = spread(a & SIGNS);
  return i16x2_sub(a ^ negative, negative);
}

/** The bounds of the signed range, that of each lane's sign. */
function bounds(a: number): number {
  return OTHERS + ((a >>> 15) & ONES);
}

export function i16x2_add_sat_s(a: number, b: number): number {
  const sum = i16x2_add(a, b);
  return select(bounds(a), sum, spread(~(a ^ b) & (a ^ sum) & SIGNS));
}

export function i16x2_sub_sat_s(a: number, b: number): number {
  const difference = i16x2_sub(a, b);
  return select(bounds(a), difference, spread((a ^ b) & (a ^ difference) & SIGNS));
}

export function i16x2_add_sat_u(a: number, b: number): number {
  const sum = i16x2_add(a, b);
  return sum | spread(((a & b) | ((a | b) & ~sum)) & SIGNS);
}

export function i16x2_sub_sat_u(a: number, b: number): number {
  return i16x2_sub(a, b) & ~spread(below(a, b));
}

/** The average, rounded up. */
export function i16x2_avgr_u(a: number, b: number): number {
  return ((a | b) - (((a ^ b) >>> 1) & OTHERS)) | 0;
}

export function i16x2_mul(a: number, b: number): number {
  return pack(imul(a, b), imul(high(a), high(b)));
}

function q15(a: number, b: number): number {
  const product = (imul(a, b) + 16384) >> 15;
  return product > 32767 ? 32767 : product;
}

/** Products of fractions with 15 bits, rounded and saturated. */
export function i16x2_q15mulr_sat_s(a: number, b: number): number {
  return pack(q15(low(a), low(b)), q15(high(a), high(b)));
}

/** The sum of the products of both lanes: a 32-bit lane. */
export function i16x2_dot(a: number, b: number): number {
  return (imul(low(a), low(b)) + imul(high(a), high(b))) | 0;
}

/** Shifts of each lane by `n`, from 0 to 15. */
export function i16x2_shl(a: number, n: number): number {
  return pack(a << n, high(a) << n);
}

export function i16x2_shr_s(a: number, n: number): number {
  return pack(low(a) >> n, a >> 16 >> n);
}

export function i16x2_shr_u(a: number, n: number): number {
  return pack((a & 65535) >> n, a >>> 16 >>> n);
}

/** The signs of the lanes as bits 0 and 1. */
export function i16x2_bitmask(a: number): number {
  return ((a >>> 15) & 1) | ((a >>> 30) & 2);
}

function toInt16(x: number): number {
  return x < -32768 ? -32768 : x > 32767 ? 32767 : x;
}

function toUint16(x: number): number {
  return x < 0 ? 0 : x > 65535 ? 65535 : x;
}

/** Two 32-bit lanes, saturated. */
export function i16x2_narrow_s(a: number, b: number): number {
  return pack(toInt16(a), toInt16(b));
}

export function i16x2_narrow_u(a: number, b: number): number {
  return pack(toUint16(a), toUint16(b));
}

/** The bytes of a word as numbers, by their place; signed. */
function byte0(a: number): number {
  return (a << 24) >> 24;
}
function byte1(a: number): number {
  return (a << 16) >> 24;
}
function byte2(a: number): number {
  return (a << 8) >> 24;
}
function byte3(a: number): number {
  return a >> 24;
}

/** The two low bytes of a word, extended. */
export function i16x2_extend_s(a: number): number {
  return pack(byte0(a), byte1(a));
}

export function i16x2_extend_u(a: number): number {
  return (a & 255) | ((a & 65280) << 8);
}

/** The products of the two low bytes of each word. */
export function i16x2_extmul_s(a: number, b: number): number {
  return pack(imul(byte0(a), byte0(b)), imul(byte1(a), byte1(b)));
}

export function i16x2_extmul_u(a: number, b: number): number {
  return pack(imul(a & 255, b & 255), imul((a >>> 8) & 255, (b >>> 8) & 255));
}

/** Sums of neighbouring bytes. */
export function i16x2_extadd_pairwise_i8x16_s(a: number): number {
  return pack(byte0(a) + byte1(a), byte2(a) + byte3(a));
}

export function i16x2_extadd_pairwise_i8x16_u(a: number): number {
  return (a & 16711935) + ((a >>> 8) & 16711935); // 0x00ff00ff
}

/** Sums of the products of neighbouring bytes, saturated; in the deterministic profile both operands are signed. */
export function i16x2_relaxed_dot_i8x16_i7x16_s(a: number, b: number): number {
  const l = imul(byte0(a), byte0(b)) + imul(byte1(a), byte1(b));
  const h = imul(byte2(a), byte2(b)) + imul(byte3(a), byte3(b));
  return pack(toInt16(l), toInt16(h));
}
