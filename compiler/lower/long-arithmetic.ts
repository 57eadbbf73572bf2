/** Operations that take two i64 and give one. Shapes and their measurements: RATIONALE.md, "64-bit integers". */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Lowering, Pair } from './expression.js';
import { shifts } from './long-shift.js';

const { binary, bitwise, call, compare, int32, num, sum, uint32, ZERO } = js;
const INVERSE_2_32 = 2 ** -32;

/** A runtime function that returns the low word and leaves the high word in HI. */
export function viaHigh(cx: Lowering, value: Js, pre: Js[]): Pair {
  const lo = cx.temp(value, pre);
  return { lo, hi: cx.temp(cx.env.runtime('registers', 'HI'), pre) };
}

export type LongOp = (cx: Lowering, a: Pair, b: Pair, pre: Js[]) => Pair;

const words =
  (f: (x: Js, y: Js) => Js): LongOp =>
  (_cx, a, b) => ({ lo: f(a.lo, b.lo), hi: f(a.hi, b.hi) });
const runtime =
  (file: string, name: string): LongOp =>
  (cx, a, b, pre) =>
    viaHigh(cx, call(cx.env.runtime(file, name), [int32(a.lo), int32(a.hi), int32(b.lo), int32(b.hi)], 'i', false, cx.at), pre);

export const binaries: Readonly<Record<string, LongOp>> = {
  add(cx, a, b, pre) {
    if (isZero(b)) return a;
    if (isZero(a)) return b;
    const y = cx.atom(int32(b.lo), pre);
    if (y.k === 'num' && y.v === 0) return { lo: a.lo, hi: int32(sum('+', a.hi, b.hi)) };
    const lo = cx.temp(int32(sum('+', a.lo, y)), pre);
    return { lo, hi: int32(sum('+', sum('+', a.hi, b.hi), compare('<', uint32(lo), uint32(y)))) };
  },
  sub(cx, a, b, pre) {
    if (isZero(b)) return a;
    const x = cx.atom(int32(a.lo), pre);
    const y = cx.atom(int32(b.lo), pre);
    if (y.k === 'num' && y.v === 0) return { lo: x, hi: int32(sum('-', a.hi, b.hi)) };
    const borrow = cx.temp(int32(compare('<', uint32(x), uint32(y))), pre);
    return { lo: int32(sum('-', x, y)), hi: int32(sum('-', sum('-', a.hi, b.hi), borrow)) };
  },
  mul(cx, a, b, pre) {
    const [x, k] = a.lo.k === 'num' && a.hi.k === 'num' ? [b, a] : [a, b];
    if (k.lo.k === 'num' && k.hi.k === 'num' && k.hi.v === 0 && k.lo.v > 0 && k.lo.v < 2 ** 21) {
      const product = cx.temp(binary('*', uint32(x.lo), k.lo, 'd'), pre);
      cx.slots[product.slot]!.uses++;
      const carried = binary('|', binary('*', product, { k: 'num', v: INVERSE_2_32, range: 'd' }, 'd'), ZERO, 'i');
      const top =
        x.hi.k === 'num' && x.hi.v === 0
          ? carried
          : int32(sum('+', call(cx.env.runtime('math', 'imul'), [int32(x.hi), k.lo], 'i'), carried));
      return { lo: binary('|', product, ZERO, 'i'), hi: top };
    }
    return multiply(cx, x, k, pre);
  },
  div_s: runtime('i64-division', 'i64_div_s'),
  div_u: runtime('i64-division', 'i64_div_u'),
  rem_s: runtime('i64-division', 'i64_rem_s'),
  rem_u: runtime('i64-division', 'i64_rem_u'),
  and: words((x, y) => (isWordZero(x) || isWordZero(y) ? ZERO : isOnes(y) ? x : isOnes(x) ? y : bitwise('&', x, y))),
  or: words((x, y) => (isOnes(x) || isOnes(y) ? num(-1) : bitwise('|', x, y))),
  xor: words((x, y) => bitwise('^', x, y)),
  ...shifts,
};

/**
 * The full product. The high word of the low words' product is found with doubles: the exact product less its low word is a
 * multiple of 2^32, which the rounding of the doubles changes by less than half of that.
 */
function multiply(cx: Lowering, a: Pair, b: Pair, pre: Js[]): Pair {
  const imul = (x: Js, y: Js): Js => call(cx.env.runtime('math', 'imul'), [int32(x), int32(y)], 'i');
  const double = (v: number): Js => ({ k: 'num', v, range: 'd' });
  const x = cx.atom(int32(a.lo), pre);
  const y = cx.atom(int32(b.lo), pre);
  const lo = cx.temp(imul(x, y), pre);
  const scaledLow = binary('*', uint32(cx.atom(lo, pre)), double(INVERSE_2_32), 'd');
  const carried =
    y.k === 'num'
      ? binary('-', binary('+', binary('*', uint32(x), double((y.v >>> 0) * INVERSE_2_32), 'd'), double(0.5), 'd'), scaledLow, 'd')
      : binary(
          '+',
          binary('*', binary('-', binary('*', uint32(x), uint32(y), 'd'), uint32(lo), 'd'), double(INVERSE_2_32), 'd'),
          double(0.5),
          'd',
        );
  let hi: Js = binary('|', carried, ZERO, 'i');
  if (!isWordZero(a.hi)) hi = sum('+', hi, imul(a.hi, y));
  if (!isWordZero(b.hi)) hi = sum('+', hi, imul(x, b.hi));
  return { lo, hi: int32(hi) };
}

export const isWordZero = (e: Js): boolean => e.k === 'num' && e.v === 0;
const isOnes = (e: Js): boolean => e.k === 'num' && e.v === -1;
const isZero = (p: Pair): boolean => isWordZero(p.lo) && isWordZero(p.hi);
