/**
 * Counts in an i64, a pair of words (low, high; signed int32). Specification: core 4.3.2. What the compiler does not write out besides:
 * division in i64-division.ts, conversion in i64-conversion.ts.
 */
import { i32_ctz, i32_popcnt } from './int.js';
import { clz32 } from './math.js';

export function i64_clz(a: number, ah: number): number {
  return ah !== 0 ? clz32(ah) : 32 + clz32(a);
}

export function i64_ctz(a: number, ah: number): number {
  return a !== 0 ? i32_ctz(a) : 32 + i32_ctz(ah);
}

export function i64_popcnt(a: number, ah: number): number {
  return i32_popcnt(a) + i32_popcnt(ah);
}
