/** Functions of libm where they are JavaScript's: -sJS_MATH, and what 1.39 left to it. */
import type { Context } from './context.js';

/** C rounds halves away from zero, and keeps what has no fraction. */
function rounded(x: number): number {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) < 0.5 ? whole : whole + Math.sign(x);
}

export const round = (_ctx: Context) => rounded;
export const roundf = (_ctx: Context) => rounded;
export const emscripten_math_fmod = (_ctx: Context) => (x: number, y: number): number => x % y;

/** emscripten_math_hypot(count, so many doubles) */
export const emscripten_math_hypot = (ctx: Context) => (count: number, at: number): number =>
  Math.hypot(...Array.from({ length: count }, (_, i) => ctx.m.dv.getFloat64((at >>> 0) + 8 * i, true)));
export const emscripten_math_random = (_ctx: Context) => Math.random;
export const emscripten_math_acos = (_ctx: Context) => Math.acos;
export const emscripten_math_acosh = (_ctx: Context) => Math.acosh;
export const emscripten_math_asin = (_ctx: Context) => Math.asin;
export const emscripten_math_asinh = (_ctx: Context) => Math.asinh;
export const emscripten_math_atan = (_ctx: Context) => Math.atan;
export const emscripten_math_atanh = (_ctx: Context) => Math.atanh;
export const emscripten_math_cbrt = (_ctx: Context) => Math.cbrt;
export const emscripten_math_cos = (_ctx: Context) => Math.cos;
export const emscripten_math_cosh = (_ctx: Context) => Math.cosh;
export const emscripten_math_exp = (_ctx: Context) => Math.exp;
export const emscripten_math_expm1 = (_ctx: Context) => Math.expm1;
export const emscripten_math_log = (_ctx: Context) => Math.log;
export const emscripten_math_log1p = (_ctx: Context) => Math.log1p;
export const emscripten_math_log10 = (_ctx: Context) => Math.log10;
export const emscripten_math_log2 = (_ctx: Context) => Math.log2;
export const emscripten_math_sign = (_ctx: Context) => Math.sign;
export const emscripten_math_sin = (_ctx: Context) => Math.sin;
export const emscripten_math_sinh = (_ctx: Context) => Math.sinh;
export const emscripten_math_sqrt = (_ctx: Context) => Math.sqrt;
export const emscripten_math_tan = (_ctx: Context) => Math.tan;
export const emscripten_math_tanh = (_ctx: Context) => Math.tanh;
export const emscripten_math_atan2 = (_ctx: Context) => Math.atan2;
export const emscripten_math_pow = (_ctx: Context) => Math.pow;
