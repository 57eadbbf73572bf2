/**
 * i64 division and remainder on pairs of words, by doubles: no BigInt and no loop over bits. Results as in i64.ts.
 *
 * Most quotients are found by one division of doubles. Its result is wrong by less than 2^-11 where it is below 2^40, so that its floor
 * is certain if its fraction is not that near to an integer; and the rounded quotient of integers below 2^53 never reaches the next
 * integer, so that its floor is exact. The other operands: i64-division-slow.ts.
 */
import { divideSigned, divideUnsigned, remainderSigned, remainderUnsigned } from './i64-division-slow.js';
import { abs, floor, imul, trunc } from './math.js';
import { setHI } from './registers.js';

export function i64_div_u(a: number, ah: number, b: number, bh: number): number {
  const dividend = (ah >>> 0) * 4294967296 + (a >>> 0);
  const ratio = dividend / ((bh >>> 0) * 4294967296 + (b >>> 0));
  const quotient = floor(ratio);
  const rest = ratio - quotient;
  if ((rest > 0.0009765625 && rest < 0.9990234375 && ratio < 1099511627776) || (dividend < 9007199254740992 && ratio < 9007199254740992)) {
    setHI((quotient * 2.3283064365386963e-10) | 0);
    return quotient | 0;
  }
  return divideUnsigned(a, ah, b, bh);
}

export function i64_rem_u(a: number, ah: number, b: number, bh: number): number {
  const dividend = (ah >>> 0) * 4294967296 + (a >>> 0);
  const divisor = (bh >>> 0) * 4294967296 + (b >>> 0);
  const ratio = dividend / divisor;
  const quotient = floor(ratio);
  const rest = ratio - quotient;
  if ((rest > 0.0009765625 && rest < 0.9990234375 && ratio < 1099511627776) || (dividend < 9007199254740992 && ratio < 9007199254740992)) {
    const low = (a - imul(quotient | 0, b)) | 0;
    setHI(floor((dividend - quotient * divisor - (low >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0);
    return low;
  }
  return remainderUnsigned(a, ah, b, bh);
}

export function i64_div_s(a: number, ah: number, b: number, bh: number): number {
  const dividend = ah * 4294967296 + (a >>> 0);
  const ratio = dividend / (bh * 4294967296 + (b >>> 0));
  const quotient = trunc(ratio);
  const rest = abs(ratio - quotient);
  if ((rest > 0.0009765625 && rest < 0.9990234375 && abs(ratio) < 1099511627776) || (abs(dividend) < 9007199254740992 && abs(ratio) < 9007199254740992)) {
    setHI(floor(quotient * 2.3283064365386963e-10) | 0);
    return quotient | 0;
  }
  return divideSigned(a, ah, b, bh);
}

export function i64_rem_s(a: number, ah: number, b: number, bh: number): number {
  const dividend = ah * 4294967296 + (a >>> 0);
  const divisor = bh * 4294967296 + (b >>> 0);
  const ratio = dividend / divisor;
  const quotient = trunc(ratio);
  const rest = abs(ratio - quotient);
  if ((rest > 0.0009765625 && rest < 0.9990234375 && abs(ratio) < 1099511627776) || (abs(dividend) < 9007199254740992 && abs(ratio) < 9007199254740992)) {
    const low = (a - imul(quotient | 0, b)) | 0;
    setHI(floor((dividend - quotient * divisor - (low >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0);
    return low;
  }
  return remainderSigned(a, ah, b, bh);
}
