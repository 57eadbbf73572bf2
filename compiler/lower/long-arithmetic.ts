/** Operations that take two i64 and give one. Shapes and their measurements: RATIONALE.md, "64-bit integers". */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Lowering, Pair } from './expression.js';
import { shifts } from './long-shift.js';

const { binary, bitwise, call, int32, num, shift, sum, ZERO } = js;
const INVERSE_2_32 = 2 ** -32;

/** A runtime function that returns the low word and leaves the high word in HI. */
export function viaHigh(cx: Lowering, value: Js, pre: Js[], told = (word: Js): Js => word): Pair {
  const lo = cx.temp(told(value), pre);
  return { lo, hi: cx.temp(told(cx.env.runtime('registers', 'HI')), pre) };
}

export type LongOp = (cx: Lowering, a: Pair, b: Pair, pre: Js[]) => Pair;

const words =
  (f: (x: Js, y: Js) => Js): LongOp =>
  (_cx, a, b) => ({ lo: f(a.lo, b.lo), hi: f(a.hi, b.hi) });

/** From 2^16 on and below this, operations by a constant go by its inverse: see i64-division-word.ts. */
const MOST_BY_INVERSE: Readonly<Record<string, number>> = { div_s: 2 ** 30, div_u: 2 ** 31, rem_s: 2 ** 30, rem_u: 2 ** 31 };

/** Less than the reciprocal, by more than products with it can be rounded. */
export const inverseOf = (m: number): number => (1 / m) * (1 - 2 ** -50);

export const hasInverse = (operation: string, lo: number, hi: number): boolean => hi === 0 && lo >= 2 ** 16 && lo < (MOST_BY_INVERSE[operation] ?? 0);

/** By a positive constant of one word there are shorter functions; `byWord` makes the pair of what they return. */
const division =
  (operation: string, byWord: (cx: Lowering, value: Js, pre: Js[]) => Pair): LongOp =>
  (cx, a, b, pre) => {
    const shortly = (name: string, by: readonly Js[]): Pair => byWord(cx, call(cx.env.runtime('i64-division-word', name), [int32(a.lo), int32(a.hi), ...by], 'i'), pre);
    if (b.lo.k === 'num' && b.hi.k === 'num') {
      const [lo, hi] = [b.lo.v | 0, b.hi.v];
      if (hasInverse(operation, lo, hi)) return shortly(`i64_${operation}_inverse`, [b.lo, double(inverseOf(lo))]);
      if (lo > 0 && hi === 0) return shortly(`i64_${operation}_word`, [b.lo]);
    }
    return viaHigh(cx, call(cx.env.runtime('i64-division', `i64_${operation}`), [a.lo, a.hi, b.lo, b.hi].map(int32), 'i', false, cx.at), pre);
  };

export const binaries: Readonly<Record<string, LongOp>> = {
  add(cx, a, b, pre) {
    if (isZero(b)) return a;
    if (isZero(a)) return b;
    const y = cx.atom(int32(b.lo), pre);
    if (y.k === 'num' && y.v === 0) return { lo: a.lo, hi: int32(cx.sum('+', a.hi, b.hi)) };
    const lo = cx.temp(int32(cx.sum('+', a.lo, y)), pre);
    return { lo, hi: int32(cx.sum('+', cx.sum('+', a.hi, b.hi), cx.compareUnsigned('<', lo, y))) };
  },
  sub(cx, a, b, pre) {
    if (isZero(b)) return a;
    const x = cx.atom(int32(a.lo), pre);
    const y = cx.atom(int32(b.lo), pre);
    if (y.k === 'num' && y.v === 0) return { lo: x, hi: int32(cx.sum('-', a.hi, b.hi)) };
    const borrow = x.k === 'num' && y.k === 'num' ? num(Number(x.v >>> 0 < y.v >>> 0)) : cx.temp(int32(cx.compareUnsigned('<', x, y)), pre);
    return { lo: int32(cx.sum('-', x, y)), hi: int32(cx.sum('-', cx.sum('-', a.hi, b.hi), borrow)) };
  },
  mul: (cx, a, b, pre) => product(cx, a, b, pre, 64),
  div_s: division('div_s', viaHigh),
  div_u: division('div_u', viaHigh),
  rem_s: division('rem_s', (cx, value, pre) => {
    const lo = cx.temp(value, pre);
    return { lo, hi: js.shift('>>', lo, num(31)) };
  }),
  rem_u: division('rem_u', (cx, value, pre) => ({ lo: cx.temp(value, pre), hi: ZERO })),
  and: words((x, y) => (isWordZero(x) || isWordZero(y) ? ZERO : isOnes(y) ? x : isOnes(x) ? y : bitwise('&', x, y))),
  or: words((x, y) => (isOnes(x) || isOnes(y) ? num(-1) : bitwise('|', x, y))),
  xor: words((x, y) => bitwise('^', x, y)),
  ...shifts,
};

/** The product, of whose low words the whole product has at most so many bits. */
export const product = (cx: Lowering, a: Pair, b: Pair, pre: Js[], bits: number): Pair => (isConstant(a) ? multiply(cx, b, a, pre, bits) : multiply(cx, a, b, pre, bits));

/** High words of products of signed words are not beyond this: so far they are moved to be cut. */
const SIGNED_RANGE = 2 ** 30;

/** The product of two words that are taken as signed numbers. */
export function signedProduct(cx: Lowering, a: Js, b: Js, pre: Js[]): Pair {
  const [x, y] = [a, b].map((word) => cx.atom(int32(word), pre)) as [Js, Js];
  const lo = cx.temp(imul(cx, x, y), pre);
  const moved = binary('+', multipleOf(cx, binary('*', x, y, 'd'), lo, pre), double(SIGNED_RANGE + 0.5), 'd');
  return { lo, hi: int32(cx.sum('-', binary('|', moved, ZERO, 'i'), num(SIGNED_RANGE))) };
}

/** Besides the whole product of the low words, the low words of the two that cross. */
function multiply(cx: Lowering, a: Pair, b: Pair, pre: Js[], bits: number): Pair {
  const [x, y] = [a.lo, b.lo].map((word) => cx.atom(int32(word), pre)) as [Js, Js];
  const lo = cx.temp(imul(cx, x, y), pre);
  const power = y.k === 'num' ? powerOf(y.v >>> 0) : undefined;
  const high = bits <= 32 || power === 0 ? ZERO
    : power !== undefined ? shift('>>>', cx.atom(x, pre), num(32 - power))
    : y.k === 'num' ? highOfMultiple(cx, x, y.v | 0, lo, pre) : highOfProduct(cx, x, y, lo, pre);
  // The constant was taken as a signed one.
  const missing = bits > 32 && power === undefined && y.k === 'num' && (y.v | 0) < 0 ? sum('+', b.hi, num(1)) : b.hi;
  const crossing = [imul(cx, a.hi, y), imul(cx, x, missing)];
  return { lo, hi: int32(crossing.reduce((l, r) => cx.sum('+', l, r), high)) };
}

/** The power of two that a word is. */
export const powerOf = (word: number): number | undefined => (word !== 0 && (word & (word - 1)) === 0 ? 31 - Math.clz32(word) : undefined);

/** More than two roundings of a number below 2 ** 31 can change it by. */
const MOVE = 1e-6;
/** Low words from here on are so close to 2 ** 32 that moving the product up could bring it to the next integer. */
const CLOSE = 2 ** 32 - 2 ** 13;

/**
 * The high word of the product of an unsigned word and a signed constant: the product over 2 ** 32, rounded down. Rounding may have brought
 * it to the wrong side of an integer where the low word is close to 0 or 2 ** 32, so it is moved away from there. From a negative
 * one 1 is taken besides, since a cut rounds to zero. It is in the range of int32, beyond which JavaScriptCore and SpiderMonkey are slow to convert.
 */
function highOfMultiple(cx: Lowering, x: Js, factor: number, lo: Js, pre: Js[]): Js {
  const top = binary('*', cx.number(cx.atom(x, pre)), double(factor * INVERSE_2_32), 'd');
  // Up to 53 bits are exact.
  if (factor > 0 && factor < 2 ** 21) return binary('|', top, ZERO, 'i');
  const down = factor > 0 ? 0 : 1;
  const moved = js.cond(cx.compareUnsigned('<', cx.atom(lo, pre), num(CLOSE | 0)), double(MOVE - down), double(-MOVE - down));
  return binary('|', binary('+', top, moved, 'd'), ZERO, 'i');
}

/**
 * The high word of the product of two unsigned words. The exact product less its low word is a multiple of 2 ** 32, and the rounding of
 * doubles changes it by much less than the half by which it is moved away from zero, so that it can be cut. Moving it as that of a multiple
 * takes 1.1 times as long on node 20 where several products are under way.
 */
function highOfProduct(cx: Lowering, x: Js, y: Js, lo: Js, pre: Js[]): Js {
  const multiple = multipleOf(cx, binary('*', cx.number(cx.atom(x, pre)), cx.number(cx.atom(y, pre)), 'd'), lo, pre);
  return binary('|', binary('+', multiple, double(0.5), 'd'), ZERO, 'i');
}

/** What is nearly the high word of a product with this low word. */
const multipleOf = (cx: Lowering, whole: Js, lo: Js, pre: Js[]): Js =>
  binary('*', binary('-', whole, cx.number(cx.atom(lo, pre)), 'd'), double(INVERSE_2_32), 'd');

const double = (v: number): Js => ({ k: 'num', v, range: 'd' });

export const imul = (cx: Lowering, x: Js, y: Js): Js => {
  if (isWordZero(x) || isWordZero(y)) return ZERO;
  return x.k === 'num' && x.v === 1 ? y : y.k === 'num' && y.v === 1 ? x : call(cx.env.runtime('math', 'imul'), [int32(x), int32(y)], 'i');
};

export const isWordZero = (e: Js): boolean => e.k === 'num' && e.v === 0;
const isOnes = (e: Js): boolean => e.k === 'num' && e.v === -1;
const isConstant = (p: Pair): boolean => p.lo.k === 'num' && p.hi.k === 'num';
const isZero = (p: Pair): boolean => isWordZero(p.lo) && isWordZero(p.hi);
