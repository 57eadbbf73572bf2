/** The two conversions of i64 at the JavaScript boundary, through a typed array: BigInt arithmetic aborts some node 20 versions. */
import { setHI } from './registers.js';
import { i64s, words } from './scratch.js';

/** ToBigInt64 (JavaScript API): returns the low word, leaves the high word in `HI`. TypeError if `value` does not convert. */
export function toI64(value: unknown): number {
  i64s[0] = value as bigint;
  setHI(words[1]!);
  return words[0]!;
}

/** The signed BigInt of a pair of words. */
export function fromI64(low: number, high: number): bigint {
  words[0] = low;
  words[1] = high;
  return i64s[0]!;
}
