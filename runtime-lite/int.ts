/**
 * i32 operations that are too long to be inlined. Operands and results are signed int32; f32 operands are exact doubles, so
 * the conversions from f64 serve both. Specification: core 4.3.2, integer operations and conversions.
 */
import { clz32, imul } from './math.js';
import { trapConversion, trapDivideByZero, trapOverflow } from './trap.js';

/** An i32 as an unsigned number. */
export function unsigned(a: number): number {
  return a >>> 0;
}

/** Short enough for V8 to inline it everywhere, see f64_abs in float.ts. */
export function i32_div_s(a: number, b: number): number {
  return b > 0 ? (a / b) | 0 : divideByOther(a, b);
}

function divideByOther(a: number, b: number): number {
  if (b === 0) trapDivideByZero();
  if (b === -1 && a === -2147483648) trapOverflow();
  return (a / b) | 0;
}

export function i32_div_u(a: number, b: number): number {
  if (b === 0) trapDivideByZero();
  return ((a >>> 0) / (b >>> 0)) | 0;
}

export function i32_rem_s(a: number, b: number): number {
  if (b === 0) trapDivideByZero();
  return (a % b) | 0;
}

/** By multiplication: `%` on unsigned words is nine times slower in JavaScriptCore. */
export function i32_rem_u(a: number, b: number): number {
  if (b === 0) trapDivideByZero();
  return (a - imul(((a >>> 0) / (b >>> 0)) | 0, b)) | 0;
}

export function i32_ctz(a: number): number {
  return a === 0 ? 32 : 31 - clz32(a & -a);
}

export function i32_popcnt(a: number): number {
  a = (a - ((a >>> 1) & 0x55555555)) | 0;
  a = ((a & 0x33333333) + ((a >>> 2) & 0x33333333)) | 0;
  return imul((a + (a >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export function i32_trunc_f64_s(x: number): number {
  if (x > -2147483649 && x < 2147483648) return x | 0;
  return x === x ? trapOverflow() : trapConversion();
}

export function i32_trunc_f64_u(x: number): number {
  if (x > -1 && x < 4294967296) return x | 0;
  return x === x ? trapOverflow() : trapConversion();
}

export function i32_trunc_sat_f64_s(x: number): number {
  if (x > -2147483649 && x < 2147483648) return x | 0;
  return x < 0 ? -2147483648 : x > 0 ? 2147483647 : 0;
}

export function i32_trunc_sat_f64_u(x: number): number {
  if (x > -1 && x < 4294967296) return x | 0;
  return x > 0 ? -1 : 0;
}
