/**
 * The remainder of a product of i64, which is not made where its factors and the divisor are single words: the quotient of doubles, less by 2^-50 of
 * it, is the true one or one nearer to zero when it is cut (as in i64-division-word.ts), and tells the low word of the remainder.
 */
import { i64_rem_s, i64_rem_u } from './i64-division.js';
import { i64_rem_s_inverse, i64_rem_u_inverse } from './i64-division-word.js';
import { unsigned } from './int.js';
import { imul, trunc } from './math.js';
import { setHI } from './registers.js';

/** The high word of a product whose low word is known. */
function highOfProduct(a: number, ah: number, b: number, bh: number, low: number): number {
  const high = ((unsigned(a) * unsigned(b) - unsigned(low)) * 2.3283064365386963e-10 + 0.5) | 0;
  return (high + imul(ah, b) + imul(a, bh)) | 0;
}

/** By a constant from 2^16 to 2^31 - 1 and its inverse, as there: one word. */
export function i64_mul_rem_u_inverse(a: number, ah: number, b: number, bh: number, m: number, inverse: number): number {
  const low = imul(a, b);
  if ((ah | bh) !== 0) return i64_rem_u_inverse(low, highOfProduct(a, ah, b, bh, low), m, inverse);
  const rest = (low - imul(trunc(unsigned(a) * unsigned(b) * inverse) | 0, m)) >>> 0;
  return (rest >= m ? rest - m : rest) | 0;
}

/** The same of signed factors, by a constant less than 2^30. */
export function i64_mul_rem_s_inverse(a: number, ah: number, b: number, bh: number, m: number, inverse: number): number {
  const low = imul(a, b);
  if (ah !== a >> 31 || bh !== b >> 31) return i64_rem_s_inverse(low, highOfProduct(a, ah, b, bh, low), m, inverse);
  const rest = (low - imul(trunc(a * b * inverse) | 0, m)) | 0;
  return (rest >= m ? rest - m : rest <= -m ? rest + m : rest) | 0;
}

/** By any number, the high word of the remainder in HI. */
export function i64_mul_rem_u(a: number, ah: number, b: number, bh: number, m: number, mh: number): number {
  const low = imul(a, b);
  if ((ah | bh | mh) !== 0 || m < 65536) return i64_rem_u(low, highOfProduct(a, ah, b, bh, low), m, mh);
  setHI(0);
  const rest = (low - imul(trunc(((unsigned(a) * unsigned(b)) / m) * 0.9999999999999991) | 0, m)) >>> 0;
  return (rest >= m ? rest - m : rest) | 0;
}

export function i64_mul_rem_s(a: number, ah: number, b: number, bh: number, m: number, mh: number): number {
  const low = imul(a, b);
  if (ah !== a >> 31 || bh !== b >> 31 || mh !== 0 || m < 65536 || m >= 1073741824) return i64_rem_s(low, highOfProduct(a, ah, b, bh, low), m, mh);
  const rest = (low - imul(trunc(((a * b) / m) * 0.9999999999999991) | 0, m)) | 0;
  const remainder = (rest >= m ? rest - m : rest <= -m ? rest + m : rest) | 0;
  setHI(remainder >> 31);
  return remainder;
}
