/**
 * Counts in an i64, a pair of words (low, high; signed int32). Specification: core 4.3.2. What the compiler does not write out besides:
 * division in i64-division.ts, conversion in i64-conversion.ts.
 */
import { i32_ctz } from './int.js';
import { clz32, imul } from './math.js';

export function i64_clz(a: number, ah: number): number {
  return ah !== 0 ? clz32(ah) : 32 + clz32(a);
}

export function i64_ctz(a: number, ah: number): number {
  return a !== 0 ? i32_ctz(a) : 32 + i32_ctz(ah);
}

/** How many bits of each group of four are set. */
function countsOfFour(a: number): number {
  a = (a - ((a >>> 1) & 0x55555555)) | 0;
  return ((a & 0x33333333) + ((a >>> 2) & 0x33333333)) | 0;
}

/** Both words' counts are added before those of eight bits are made. */
export function i64_popcnt(a: number, ah: number): number {
  a = (countsOfFour(a) + countsOfFour(ah)) | 0;
  return imul((a & 0x0f0f0f0f) + ((a >>> 4) & 0x0f0f0f0f), 0x01010101) >>> 24;
}
