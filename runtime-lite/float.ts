/**
 * Floating point operations for which JavaScript has no exact expression, and reinterpretations.
 *
 * f32 values are doubles that a float represents, so `f64_nearest`, `f64_copysign`, `f64_abs` and `f64_neg` serve f32 too.
 * NaN bits: signs and payloads are kept and changed exactly wherever the engine lets a quiet NaN keep its bits, as V8 does.
 * JavaScriptCore (partly), SpiderMonkey and Hermes canonicalise every NaN that passes through a variable: the compiler moves as words
 * what it can, and that never reaches these functions.
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

function absNaN(x: number): number {
  return withHighWord(x, 2147483647, 0);
}

function negNaN(x: number): number {
  return withHighWord(x, -1, -2147483648);
}

/** V8 inlines functions of up to 27 bytes of bytecode whatever it has inlined before: hence these have no more, and leave the rest to others. */
export function f64_abs(x: number): number {
  return x === x ? abs(x) : absNaN(x);
}

export function f64_neg(x: number): number {
  return x === x ? -x : negNaN(x);
}

/** The sign of the product tells whether the signs differ, unless it is zero or NaN. */
export function f64_copysign(x: number, sign: number): number {
  return x * sign > 0 ? x : withOtherSign(x, sign);
}

function withOtherSign(x: number, sign: number): number {
  return x * sign < 0 ? -x : withSignOf(x, sign);
}

function withSignOf(x: number, sign: number): number {
  f64s[0] = sign;
  const high = words[1]! & -2147483648;
  if (x === x) return high === 0 ? abs(x) : -abs(x);
  return withHighWord(x, 2147483647, high);
}

export { f64_abs as f32_abs, f64_copysign as f32_copysign, f64_nearest as f32_nearest, f64_neg as f32_neg };

/** For bits that are no signalling NaN, or a value of which only arithmetic is made: engines quiet NaNs when they convert float to double. */
export function f32_quiet_reinterpret_i32(bits: number): number {
  words[0] = bits;
  return f32s[0]!;
}

/** For a number that is no marked NaN. */
export function i32_reinterpret_quiet_f32(x: number): number {
  f32s[0] = x;
  return words[0]!;
}

/**
 * A signalling f32 NaN is a quiet f64 NaN with the same sign and payload, marked by its lowest bit, which no f32 converted to f64
 * has set. Rounding to f32 clears the mark.
 */
export function f32_reinterpret_i32(bits: number): number {
  if ((bits & 2143289344) !== 2139095040 || (bits & 4194303) === 0) return f32_quiet_reinterpret_i32(bits);
  words[0] = (bits << 29) | 1;
  words[1] = (bits & -2147483648) | 2146959360 | ((bits & 4194303) >>> 3);
  return f64s[0]!;
}

export function i32_reinterpret_f32(x: number): number {
  return x === x ? i32_reinterpret_quiet_f32(x) : bitsOfNaN(x);
}

function bitsOfNaN(x: number): number {
  f64s[0] = x;
  const high = words[1]!;
  return (words[0]! & 1) === 0 ? i32_reinterpret_quiet_f32(x) : (high & -2147483648) | 2139095040 | ((high & 524287) << 3) | (words[0]! >>> 29);
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
