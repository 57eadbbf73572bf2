/**
 * Floating point operations for which JavaScript has no exact expression, and reinterpretations.
 *
 * f32 values are doubles that a float represents, so `f64_nearest`, `f64_copysign`, `f64_abs` and `f64_neg` serve f32 too.
 * NaN bits: signs are kept and changed exactly wherever the engine lets a NaN keep its bits. JavaScriptCore (partly),
 * SpiderMonkey and Hermes canonicalise every NaN that passes through a variable, and every engine may set the quiet bit of a
 * signalling NaN: values that must keep their bits are moved as words by the compiler and never reach these functions.
 */
import { abs, ceil, floor, trunc } from './math.js';
import { setHI } from './registers.js';
import { f32s, f64s, words } from './scratch.js';

/** Engines hand a signalling NaN through `Math.ceil` and the like as it is; the sum with itself is a quiet one. */
export function f64_ceil(x: number): number {
  return x === x ? ceil(x) : x + x;
}

export function f64_floor(x: number): number {
  return x === x ? floor(x) : x + x;
}

export function f64_trunc(x: number): number {
  return x === x ? trunc(x) : x + x;
}

/** Rounds half to even. Adding and subtracting 2^52 rounds to an integer; zeros and NaNs are quieted by the addition. */
export function f64_nearest(x: number): number {
  if (x > 0) return x < 4503599627370496 ? x + 4503599627370496 - 4503599627370496 : x;
  if (x < 0) {
    if (x <= -4503599627370496) return x;
    const rounded = x - 4503599627370496 + 4503599627370496;
    return rounded === 0 ? -0 : rounded;
  }
  return x + x;
}

function withHighWord(x: number, clear: number, flip: number): number {
  f64s[0] = x;
  words[1] = (words[1]! & clear) ^ flip;
  return f64s[0]!;
}

export function f64_abs(x: number): number {
  return x === x ? abs(x) : withHighWord(x, 2147483647, 0);
}

export function f64_neg(x: number): number {
  return x === x ? -x : withHighWord(x, -1, -2147483648);
}

export function f64_copysign(x: number, sign: number): number {
  f64s[0] = sign;
  const high = words[1]! & -2147483648;
  if (x === x) return high === 0 ? abs(x) : -abs(x);
  return withHighWord(x, 2147483647, high);
}

export { f64_abs as f32_abs, f64_copysign as f32_copysign, f64_nearest as f32_nearest, f64_neg as f32_neg };

/** The quiet bit of a signalling NaN is lost where the engine converts float to double: use bits instead of the value there. */
export function f32_reinterpret_i32(bits: number): number {
  words[0] = bits;
  return f32s[0]!;
}

export function i32_reinterpret_f32(x: number): number {
  f32s[0] = x;
  return words[0]!;
}

export function f64_reinterpret_i64(low: number, high: number): number {
  words[0] = low;
  words[1] = high;
  return f64s[0]!;
}

/** Low word; the high word is left in `HI`. */
export function i64_reinterpret_f64(x: number): number {
  f64s[0] = x;
  setHI(words[1]!);
  return words[0]!;
}
