/** Shifts and rotations of i64. A count takes part modulo 64, of which JavaScript's own shifts take care modulo 32. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Lowering, Pair } from './expression.js';
import type { LongOp } from './long-arithmetic.js';

const { bitwise, int32, num, shift, ZERO } = js;

type ByConstant = (cx: Lowering, a: Pair, n: number, pre: Js[]) => Pair;
const shl: ByConstant = (cx, a, n, pre) => {
  if (n >= 32) return { lo: ZERO, hi: shift('<<', a.lo, num(n - 32)) };
  const x = cx.atom(int32(a.lo), pre);
  return { lo: shift('<<', x, num(n)), hi: bitwise('|', shift('<<', a.hi, num(n)), shift('>>>', x, num(32 - n))) };
};
const shrU: ByConstant = (cx, a, n, pre) => {
  if (n >= 32) return { lo: shift('>>>', a.hi, num(n - 32)), hi: ZERO };
  const x = cx.atom(int32(a.hi), pre);
  return { lo: bitwise('|', shift('>>>', a.lo, num(n)), shift('<<', x, num(32 - n))), hi: shift('>>>', x, num(n)) };
};
const shrS: ByConstant = (cx, a, n, pre) => {
  const x = cx.atom(int32(a.hi), pre);
  if (n >= 32) return { lo: shift('>>', x, num(n - 32)), hi: shift('>>', x, num(31)) };
  return { lo: bitwise('|', shift('>>>', a.lo, num(n)), shift('<<', x, num(32 - n))), hi: shift('>>', x, num(n)) };
};
const rotl: ByConstant = (cx, a, n, pre) => {
  const lo = cx.atom(int32(a.lo), pre);
  const hi = cx.atom(int32(a.hi), pre);
  if (n === 32) return { lo: hi, hi: lo };
  const [x, y, k] = n < 32 ? [lo, hi, n] : [hi, lo, n - 32];
  return {
    lo: bitwise('|', shift('<<', x, num(k)), shift('>>>', y, num(32 - k))),
    hi: bitwise('|', shift('<<', y, num(k)), shift('>>>', x, num(32 - k))),
  };
};

/** `x << count` and `x >>> count`; zero stays zero. */
const by = (op: '<<' | '>>' | '>>>', x: Js, count: Js): Js => (x.k === 'num' && x.v === 0 ? ZERO : shift(op, x, count));
const not = (count: Js): Js => bitwise('^', count, num(-1));
/** What a shift to the left by less than 32 brings into the high word, `lo >>> 32 - count`; and what one to the right takes down. */
const carriedUp = (lo: Js, count: Js): Js => by('>>>', by('>>>', lo, num(1)), not(count));
const carriedDown = (hi: Js, count: Js): Js => by('<<', by('<<', hi, num(1)), not(count));
/** The high word of `x << count` and the low one of `x >> count` or `x >>> count`, by counts below 32. */
const upper = (cx: Lowering, x: Pair, count: Js, pre: Js[]): Js => bitwise('|', by('<<', x.hi, cx.atom(count, pre)), carriedUp(cx.atom(x.lo, pre), cx.atom(count, pre)));
const lower = (cx: Lowering, x: Pair, count: Js, pre: Js[]): Js => bitwise('|', by('>>>', x.lo, cx.atom(count, pre)), carriedDown(cx.atom(x.hi, pre), cx.atom(count, pre)));
const beyondWord = (count: Js): Js => bitwise('&', count, num(32));

const shlBy: LongOp = (cx, a, b, pre) => {
  const again = (x: Js): Js => cx.atom(x, pre);
  const count = cx.atom(int32(b.lo), pre), x = cx.atom(int32(a.lo), pre);
  const lo = cx.temp(shift('<<', x, count), pre), hi = cx.temp(ZERO, []);
  const short = js.assign(hi, upper(cx, { lo: x, hi: a.hi }, count, pre));
  pre.push(js.cond(beyondWord(again(count)), js.seq([js.assign(hi, again(lo))], js.assign(lo, ZERO)), short));
  return { lo: again(lo), hi: again(hi) };
};

const shrBy = (op: '>>' | '>>>'): LongOp => (cx, a, b, pre) => {
  const again = (x: Js): Js => cx.atom(x, pre);
  const count = cx.atom(int32(b.lo), pre), y = cx.atom(int32(a.hi), pre);
  const hi = cx.temp(shift(op, y, count), pre), lo = cx.temp(ZERO, []);
  const short = js.assign(lo, lower(cx, { lo: a.lo, hi: y }, count, pre));
  pre.push(js.cond(beyondWord(again(count)), js.seq([js.assign(lo, again(hi))], js.assign(hi, op === '>>' ? shift('>>', again(y), num(31)) : ZERO)), short));
  return { lo: again(lo), hi: again(hi) };
};

/** By a count below 32. */
const shlShortly: LongOp = (cx, a, b, pre) => {
  const count = cx.atom(int32(b.lo), pre), x = cx.atom(int32(a.lo), pre);
  return { lo: shift('<<', x, count), hi: upper(cx, { lo: x, hi: a.hi }, count, pre) };
};

const shrShortly = (op: '>>' | '>>>'): LongOp => (cx, a, b, pre) => {
  const count = cx.atom(int32(b.lo), pre), y = cx.atom(int32(a.hi), pre);
  return { lo: lower(cx, { lo: a.lo, hi: y }, count, pre), hi: shift(op, y, count) };
};

/** By counts that only the program knows, but that are known to be below 32. */
export const shortShifts: Readonly<Record<string, LongOp>> = { shl: shlShortly, shr_u: shrShortly('>>>'), shr_s: shrShortly('>>') };

const isPair = (a: Pair, lo: number, hi: number): boolean => a.lo.k === 'num' && a.lo.v === lo && a.hi.k === 'num' && a.hi.v === hi;
const ONE: Pair = { lo: num(1), hi: ZERO };

/** A rotation by 32 swaps the words; one by less than 32 follows. Of -2, which compilers write for all bits but one, it is that bit, inverted. */
const rotateBy = (countOf: (n: Js) => Js): LongOp => (cx, a, b, pre) => {
  if (isPair(a, -2, -1)) {
    const bit = shlBy(cx, ONE, { lo: countOf(b.lo), hi: ZERO }, pre);
    return { lo: not(bit.lo), hi: not(bit.hi) };
  }
  const again = (x: Js): Js => cx.atom(x, pre);
  const count = cx.atom(int32(countOf(b.lo)), pre), lo = cx.atom(int32(a.lo), pre), hi = cx.atom(int32(a.hi), pre);
  const swapped = cx.temp(beyondWord(count), pre);
  const x = cx.temp(js.cond(swapped, hi, lo), pre), y = cx.temp(js.cond(again(swapped), again(lo), again(hi)), pre);
  return {
    lo: bitwise('|', shift('<<', x, again(count)), carriedUp(y, again(count))),
    hi: bitwise('|', shift('<<', again(y), again(count)), carriedUp(again(x), again(count))),
  };
};

/** By a constant 0 < n < 64, by nothing, or by a count that only the program knows. */
const shiftBy =
  (byConstant: ByConstant, general: LongOp): LongOp =>
  (cx, a, b, pre) => {
    if (b.lo.k !== 'num') return general(cx, a, b, pre);
    const n = b.lo.v & 63;
    return n === 0 ? a : byConstant(cx, a, n, pre);
  };

export const shifts: Readonly<Record<string, LongOp>> = {
  shl: shiftBy(shl, shlBy),
  shr_u: shiftBy(shrU, shrBy('>>>')),
  shr_s: shiftBy(shrS, shrBy('>>')),
  rotl: shiftBy(rotl, rotateBy((n) => n)),
  rotr: shiftBy((cx, a, n, pre) => rotl(cx, a, 64 - n, pre), rotateBy((n) => js.sum('-', ZERO, n))),
};
