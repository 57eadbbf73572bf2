/**
 * i64 division and remainder on pairs of words, by doubles: no BigInt and no loop over bits. Results as in i64.ts.
 *
 * A dividend below 2^53 is an exact double, and its rounded quotient never reaches the next integer, so that its floor is exact; by a
 * divisor that is rounded, because it is larger, the quotient is less than 1 all the same. Otherwise one division of doubles has three
 * roundings, each wrong by less than 2^-53 of the quotient, so that its floor is certain if its fraction is not within 2^-51 of it of an
 * integer. What is left: i64-division-slow.ts. The test of the fraction is no function: that took 1.13 times the time on JavaScriptCore, and no less on
 * SpiderMonkey, which calls what is beyond 130 bytes of its bytecode.
 */
import { divideSigned, divideUnsigned, remainderSigned, remainderUnsigned } from './i64-division-slow.js';
import { abs, floor, imul, trunc } from './math.js';
import { setHI } from './registers.js';
import { trapDivideByZero } from './trap.js';

export function i64_div_u(a: number, ah: number, b: number, bh: number): number {
  if ((b | bh) === 0) trapDivideByZero();
  const ratio = ((ah >>> 0) * 4294967296 + (a >>> 0)) / ((bh >>> 0) * 4294967296 + (b >>> 0));
  const quotient = floor(ratio);
  if (ah >>> 0 >= 2097152) {
    const fraction = ratio - quotient;
    const doubt = ratio * 4.440892098500626e-16;
    if (!(fraction > doubt && fraction + doubt < 1)) return divideUnsigned(a, ah, b, bh);
  }
  setHI((quotient * 2.3283064365386963e-10) | 0);
  return quotient | 0;
}

export function i64_rem_u(a: number, ah: number, b: number, bh: number): number {
  if ((b | bh) === 0) trapDivideByZero();
  const dividend = (ah >>> 0) * 4294967296 + (a >>> 0);
  const divisor = (bh >>> 0) * 4294967296 + (b >>> 0);
  const ratio = dividend / divisor;
  const quotient = floor(ratio);
  if (ah >>> 0 < 2097152) {
    const rest = dividend - quotient * divisor;
    setHI((rest * 2.3283064365386963e-10) | 0);
    return rest | 0;
  }
  const fraction = ratio - quotient;
  const doubt = ratio * 4.440892098500626e-16;
  if (!(fraction > doubt && fraction + doubt < 1)) return remainderUnsigned(a, ah, b, bh);
  const low = (a - imul(quotient | 0, b)) | 0;
  if (bh === 0) {
    setHI(0);
    return low;
  }
  setHI(floor((dividend - quotient * divisor - (low >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0);
  return low;
}

export function i64_div_s(a: number, ah: number, b: number, bh: number): number {
  if ((b | bh) === 0) trapDivideByZero();
  const ratio = (ah * 4294967296 + (a >>> 0)) / (bh * 4294967296 + (b >>> 0));
  const quotient = trunc(ratio);
  if (ah <= -2097152 || ah >= 2097152) {
    const fraction = abs(ratio - quotient);
    const doubt = abs(ratio) * 4.440892098500626e-16;
    if (!(fraction > doubt && fraction + doubt < 1)) return divideSigned(a, ah, b, bh);
  }
  setHI(floor(quotient * 2.3283064365386963e-10) | 0);
  return quotient | 0;
}

export function i64_rem_s(a: number, ah: number, b: number, bh: number): number {
  if ((b | bh) === 0) trapDivideByZero();
  const dividend = ah * 4294967296 + (a >>> 0);
  const divisor = bh * 4294967296 + (b >>> 0);
  const ratio = dividend / divisor;
  const quotient = trunc(ratio);
  if (ah > -2097152 && ah < 2097152) {
    const rest = dividend - quotient * divisor;
    setHI(floor(rest * 2.3283064365386963e-10) | 0);
    return rest | 0;
  }
  const fraction = abs(ratio - quotient);
  const doubt = abs(ratio) * 4.440892098500626e-16;
  if (!(fraction > doubt && fraction + doubt < 1)) return remainderSigned(a, ah, b, bh);
  const low = (a - imul(quotient | 0, b)) | 0;
  if (bh === b >> 31) {
    setHI(low >> 31);
    return low;
  }
  setHI(floor((dividend - quotient * divisor - (low >>> 0)) * 2.3283064365386963e-10 + 0.5) | 0);
  return low;
}
