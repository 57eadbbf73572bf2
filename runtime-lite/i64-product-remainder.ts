/**
 * The remainder of a product of i64, which is not made where its factors and the divisor are single words: the quotient of doubles, less by 2^-50 of
 * it, is the true one or one nearer to zero when it is cut (as in i64-division-word.ts), and tells the low word of the remainder.
 */
import { i64_rem_s, i64_rem_u } from './i64-division.js';
import { i64_rem_s_inverse, i64_rem_u_inverse, remainderOf } from './i64-division-word.js';
import { imul } from './math.js';
import { setHI } from './registers.js';

/** The high word of a product whose low word is known. */
function highOfProduct(a: number, ah: number, b: number, bh: number, low: number): number {
  const high = (((a >>> 0) * (b >>> 0) - (low >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0;
  return (high + imul(ah, b) + imul(a, bh)) | 0;
}

/** By a constant from 2^16 to 2^31 - 1 and its inverse, as there: one word. */
export function i64_mul_rem_u_inverse(a: number, ah: number, b: number, bh: number, m: number, inverse: number): number {
  return (ah | bh) !== 0 ? remainderOfLarge(a, ah, b, bh, m, inverse) : remainderOfUnsigned(a, b, m, inverse);
}

function remainderOfUnsigned(a: number, b: number, m: number, inverse: number): number {
  const rest = (imul(a, b) - imul(((a >>> 0) * (b >>> 0) * inverse) | 0, m)) >>> 0;
  return (rest >= m ? rest - m : rest) | 0;
}

function remainderOfLarge(a: number, ah: number, b: number, bh: number, m: number, inverse: number): number {
  const low = imul(a, b);
  return i64_rem_u_inverse(low, highOfProduct(a, ah, b, bh, low), m, inverse);
}

/** The same of signed factors, by a constant less than 2^30. */
export function i64_mul_rem_s_inverse(a: number, ah: number, b: number, bh: number, m: number, inverse: number): number {
  return ah !== a >> 31 || bh !== b >> 31 ? remainderOfLargeSigned(a, ah, b, bh, m, inverse) : remainderOfSigned(a, b, m, inverse);
}

function remainderOfSigned(a: number, b: number, m: number, inverse: number): number {
  return remainderOf((imul(a, b) - imul((a * b * inverse) | 0, m)) | 0, m);
}

function remainderOfLargeSigned(a: number, ah: number, b: number, bh: number, m: number, inverse: number): number {
  const low = imul(a, b);
  return i64_rem_s_inverse(low, highOfProduct(a, ah, b, bh, low), m, inverse);
}

/** By any number, the high word of the remainder in HI. */
export function i64_mul_rem_u(a: number, ah: number, b: number, bh: number, m: number, mh: number): number {
  if ((ah | bh | mh) !== 0 || m < 65536) return remainderOfProduct(i64_rem_u, a, ah, b, bh, m, mh);
  setHI(0);
  return remainderOfWords(a, b, m);
}

function remainderOfWords(a: number, b: number, m: number): number {
  const rest = (imul(a, b) - imul((((a >>> 0) * (b >>> 0)) / m) * 0.9999999999999991 | 0, m)) >>> 0;
  return (rest >= m ? rest - m : rest) | 0;
}

export function i64_mul_rem_s(a: number, ah: number, b: number, bh: number, m: number, mh: number): number {
  if (ah !== a >> 31 || bh !== b >> 31 || mh !== 0 || m < 65536 || m >= 1073741824) return remainderOfProduct(i64_rem_s, a, ah, b, bh, m, mh);
  const rest = remainderOf((imul(a, b) - imul((((a * b) / m) * 0.9999999999999991) | 0, m)) | 0, m);
  setHI(rest >> 31);
  return rest;
}

function remainderOfProduct(remainder: typeof i64_rem_u, a: number, ah: number, b: number, bh: number, m: number, mh: number): number {
  const low = imul(a, b);
  return remainder(low, highOfProduct(a, ah, b, bh, low), m, mh);
}
