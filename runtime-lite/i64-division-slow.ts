/**
 * i64 division and remainder, whatever the operands but a divisor of zero.
 *
 * Divisors from 2^21: the quotient is below 2^43 and its estimate wrong by less than 2^-8, so rounding it to nearest gives the floor or one more; the
 * remainder tells which, its low word computed exactly and its high word by rounding a double whose error is below 2^15.
 */
import { unsigned } from './int.js';
import { floor, imul } from './math.js';
import { HI, setHI } from './registers.js';
import { trapOverflow } from './trap.js';

/** By less than this, two steps of schoolbook division are exact: a remainder of the first is below 2^21, and 2^32 times it, with the lower word, below 2^53. */
export const SMALL = 2097152;

/** The unsigned quotient by a divisor below `SMALL`. */
export function divideBySmall(a: number, ah: number, divisor: number): number {
  const top = unsigned(ah);
  const high = floor(top / divisor);
  setHI(high | 0);
  return floor(((top - high * divisor) * 4294967296 + unsigned(a)) / divisor) | 0;
}

/** The unsigned remainder by a divisor below `SMALL`, which is one word. */
export function remainderBySmall(a: number, ah: number, divisor: number): number {
  const rest = reduced(a, ah, divisor);
  return (rest - floor(rest / divisor) * divisor) | 0;
}

/** An exact double that leaves the same remainder by a divisor below `SMALL`. */
export function reduced(a: number, ah: number, divisor: number): number {
  const top = ah >>> 0;
  return (top - floor(top / divisor) * divisor) * 4294967296 + (a >>> 0);
}

export function divideUnsigned(a: number, ah: number, b: number, bh: number): number {
  const divisor = unsigned(bh) * 4294967296 + unsigned(b);
  if (divisor < SMALL) return divideBySmall(a, ah, divisor);
  const dividend = unsigned(ah) * 4294967296 + unsigned(a);
  let quotient = floor(dividend / divisor + 0.5);
  const low = (a - imul(quotient | 0, b)) | 0;
  if (dividend - quotient * divisor - unsigned(low) < -2147483648) quotient -= 1;
  setHI((quotient * 2.3283064365386963e-10) | 0);
  return quotient | 0;
}

export function remainderUnsigned(a: number, ah: number, b: number, bh: number): number {
  const divisor = unsigned(bh) * 4294967296 + unsigned(b);
  if (divisor < SMALL) {
    setHI(0);
    return remainderBySmall(a, ah, divisor);
  }
  const dividend = unsigned(ah) * 4294967296 + unsigned(a);
  const quotient = floor(dividend / divisor + 0.5);
  const low = (a - imul(quotient | 0, b)) | 0;
  const high = floor((dividend - quotient * divisor - unsigned(low)) * 2.3283064365386963e-10 + 0.5);
  if (high >= 0) {
    setHI(high | 0);
    return low;
  }
  const sum = (low + b) | 0;
  setHI((high + bh + +((sum >>> 0) < (b >>> 0))) | 0);
  return sum;
}

export function divideSigned(a: number, ah: number, b: number, bh: number): number {
  if ((b & bh) === -1 && a === 0 && ah === -2147483648) trapOverflow();
  const negative = (ah ^ bh) < 0;
  const low = divideMagnitudes(divideUnsigned, a, ah, b, bh);
  return negative ? negate(low, HI) : low;
}

export function remainderSigned(a: number, ah: number, b: number, bh: number): number {
  const low = divideMagnitudes(remainderUnsigned, a, ah, b, bh);
  return ah < 0 ? negate(low, HI) : low;
}

function negate(a: number, ah: number): number {
  setHI(a === 0 ? -ah | 0 : ~ah);
  return -a | 0;
}

function divideMagnitudes(operation: typeof divideUnsigned, a: number, ah: number, b: number, bh: number): number {
  if (ah < 0) {
    a = negate(a, ah);
    ah = HI;
  }
  if (bh < 0) {
    b = negate(b, bh);
    bh = HI;
  }
  return operation(a, ah, b, bh);
}
