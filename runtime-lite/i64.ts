/**
 * i64 operations on pairs of words (low, high; signed int32). The low word of the result is returned and the high word left
 * in `HI`; counts (clz, ctz, popcnt) are plain int32. Shift counts may be any int32: the low word of the i64 count.
 * Specification: core 4.3.2. Products are written out by the compiler; division is in i64-division.ts, conversion in
 * i64-conversion.ts.
 */
import { i32_ctz, i32_popcnt } from './int.js';
import { clz32 } from './math.js';
import { setHI } from './registers.js';

export function i64_shl(a: number, ah: number, count: number): number {
  const shifted = a << count;
  if ((count & 32) !== 0) {
    setHI(shifted);
    return 0;
  }
  setHI((ah << count) | ((a >>> 1) >>> ~count));
  return shifted;
}

export function i64_shr_s(a: number, ah: number, count: number): number {
  const shifted = ah >> count;
  if ((count & 32) !== 0) {
    setHI(ah >> 31);
    return shifted;
  }
  setHI(shifted);
  return (a >>> count) | ((ah << 1) << ~count);
}

export function i64_shr_u(a: number, ah: number, count: number): number {
  const shifted = (ah >>> count) | 0;
  if ((count & 32) !== 0) {
    setHI(0);
    return shifted;
  }
  setHI(shifted);
  return (a >>> count) | ((ah << 1) << ~count);
}

export function i64_rotl(a: number, ah: number, count: number): number {
  if ((count & 32) !== 0) {
    const low = a;
    a = ah;
    ah = low;
  }
  setHI((ah << count) | ((a >>> 1) >>> ~count));
  return (a << count) | ((ah >>> 1) >>> ~count);
}

export function i64_rotr(a: number, ah: number, count: number): number {
  return i64_rotl(a, ah, -count | 0);
}

export function i64_clz(a: number, ah: number): number {
  return ah !== 0 ? clz32(ah) : 32 + clz32(a);
}

export function i64_ctz(a: number, ah: number): number {
  return a !== 0 ? i32_ctz(a) : 32 + i32_ctz(ah);
}

export function i64_popcnt(a: number, ah: number): number {
  return i32_popcnt(a) + i32_popcnt(ah);
}
