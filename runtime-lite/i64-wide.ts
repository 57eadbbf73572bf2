/**
 * Arithmetic on integers of 128 bits, as two results in the raw convention: words from the lowest on are returned, left in `HI`,
 * in `R[0]` and in `R[1]`. All words are signed int32.
 */
import { imul } from './math.js';
import { R, setHI } from './registers.js';

export function i64_add128(a0: number, a1: number, a2: number, a3: number, b0: number, b1: number, b2: number, b3: number): number {
  const s0 = (a0 >>> 0) + (b0 >>> 0);
  const s1 = (a1 >>> 0) + (b1 >>> 0) + (s0 > 4294967295 ? 1 : 0);
  const s2 = (a2 >>> 0) + (b2 >>> 0) + (s1 > 4294967295 ? 1 : 0);
  R[0] = s2 | 0;
  R[1] = (a3 + b3 + (s2 > 4294967295 ? 1 : 0)) | 0;
  setHI(s1 | 0);
  return s0 | 0;
}

export function i64_sub128(a0: number, a1: number, a2: number, a3: number, b0: number, b1: number, b2: number, b3: number): number {
  const d0 = (a0 >>> 0) - (b0 >>> 0);
  const d1 = (a1 >>> 0) - (b1 >>> 0) - (d0 < 0 ? 1 : 0);
  const d2 = (a2 >>> 0) - (b2 >>> 0) - (d1 < 0 ? 1 : 0);
  R[0] = d2 | 0;
  R[1] = (a3 - b3 - (d2 < 0 ? 1 : 0)) | 0;
  setHI(d1 | 0);
  return d0 | 0;
}

/** The unsigned high word of the product of two words whose low word is `low`: see RATIONALE.md, "64-bit integers". */
function highWord(x: number, y: number, low: number): number {
  return (((x >>> 0) * (y >>> 0) - (low >>> 0)) * 2.3283064365386963e-10 + 0.5) >>> 0;
}

/**
 * Stores the unsigned product of two i64 at an address (an i32), the lower 64 bits first. As {@link i64_mul_wide_u}, and written out for
 * engines that inline little in what is large.
 */
export function storeProduct(view: DataView, address: number, a0: number, a1: number, b0: number, b1: number): void {
  const at = address >>> 0;
  const ua0 = a0 >>> 0, ua1 = a1 >>> 0, ub0 = b0 >>> 0, ub1 = b1 >>> 0;
  const low = imul(a0, b0), low01 = imul(a0, b1), low10 = imul(a1, b0), low11 = imul(a1, b1);
  const u01 = low01 >>> 0, u10 = low10 >>> 0, u11 = low11 >>> 0;
  const s1 = (((ua0 * ub0 - (low >>> 0)) * 2.3283064365386963e-10 + 0.5) >>> 0) + u01 + u10;
  const s2 = (((ua0 * ub1 - u01) * 2.3283064365386963e-10 + 0.5) >>> 0) + (((ua1 * ub0 - u10) * 2.3283064365386963e-10 + 0.5) >>> 0) + u11 + ((s1 / 4294967296) | 0);
  view.setInt32(at + 4, s1 | 0, true);
  view.setInt32(at, low, true);
  view.setInt32(at + 12, ((((ua1 * ub1 - u11) * 2.3283064365386963e-10 + 0.5) >>> 0) + ((s2 / 4294967296) | 0)) | 0, true);
  view.setInt32(at + 8, s2 | 0, true);
}

/** The same, the upper 64 bits first. */
export function storeProductDown(view: DataView, address: number, a0: number, a1: number, b0: number, b1: number): void {
  // What traps must not have written anything.
  view.getInt32((address >>> 0) + 12);
  storeProduct(view, address, a0, a1, b0, b1);
}

export function i64_mul_wide_u(a0: number, a1: number, b0: number, b1: number): number {
  const low = imul(a0, b0);
  const low01 = imul(a0, b1);
  const low10 = imul(a1, b0);
  const low11 = imul(a1, b1);
  const s1 = highWord(a0, b0, low) + (low01 >>> 0) + (low10 >>> 0);
  const s2 = highWord(a0, b1, low01) + highWord(a1, b0, low10) + (low11 >>> 0) + ((s1 / 4294967296) | 0);
  R[0] = s2 | 0;
  R[1] = (highWord(a1, b1, low11) + ((s2 / 4294967296) | 0)) | 0;
  setHI(s1 | 0);
  return low;
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
  R[1] = (R[1] - high - (d < 0 ? 1 : 0)) | 0;
}
