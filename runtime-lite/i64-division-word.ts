/**
 * i64 division and remainder by a constant from 1 to 2^31 - 1, as in i64-division.ts. A remainder is one word, from which its high word is known.
 *
 * Each function is at most 130 bytes of SpiderMonkey's bytecode: it inlines those, and calls others for the time of ten divisions.
 */
import { i64_div_s, i64_rem_s } from './i64-division.js';
import { divideBySmall, reduced, remainderBySmall, SMALL } from './i64-division-slow.js';
import { floor, imul, trunc } from './math.js';
import { setHI } from './registers.js';

/** By less than 2^16: other unsigned ones have inverses. */
export function i64_div_u_word(a: number, ah: number, b: number): number {
  return ah >>> 0 < 2097152 ? wordsOfUnsigned(floor((ah * 4294967296 + (a >>> 0)) / b)) : divideBySmall(a, ah, b);
}

/** By less than 2^16. */
export function i64_rem_u_word(a: number, ah: number, b: number): number {
  const dividend = ah >>> 0 < 2097152 ? ah * 4294967296 + (a >>> 0) : reduced(a, ah, b);
  return (dividend - floor(dividend / b) * b) | 0;
}

export function i64_div_s_word(a: number, ah: number, b: number): number {
  return ah > -2097152 && ah < 2097152 ? wordsOfSigned((ah * 4294967296 + (a >>> 0)) / b) : quotientOfLarge(a, ah, b);
}

const quotientOfLarge = (a: number, ah: number, b: number): number => (ah >= 0 && b < SMALL ? divideBySmall(a, ah, b) : i64_div_s(a, ah, b, 0));

export function i64_rem_s_word(a: number, ah: number, b: number): number {
  if (ah <= -2097152 || ah >= 2097152) return remainderOfLarge(a, ah, b);
  const dividend = ah * 4294967296 + (a >>> 0);
  return (dividend - trunc(dividend / b) * b) | 0;
}

const remainderOfLarge = (a: number, ah: number, b: number): number => (ah >= 0 && b < SMALL ? remainderBySmall(a, ah, b) : i64_rem_s(a, ah, b, 0));

/*
 * By `m` from 2^16 and `inverse`, which is less than its reciprocal by 2^-50 of it: dividends are below 2^64, so that their products with it are less than
 * the quotients, by less than half, whatever way they are rounded. Cut, they are the quotients or one nearer to zero, which is seldom. Signed operations
 * take `m` less than 2^30, so that twice as much is an i32.
 */

export function i64_div_u_inverse(a: number, ah: number, m: number, inverse: number): number {
  const quotient = ((ah >>> 0) * 4294967296 + (a >>> 0)) * inverse;
  return wordsOfUnsigned((a - imul(quotient | 0, m)) >>> 0 < m ? quotient : quotient + 1);
}

function wordsOfUnsigned(quotient: number): number {
  setHI((quotient * 2.3283064365386963e-10) | 0);
  return quotient | 0;
}

export function i64_rem_u_inverse(a: number, ah: number, m: number, inverse: number): number {
  const quotient = ((ah >>> 0) * 4294967296 + (a >>> 0)) * inverse;
  const rest = (a - imul(quotient | 0, m)) >>> 0;
  return (rest >= m ? rest - m : rest) | 0;
}

export function i64_div_s_inverse(a: number, ah: number, m: number, inverse: number): number {
  const quotient = (ah * 4294967296 + (a >>> 0)) * inverse;
  return wordsOfSigned(corrected(quotient, (a - imul(quotient | 0, m)) | 0, m));
}

function corrected(quotient: number, rest: number, m: number): number {
  return rest >= m ? quotient + 1 : rest <= -m ? quotient - 1 : quotient;
}

function wordsOfSigned(quotient: number): number {
  setHI(floor(trunc(quotient) * 2.3283064365386963e-10) | 0);
  return quotient | 0;
}

export function i64_rem_s_inverse(a: number, ah: number, m: number, inverse: number): number {
  return remainderOf((a - imul(((ah * 4294967296 + (a >>> 0)) * inverse) | 0, m)) | 0, m);
}

/** Of what a quotient leaves that may be one too near to zero. */
export function remainderOf(rest: number, m: number): number {
  return (rest >= m ? rest - m : rest <= -m ? rest + m : rest) | 0;
}
