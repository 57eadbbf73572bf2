/** Operations that take i64 and give one word: comparisons, conversions, reinterpretation. */
import * as js from '../ir/js.js';
import type { BinaryOperator, Js } from '../ir/js.js';
import type { Expr, Op } from '../ir/nodes.js';
import type { Lowering, Pair } from './expression.js';
import type { HighWord } from '../ir/intervals.js';
import { lowWord } from './long.js';
import { powerOf } from './long-arithmetic.js';
import { f64OfWords } from './reinterpret.js';

const { binary, bitwise, call, compare, int32, num, shift, ZERO } = js;

type Test = (cx: Lowering, a: Pair, b: Pair, pre: Js[], high: HighWord | undefined, decides: boolean) => Js;

/**
 * Signed and unsigned order: the high words decide unless they are equal. Both being extended signs changes neither order; both being
 * zero makes them one. A result that no jump depends on is found without any where that is faster.
 */
const order =
  (op: BinaryOperator, strict: BinaryOperator, isSigned: boolean): Test =>
  (cx, a, b, pre, high, decides) => {
    if (high === 'zero' || (high === 'sign' && !isSigned)) return cx.compareUnsigned(op, a.lo, b.lo);
    if (high === 'sign') return compare(op, int32(a.lo), int32(b.lo));
    if (b.lo.k === 'num' && b.hi.k === 'num') {
      const known = orderToConstant(cx, op, isSigned, a, b.lo.v | 0, b.hi.v | 0);
      if (known) return known;
    }
    const x = cx.atom(int32(a.hi), pre);
    const y = cx.atom(int32(b.hi), pre);
    const decided = isSigned ? compare(strict, x, y) : cx.compareUnsigned(strict, x, y);
    const isEqual = compare('==', x, y), low = cx.compareUnsigned(op, a.lo, b.lo);
    return decides || !cx.env.profile.compiles ? js.cond(isEqual, low, decided) : bitwise('|', int32(decided), bitwise('&', int32(isEqual), int32(low)));
  };

/** Where the high word is enough, or the high word with the upper bits of the low one, or the low word decides where there is no high one. */
function orderToConstant(cx: Lowering, op: BinaryOperator, isSigned: boolean, a: Pair, lo: number, hi: number): Js | undefined {
  const isLess = op === '<' || op === '<=';
  const holdsEqual = op === '<=' || op === '>=';
  const isNone = (word: Js): Js => (isLess ? js.not(word) : compare('!=', word, ZERO));
  // Below the constant, or up to the one before it.
  const isBelow = isLess !== holdsEqual;
  const isWhole = lo === (isBelow ? 0 : -1);
  if (isWhole && isSigned) return compare(op, int32(a.hi), num(hi));
  const limit = hi === 0 ? (lo >>> 0) + (isBelow ? 0 : 1) : isWhole && isBelow && hi === 1 ? 2 ** 32 : 0;
  if (isSigned || limit === 0) return isWhole ? cx.compareUnsigned(op, int32(a.hi), num(hi)) : undefined;
  if (limit === 2 ** 32) return isNone(a.hi);
  const power = powerOf(limit);
  if (power !== undefined) return isNone(bitwise('|', a.hi, shift('>>>', a.lo, num(power))));
  return js.cond(compare('==', int32(a.hi), ZERO), cx.compareUnsigned(op, a.lo, num(lo)), isLess ? js.FALSE : js.TRUE);
}

export const tests: Readonly<Record<string, Test>> = {
  'i64.eqz': (_cx, a, _b, _pre, high) => js.not(high ? a.lo : bitwise('|', a.lo, a.hi)),
  'i64.eq': (_cx, a, b, _pre, high) => (high ? compare('==', int32(a.lo), int32(b.lo)) : js.not(difference(a, b))),
  'i64.ne': (_cx, a, b, _pre, high) => compare('!=', ...(high ? [int32(a.lo), int32(b.lo)] as const : [difference(a, b), ZERO] as const)),
  'i64.lt_s': order('<', '<', true),
  'i64.gt_s': order('>', '>', true),
  'i64.le_s': order('<=', '<', true),
  'i64.ge_s': order('>=', '>', true),
  'i64.lt_u': order('<', '<', false),
  'i64.gt_u': order('>', '>', false),
  'i64.le_u': order('<=', '<', false),
  'i64.ge_u': order('>=', '>', false),
  'f64.convert_i64_s': (cx, a) => binary('+', binary('*', int32(a.hi), num(2 ** 32), 'd'), cx.number(a.lo), 'd'),
  'f64.convert_i64_u': (cx, a) => binary('+', binary('*', cx.number(a.hi), num(2 ** 32), 'd'), cx.number(a.lo), 'd'),
  'f32.convert_i64_s': (cx, a) => call(cx.env.runtime('i64-conversion', 'f32_convert_i64_s'), [int32(a.lo), int32(a.hi)], 'f'),
  'f32.convert_i64_u': (cx, a) => call(cx.env.runtime('i64-conversion', 'f32_convert_i64_u'), [int32(a.lo), int32(a.hi)], 'f'),
  'f64.reinterpret_i64': (cx, a) => f64OfWords(cx, a.lo, a.hi),
};

const difference = (a: Pair, b: Pair): Js => bitwise('|', bitwise('^', a.lo, b.lo), bitwise('^', a.hi, b.hi));

/** An operation that takes i64 and gives one word, which decides where a program goes on or is a number. */
export function testLong(cx: Lowering, e: Op, decides: boolean): Js {
  const [a, b] = e.args as [Expr, Expr?];
  const pre: Js[] = [];
  if (e.row.name === 'i32.wrap_i64') return js.seq(pre, lowWord(cx, a, pre));
  const f = tests[e.row.name];
  if (!f) throw new Error(`no lowering for ${e.row.name}`);
  if (b === undefined) {
    const x = cx.long(a, pre);
    return js.seq(pre, f(cx, x, x, pre, cx.intervals.high(a), decides));
  }
  const [x, y] = cx.pairs(a, b, pre);
  const value = f(cx, x, y, pre, cx.intervals.high(a, b), decides);
  return js.seq(pre, value);
}
