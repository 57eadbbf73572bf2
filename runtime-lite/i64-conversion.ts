/**
 * Conversions between i64 (pairs of words) and floating point. f32 operands are exact doubles, so the truncations serve both.
 * Specification: core 4.3.2, trunc, trunc_sat and convert.
 */
import { unsigned } from './int.js';
import { floor, fround, trunc } from './math.js';
import { setHI } from './registers.js';
import { trapConversion, trapOverflow } from './trap.js';

function words(x: number): number {
  x = trunc(x);
  setHI(floor(x * 2.3283064365386963e-10) | 0);
  return x | 0;
}

function saturated(low: number, high: number): number {
  setHI(high);
  return low;
}

export function i64_trunc_f64_s(x: number): number {
  if (x >= -9223372036854775808 && x < 9223372036854775808) return words(x);
  return x === x ? trapOverflow() : trapConversion();
}

export function i64_trunc_f64_u(x: number): number {
  if (x > -1 && x < 18446744073709551616) return words(x);
  return x === x ? trapOverflow() : trapConversion();
}

export function i64_trunc_sat_f64_s(x: number): number {
  if (x >= -9223372036854775808 && x < 9223372036854775808) return words(x);
  return x < 0 ? saturated(0, -2147483648) : x > 0 ? saturated(-1, 2147483647) : saturated(0, 0);
}

export function i64_trunc_sat_f64_u(x: number): number {
  if (x > -1 && x < 18446744073709551616) return words(x);
  return x > 0 ? saturated(-1, -1) : saturated(0, 0);
}

/** From 2^53 the words below f32's precision are folded into one sticky bit, so that the double is exact and rounds once. */
function sticky(low: number): number {
  return (low & -4096) | ((low & 4095) !== 0 ? 2048 : 0);
}

export function f32_convert_i64_s(low: number, high: number): number {
  if (high < -2097152 || high >= 2097152) low = sticky(low);
  return fround(high * 4294967296 + unsigned(low));
}

export function f32_convert_i64_u(low: number, high: number): number {
  if ((high & -2097152) !== 0) low = sticky(low);
  return fround(unsigned(high) * 4294967296 + unsigned(low));
}
