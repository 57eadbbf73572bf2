/** i64 values as doubles that are exact: how large they are, and operations on them that stay exact. Expressions here are of type f64. */
import { floatOf } from '../../ir/js.js';
import * as make from '../../ir/make.js';
import type { Const, Expr } from '../../ir/nodes.js';
import { lowWord, someNaN } from '../../ops/internal.js';

/**
 * From `low` to `high`, and beyond them at most so many times the largest magnitudes that the loop carries into a round: of large locals, and
 * of small ones.
 */
export interface Bound {
  readonly large: number;
  readonly small: number;
  readonly low: number;
  readonly high: number;
  /** Whether it is not negative. */
  readonly isPositive: boolean;
}

/** A whole number as an f64. */
export interface Exact {
  readonly e: Expr;
  readonly bound: Bound;
}

/** What a rule needs of the loop. */
export interface Scope {
  /** The largest magnitude. */
  most(bound: Bound): number;
  /** A new local of type f64. */
  temporary(): number;
}

/** Magnitudes below this are exact, and bounds, which are doubles, too: one that was rounded is not below. */
export const EXACT = 2 ** 53;
const WORD = 2 ** 32;

const { apply, f64 } = make;

export const between = (low: number, high: number): Bound => ({ large: 0, small: 0, low, high, isPositive: low >= 0 });

/** The largest magnitude but for what is carried. */
export const magnitude = ({ low, high }: Bound): number => Math.max(-low, high);

export const isAbsolute = ({ large, small }: Bound): boolean => large === 0 && small === 0;

/** What a word is between that has so many bits. */
export const ofBits = (bits: number, isSigned: boolean): Bound => (isSigned ? between(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) : between(0, 2 ** bits - 1));

/** The whole number that an i32 is. */
export const ofWord = (e: Expr, isSigned: boolean, bound: Bound = ofBits(32, isSigned)): Exact => ({
  e: apply(isSigned ? 'f64.convert_i32_s' : 'f64.convert_i32_u', [e], e.at),
  bound,
});

/** The kind of word that has all these values. */
export function kindOf(bound: Bound): 'signed' | 'unsigned' | undefined {
  if (!isAbsolute(bound)) return undefined;
  const within = ({ low, high }: Bound): boolean => bound.low >= low && bound.high <= high;
  return within(ofBits(32, true)) ? 'signed' : within(ofBits(32, false)) ? 'unsigned' : undefined;
}

export function constant(e: Const): Exact {
  const value = e.hi * WORD + (e.lo >>> 0);
  return { e: f64(value, e.at), bound: between(value, value) };
}

/** The low word. */
export function wordOf({ e }: Pick<Exact, 'e'>): Expr {
  if (e.k === 'op' && e.row.name.startsWith('f64.convert_i32_')) return e.args[0]!;
  const value = valueOf({ e });
  if (value !== undefined) return make.i32(value % WORD, e.at);
  return make.op('i', lowWord, [e], e.at);
}

/** The value of a constant. */
const valueOf = ({ e }: Pick<Exact, 'e'>): number | undefined => (e.k === 'const' ? floatOf('d', e.lo, e.hi) : undefined);

type Rule = (a: Exact, b: Exact, at: number, scope: Scope) => Exact | undefined;

const add: Rule = ({ e: x, bound: a }, { e: y, bound: b }, at) => ({
  e: apply('f64.add', [x, y], at),
  bound: { large: a.large + b.large, small: a.small + b.small, low: a.low + b.low, high: a.high + b.high, isPositive: a.isPositive && b.isPositive },
});
const subtract: Rule = ({ e: x, bound: a }, { e: y, bound: b }, at) => ({
  e: apply('f64.sub', [x, y], at),
  bound: { large: a.large + b.large, small: a.small + b.small, low: a.low - b.high, high: a.high - b.low, isPositive: isAbsolute(a) && isAbsolute(b) && a.low >= b.high },
});

const scaled = ({ large, small, low, high, isPositive }: Bound, by: number): Bound => ({
  large: large * Math.abs(by), small: small * Math.abs(by), low: Math.min(low * by, high * by), high: Math.max(low * by, high * by), isPositive: isPositive && by >= 0,
});

const product: Rule = (a, b, at, scope) => {
  const [x, y] = [valueOf(a), valueOf(b)];
  const most = scope.most(a.bound) * scope.most(b.bound);
  const bound = x !== undefined ? scaled(b.bound, x) : y !== undefined ? scaled(a.bound, y) : between(a.bound.isPositive && b.bound.isPositive ? 0 : -most, most);
  return { e: apply('f64.mul', [a.e, b.e], at), bound };
};

/** There is no NaN. */
const rounded = (name: 'f64.floor' | 'f64.trunc', e: Expr): Expr => make.op('d', someNaN.get(name)!, [e], e.at);

/** A shift by a constant. */
const shift = (rule: (a: Exact, count: number, at: number) => Exact | undefined): Rule => (a, b, at) => {
  const count = valueOf(b);
  return count === undefined ? undefined : rule(a, ((count % 64) + 64) % 64, at);
};

const right = (isSigned: boolean): Rule => shift((a, count, at) => {
  if (!isSigned && !a.bound.isPositive) return undefined;
  const bound = scaled(a.bound, 2 ** -count);
  const e = rounded('f64.floor', apply('f64.mul', [a.e, f64(2 ** -count, at)], at));
  return { e, bound: { ...bound, low: Math.floor(bound.low) - (bound.isPositive ? 0 : 1), high: Math.ceil(bound.high) } };
});

/** Two words that are not negative, or, of `and`, one such word and any number. */
const bitwise = (name: string): Rule => (a, b, at, scope) => {
  const words = [a, b].filter(({ bound }) => bound.isPositive && scope.most(bound) < WORD);
  if (words.length < (name === 'i32.and' ? 1 : 2)) return undefined;
  const bound = name === 'i32.and' ? between(0, Math.min(...words.map((word) => scope.most(word.bound)))) : ofBits(32, false);
  return ofWord(apply(name, [wordOf(a), wordOf(b)], at), bound.high < WORD / 2, bound);
};

/** Something that traps like an integer division by zero. */
const dividedByZero = (at: number): Expr => apply('f64.convert_i32_s', [apply('i32.div_u', [make.i32(1, at), make.i32(0, at)], at)], at);

/** The value to be read first, and where it is found from then on. */
function once(e: Expr, scope: Scope): readonly [Expr, Expr] {
  if (e.k === 'get' || e.k === 'const') return [e, e];
  const local = scope.temporary();
  return [make.tee(local, e, e.at), make.get('d', local, e.at)];
}

/**
 * Quotient or remainder. A quotient of doubles below 2^53 is never rounded up to a whole number: what it lacks is at least one part of the
 * divisor, more than half of what its last bit is worth.
 */
const division = (isSigned: boolean, isRemainder: boolean): Rule => (a, b, at, scope) => {
  const isPositive = a.bound.isPositive && b.bound.isPositive;
  const by = valueOf(b);
  if ((!isSigned && !isPositive) || by === 0) return undefined;
  const [x, xAgain] = isRemainder ? once(a.e, scope) : [a.e, a.e];
  const [divisor, divisorAgain] = once(b.e, scope);
  const checked = by === undefined ? make.cond('d', apply('f64.ne', [divisor, f64(0, at)], at), divisorAgain, dividedByZero(at), at) : divisor;
  const quotient = rounded('f64.trunc', apply('f64.div', [xAgain, checked], at));
  const e = isRemainder ? apply('f64.sub', [x, apply('f64.mul', [quotient, divisorAgain], at)], at) : quotient;
  const isNatural = isRemainder ? a.bound.isPositive : isPositive;
  const most = by === undefined ? Infinity : Math.abs(by) - 1;
  if (isRemainder && most < scope.most(a.bound)) return { e, bound: between(isNatural ? 0 : -most, most) };
  const high = magnitude(a.bound);
  return { e, bound: scaled({ ...a.bound, low: -high, high, isPositive: isNatural }, by === undefined || isRemainder ? 1 : 1 / Math.abs(by)) };
};

const extended = (name: string | undefined, width: number): Rule => (a) => ofWord(name === undefined ? wordOf(a) : apply(name, [wordOf(a)], a.e.at), true, ofBits(width, true));

/** By the name of the operation on i64. `b` is `a` where there is one operand. */
export const rules: Readonly<Record<string, Rule>> = {
  'i64.add': add,
  'i64.sub': subtract,
  'i64.mul': product,
  'i64.div_s': division(true, false),
  'i64.div_u': division(false, false),
  'i64.rem_s': division(true, true),
  'i64.rem_u': division(false, true),
  'i64.and': bitwise('i32.and'),
  'i64.or': bitwise('i32.or'),
  'i64.xor': bitwise('i32.xor'),
  'i64.shl': shift((a, count, at) => (count > 52 ? undefined : { e: apply('f64.mul', [a.e, f64(2 ** count, at)], at), bound: scaled(a.bound, 2 ** count) })),
  'i64.shr_s': right(true),
  'i64.shr_u': right(false),
  'i64.extend8_s': extended('i32.extend8_s', 8),
  'i64.extend16_s': extended('i32.extend16_s', 16),
  'i64.extend32_s': extended(undefined, 32),
};

/** What takes i64 and gives another type, as the operation on doubles; null: the operand itself. */
export const tests: Readonly<Record<string, readonly [name: string | null, isUnsigned: boolean]>> = {
  'i64.eq': ['f64.eq', false],
  'i64.ne': ['f64.ne', false],
  'i64.lt_s': ['f64.lt', false],
  'i64.gt_s': ['f64.gt', false],
  'i64.le_s': ['f64.le', false],
  'i64.ge_s': ['f64.ge', false],
  'i64.lt_u': ['f64.lt', true],
  'i64.gt_u': ['f64.gt', true],
  'i64.le_u': ['f64.le', true],
  'i64.ge_u': ['f64.ge', true],
  'f64.convert_i64_s': [null, false],
  'f64.convert_i64_u': [null, true],
  'f32.convert_i64_s': ['f32.demote_f64', false],
  'f32.convert_i64_u': ['f32.demote_f64', true],
};
