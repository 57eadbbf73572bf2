/** i64 division and remainder by a constant from 1 to 2^31 - 1, as in i64-division.ts. A remainder is one word, from which its high word is known. */
import { i64_div_s, i64_div_u, i64_rem_s, i64_rem_u } from './i64-division.js';
import { unsigned } from './int.js';
import { floor, trunc } from './math.js';
import { setHI } from './registers.js';

export function i64_div_u_word(a: number, ah: number, b: number): number {
  if (ah >>> 0 >= 2097152) return i64_div_u(a, ah, b, 0);
  const quotient = floor((ah * 4294967296 + unsigned(a)) / b);
  setHI((quotient * 2.3283064365386963e-10) | 0);
  return quotient | 0;
}

export function i64_rem_u_word(a: number, ah: number, b: number): number {
  if (ah >>> 0 >= 2097152) return i64_rem_u(a, ah, b, 0);
  const dividend = ah * 4294967296 + unsigned(a);
  return (dividend - floor(dividend / b) * b) | 0;
}

export function i64_div_s_word(a: number, ah: number, b: number): number {
  if (ah <= -2097152 || ah >= 2097152) return i64_div_s(a, ah, b, 0);
  const quotient = trunc((ah * 4294967296 + unsigned(a)) / b);
  setHI(floor(quotient * 2.3283064365386963e-10) | 0);
  return quotient | 0;
}

export function i64_rem_s_word(a: number, ah: number, b: number): number {
  if (ah <= -2097152 || ah >= 2097152) return i64_rem_s(a, ah, b, 0);
  const dividend = ah * 4294967296 + unsigned(a);
  return (dividend - trunc(dividend / b) * b) | 0;
}
