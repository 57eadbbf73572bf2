/**
 * Arithmetic on integers of 128 bits, as two results in the raw convention: words from the lowest on are returned, left in `HI`,
 * in `R[0]` and in `R[1]`. All words are signed int32.
 */
import { imul } from './math.js';
import { R, setHI } from './registers.js';

export function i64_add128(a0: number, a1: number, a2: number, a3: number, b0: number, b1: number, b2: number, b3: number): number {
  const s0 = (a0 >>> 0) + (b0 >>> 0);
  const s1 = (a1 >>> 0) + (b1 >>> 0) + +(s0 > 4294967295);
  const s2 = (a2 >>> 0) + (b2 >>> 0) + +(s1 > 4294967295);
  R[0] = s2 | 0;
  R[1] = (a3 + b3 + +(s2 > 4294967295)) | 0;
  setHI(s1 | 0);
  return s0 | 0;
}

export function i64_sub128(a0: number, a1: number, a2: number, a3: number, b0: number, b1: number, b2: number, b3: number): number {
  const d0 = (a0 >>> 0) - (b0 >>> 0);
  const d1 = (a1 >>> 0) - (b1 >>> 0) - +(d0 < 0);
  const d2 = (a2 >>> 0) - (b2 >>> 0) - +(d1 < 0);
  R[0] = d2 | 0;
  R[1] = (a3 - b3 - +(d2 < 0)) | 0;
  setHI(d1 | 0);
  return d0 | 0;
}

/**
 * Column after column; the high word of a product of words is in RATIONALE.md, "64-bit integers". Written out for engines that inline little in what is
 * large. A carry is a comparison as a number: a choice of 1 and 0 is a branch, which nobody can predict, and twice the time.
 */
export function i64_mul_wide_u(a0: number, a1: number, b0: number, b1: number): number {
  const ua0 = a0 >>> 0, ua1 = a1 >>> 0, ub0 = b0 >>> 0, ub1 = b1 >>> 0;
  const low00 = imul(a0, b0), low10 = imul(a1, b0), low01 = imul(a0, b1), low11 = imul(a1, b1);
  const first = (((ua0 * ub0 - (low00 >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0) + low10 | 0;
  const carried = (((ua1 * ub0 - (low10 >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0) + +(first >>> 0 < low10 >>> 0) | 0;
  const second = low01 + first | 0;
  const more = (((ua0 * ub1 - (low01 >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0) + +(second >>> 0 < first >>> 0) | 0;
  const third = low11 + carried | 0;
  const sum = third + more | 0;
  R[0] = sum;
  R[1] = (((ua1 * ub1 - (low11 >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0) + +(third >>> 0 < carried >>> 0) + +(sum >>> 0 < more >>> 0) | 0;
  setHI(second);
  return low00;
}

/** The unsigned product less, for each negative factor, the other one shifted by 64 bits. */
export function i64_mul_wide_s(a0: number, a1: number, b0: number, b1: number): number {
  const low = i64_mul_wide_u(a0, a1, b0, b1);
  if (a1 < 0) subtractHigh(b0, b1);
  if (b1 < 0) subtractHigh(a0, a1);
  return low;
}

function subtractHigh(low: number, high: number): void {
  const d = (R[0] >>> 0) - (low >>> 0);
  R[0] = d | 0;
  R[1] = (R[1] - high - +(d < 0)) | 0;
}

/** Stores the unsigned product of two i64 at an address (an i32), the lower 64 bits first. {@link i64_mul_wide_u} in place: by way of it takes a tenth more. */
export function storeProduct(view: DataView, address: number, a0: number, a1: number, b0: number, b1: number): void {
  const at = address >>> 0;
  const ua0 = a0 >>> 0, ua1 = a1 >>> 0, ub0 = b0 >>> 0, ub1 = b1 >>> 0;
  const low00 = imul(a0, b0), low10 = imul(a1, b0), low01 = imul(a0, b1), low11 = imul(a1, b1);
  const first = (((ua0 * ub0 - (low00 >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0) + low10 | 0;
  const carried = (((ua1 * ub0 - (low10 >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0) + +(first >>> 0 < low10 >>> 0) | 0;
  const second = low01 + first | 0;
  const more = (((ua0 * ub1 - (low01 >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0) + +(second >>> 0 < first >>> 0) | 0;
  const third = low11 + carried | 0;
  const sum = third + more | 0;
  const top = (((ua1 * ub1 - (low11 >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0) + +(third >>> 0 < carried >>> 0) + +(sum >>> 0 < more >>> 0);
  view.setInt32(at + 4, second, true);
  view.setInt32(at, low00, true);
  view.setInt32(at + 12, top, true);
  view.setInt32(at + 8, sum, true);
}

/** The same, the upper 64 bits first. */
export function storeProductDown(view: DataView, address: number, a0: number, a1: number, b0: number, b1: number): void {
  // What traps must not have written anything.
  view.getInt32((address >>> 0) + 12);
  storeProduct(view, address, a0, a1, b0, b1);
}
