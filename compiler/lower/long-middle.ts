/**
 * The 32 bits from bit n on of products of i64, and of sums with such, for 0 < n <= 16: what arithmetic with fixed points keeps of them. Three
 * products of words are enough for each, where the whole one takes doubles as well.
 */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Expr, Op } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { imul } from './long-arithmetic.js';

const { bitwise, int32, num, shift, ZERO } = js;
const HALF = 16;
const LOW_HALF = num(0xffff);
/** More terms than this are not looked for. */
const MAX_TERMS = 8;

/** Part of a sum. */
interface Operand {
  readonly e: Expr;
  readonly isAdded: boolean;
}

/** `high * 2^16 + low` modulo 2^48; `low` is not negative, but taken as unsigned. */
interface Term {
  readonly isAdded: boolean;
  readonly high: Js;
  readonly low: Js;
}

/** The low word of `e`, where it is such bits. */
export function middleOfProducts(cx: Lowering, e: Expr, pre: Js[]): Js | undefined {
  if (e.k !== 'op' || (e.row.name !== 'i64.shr_u' && e.row.name !== 'i64.shr_s')) return undefined;
  const [sum, count] = e.args as [Expr, Expr];
  if (count.k !== 'const' || count.hi !== 0 || count.lo < 1 || count.lo > HALF) return undefined;
  const operands: Operand[] = [];
  if (!collect(sum, true, operands) || !operands.some((operand) => isProduct(operand.e))) return undefined;
  return fromBit(cx, count.lo, operands.map((operand) => (isProduct(operand.e) ? product(cx, operand.e, operand.isAdded, pre) : summand(cx, operand, pre))), pre);
}

const isProduct = (e: Expr): e is Op => e.k === 'op' && e.row.name === 'i64.mul';

/** Puts what is added, or taken away, into the list, in evaluation order. Whether there is room for it. */
function collect(e: Expr, isAdded: boolean, list: Operand[]): boolean {
  if (e.k === 'op' && (e.row.name === 'i64.add' || e.row.name === 'i64.sub')) {
    const [a, b] = e.args as [Expr, Expr];
    return collect(a, isAdded, list) && collect(b, isAdded === (e.row.name === 'i64.add'), list);
  }
  return list.push({ e, isAdded }) <= MAX_TERMS;
}

/** The words of a term are temporaries, or constants: what later ones assign does not change them. */
function product(cx: Lowering, e: Op, isAdded: boolean, pre: Js[]): Term {
  const [a, b] = e.args as [Expr, Expr];
  const [p, q] = cx.pairs(a, b, pre);
  const [x, y] = [cx.atom(int32(p.lo), pre), cx.atom(int32(q.lo), pre)];
  const [xLow, yLow] = [lowHalf(cx, x, pre), lowHalf(cx, y, pre)];
  const low = cx.temp(imul(cx, xLow, yLow), pre);
  const crossed = cx.sum('+', imul(cx, x, above(cx, b, y, q.hi)), imul(cx, above(cx, a, x, p.hi), yLow));
  return { isAdded, low, high: cx.temp(crossed, pre) };
}

function summand(cx: Lowering, { e, isAdded }: Operand, pre: Js[]): Term {
  const { lo, hi } = cx.long(e, pre);
  const word = cx.atom(int32(lo), pre);
  return { isAdded, low: lowHalf(cx, word, pre), high: cx.atom(above(cx, e, word, hi), pre) };
}

const lowHalf = (cx: Lowering, word: Js, pre: Js[]): Js => cx.atom(bitwise('&', word, LOW_HALF), pre);

/** The 32 bits above the low half. */
function above(cx: Lowering, e: Expr, lo: Js, hi: Js): Js {
  switch (cx.intervals.high(e)) {
    case 'sign':
      return shift('>>', lo, num(HALF));
    case 'zero':
      return shift('>>>', lo, num(HALF));
    default:
      return bitwise('|', shift('>>>', lo, num(HALF)), shift('<<', hi, num(HALF)));
  }
}

function fromBit(cx: Lowering, n: number, terms: readonly Term[], pre: Js[]): Js {
  const total = (of: (term: Term) => Js): Js => terms.reduce((sum, term) => cx.sum(term.isAdded ? '+' : '-', sum, of(term)), ZERO as Js);
  const whole = cx.sum('+', shift('<<', total(({ high }) => high), num(HALF - n)), total(({ low }) => shift('>>>', cx.atom(low, pre), num(n))));
  if (terms.length === 1) return int32(whole);
  const rests = total(({ low }) => bitwise('&', low, num(2 ** n - 1)));
  return int32(cx.sum('+', whole, shift('>>', rests, num(n))));
}
