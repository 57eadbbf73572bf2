/**
 * One entry per numeric operation on i32, f32 and f64 (and conversions among them): from operands to JavaScript operations.
 * Operations on i64 are in long.ts.
 */
import * as js from '../ir/js.js';
import type { BinaryOperator, Js } from '../ir/js.js';
import { Fx, type Op } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { bitsOfF32, f32OfBits } from './reinterpret.js';

/** The canonical, positive NaN. */
export const notANumber = (range: js.Range): Js => ({ k: 'num', v: NaN, range });

/** `e` is the operation itself. */
export type Template = (cx: Lowering, a: Js, b: Js, e: Op) => Js;

const { binary, bits, bitwise, call, compare, int32, num, shift, uint32, unary } = js;

const helper =
  (file: string, name: string, range: js.Range, nonNegative = false): Template =>
  (cx, a, b) =>
    call(cx.env.runtime(file, name), b === undefined ? [a] : [a, b], range, nonNegative, cx.at);
const intHelper = (name: string, nonNegative = false): Template => {
  const f = helper('int', name, 'i', nonNegative);
  return (cx, a, b, e) => f(cx, a.range === 'w' || a.range === 'u' || a.range === 'b' ? int32(a) : a, b === undefined ? b : int32(b), e);
};
const math = (name: string, range: js.Range): Template => helper('math', name, range);
const fround = (cx: Lowering, e: Js): Js => (e.range === 'f' ? e : call(cx.env.runtime('math', 'fround'), [e], 'f'));

const signed =
  (op: BinaryOperator): Template =>
  (_cx, a, b) =>
    compare(op, int32(a), int32(b));
const unsigned =
  (op: BinaryOperator): Template =>
  (cx, a, b) =>
    js.isNonNegative(a) && js.isNonNegative(b) && a.range !== 'w' && b.range !== 'w'
      ? compare(op, int32(a), int32(b))
      : cx.compareUnsigned(op, a, b);
const float =
  (op: BinaryOperator): Template =>
  (_cx, a, b) =>
    compare(op, a, b);
const f32 =
  (op: BinaryOperator): Template =>
  (cx, a, b) =>
    withoutIdentity(cx, op, a, b, 'f') ?? call(cx.env.runtime('math', 'fround'), [binary(op, a, b, 'd')], 'f');
const f64 =
  (op: BinaryOperator): Template =>
  (cx, a, b) =>
    withoutIdentity(cx, op, a, b, 'd') ?? binary(op, a, b, 'd');

const isOne = (e: Js): boolean => e.k === 'num' && e.v === 1;
const isZero = (e: Js, zero: 0 | -0): boolean => e.k === 'num' && Object.is(e.v, zero);

/**
 * An operation whose result is an operand, but for NaNs, which it makes quiet: engines fold it and let a signalling NaN that comes
 * from memory pass.
 */
function withoutIdentity(cx: Lowering, op: BinaryOperator, a: Js, b: Js, range: 'f' | 'd'): Js | undefined {
  if ((op === '*' || op === '/') && isOne(b)) return quiet(cx, a, range);
  if (op === '*' && isOne(a)) return quiet(cx, b, range);
  if ((op === '-' && isZero(b, 0)) || (op === '+' && isZero(b, -0))) return quiet(cx, a, range);
  if (op === '+' && isZero(a, -0)) return quiet(cx, b, range);
  return op === '-' && isZero(a, -0) ? quiet(cx, b, range, (x) => unary('-', x, range)) : undefined;
}

/** The number, or some quiet NaN. */
function quiet(cx: Lowering, e: Js, range: 'f' | 'd', result = (x: Js): Js => x): Js {
  if (e.k === 'num') return result(e);
  const pre: Js[] = [];
  const x = { ...cx.atom(e, pre), range } as Js;
  const isNumber = binary('===', x, cx.atom(x, pre), 'b');
  return js.seq(pre, js.cond(isNumber, result(cx.atom(x, pre)), notANumber(range)));
}

/** An operation on doubles that hands on the bits of NaNs: for f32, rounding clears the mark of a signalling one. */
const exactOnF32 =
  (template: Template): Template =>
  (cx, a, b, e) => {
    const v = template(cx, a, b, e);
    if (e.type !== 'f') return v;
    return a.range === 's' || b?.range === 's' ? fround(cx, v) : single(cx, v);
  };
/** A double that is an f32, and no signalling NaN. */
const single = (cx: Lowering, v: Js): Js => (cx.env.profile.hasSingles ? fround(cx, { ...v, range: 'd' } as Js) : { ...v, range: 'f' } as Js);
/** Engines take the extremum of a value and itself for that value, even if it is a signalling NaN. */
const extremum = (name: string): Template => {
  const apply = exactOnF32(math(name, 'd'));
  return (cx, a, b, e) => (a.k === 'loc' && b.k === 'loc' && a.slot === b.slot ? quiet(cx, a, e.type === 'f' ? 'f' : 'd') : apply(cx, a, b, e));
};
/** An operation on the sign of a float, which leaves all other bits as they are. */
const onSign =
  (name: string): Template =>
  (cx, a, b, e) =>
    call(cx.env.runtime('float', name), b === undefined ? [a] : [a, b], e.type === 'f' ? a.range : 'd', false, cx.at);

/** Coerced, because engines do not know of every operand that it is an integer. */
const extremumOfIntegers =
  (name: string): Template =>
  (cx, a, b) =>
    binary('|', call(cx.env.runtime('math', name), [int32(a), int32(b)], 'd'), num(0), 'i');

/** Sign operations on what is not seen to be a certain NaN. */
const onSomeNaN =
  (apply: (cx: Lowering, a: Js, range: js.Range) => Js): Template =>
  (cx, a, _b, e) => (e.type === 'f' && a.range === 'f' ? single(cx, apply(cx, a, 'd')) : apply(cx, a, e.type === 'f' ? a.range : 'd'));
const negated = onSomeNaN((_cx, a, range) => unary('-', a, range));
const absolute = onSomeNaN((cx, a, range) => call(cx.env.runtime('math', 'abs'), [a], range));

/** Of an unsigned word, by the quotient: JavaScriptCore divides doubles for the remainder as soon as one word was 2 ** 31 and more, at sixty times the cost. */
function remainder(cx: Lowering, a: Js, divisor: number, nonNegative: boolean): Js {
  const pre: Js[] = [];
  const x = cx.atom(int32(a), pre);
  const quotient = binary('|', binary('/', uint32(x), num(divisor), 'd'), num(0), 'i');
  const multiple = call(cx.env.runtime('math', 'imul'), [quotient, num(divisor | 0)], 'i');
  return js.seq(pre, binary('|', js.sum('-', cx.atom(x, pre), multiple), num(0), 'i', nonNegative));
}

/** Integer division and remainder: inline where the divisor is a constant that cannot trap, or traps are off. */
function divide(op: '/' | '%', isSigned: boolean, name: string): Template {
  const checked = intHelper(name);
  return (cx, a, b, e) => {
    const constant = b.k === 'num' && (b.v | 0) !== 0 && (!isSigned || (b.v | 0) !== -1);
    if (!constant && !cx.env.fastTraps) return checked(cx, a, b, e);
    const coerce = isSigned ? int32 : uint32;
    const divisor = constant && !isSigned ? b.v >>> 0 : 0;
    const nonNegative = op === '/' ? divisor > 1 : divisor > 0 && divisor <= 2 ** 31;
    if (op === '%' && divisor > 0 && cx.env.profile.speculates && !js.isNonNegative(a)) return remainder(cx, a, divisor, nonNegative);
    return binary('|', binary(op, coerce(a), coerce(b), 'd'), num(0), 'i', nonNegative);
  };
}

/** `a` is used twice: it is put into a temporary unless it is an atom that the evaluation of `b` leaves alone. */
const rotate =
  (left: boolean): Template =>
  (cx, a, b, e) => {
    const pre: Js[] = [];
    const x = (e.args[1]!.fx & Fx.WritesLocal) !== 0 ? cx.temp(int32(a), pre) : cx.atom(int32(a), pre);
    const n = cx.atom(int32(b), pre);
    const back = n.k === 'num' ? num((32 - (n.v & 31)) & 31) : binary('-', num(32), n, 'w');
    if (n.k === 'num' && (n.v & 31) === 0) return js.seq(pre, x);
    const up = shift('<<', x, left ? n : back);
    const down = binary('>>>', bits(x), left ? back : n, 'u', true);
    return js.seq(pre, binary('|', up, down, 'i'));
  };

/** In loops the check is written in place: the function, with its two messages, is too long for engines to inline it wherever it is called. */
const truncation = (name: string, isSigned: boolean): Template => {
  const checked = intHelper(name);
  const [least, most] = isSigned ? [-(2 ** 31) - 1, 2 ** 31] : [-1, 2 ** 32];
  return (cx, a, b, e) => {
    if (cx.env.fastTraps) return binary('|', isSigned ? a : binary('>>>', a, num(0), 'u'), num(0), 'i');
    if (cx.loops === 0 || !cx.env.profile.compiles) return checked(cx, a, b, e);
    const pre: Js[] = [];
    const value = cx.atom(a, pre);
    const x = (): Js => cx.atom(value, pre);
    const fits = binary('&&', compare('>', x(), num(least)), compare('<', x(), num(most)), 'b');
    return js.seq(pre, js.cond(fits, binary('|', x(), num(0), 'i'), checked(cx, value, b, e)));
  };
};

/** Multiples of an int32 are exact up to 2^21 times it; large ones are numbers on the heap for V8, and take as long as the call. */
const SMALL_FACTOR = 2 ** 16;

const multiply: Template = (cx, a, b) => {
  if (a.k === 'num' && b.k === 'num') return num(Math.imul(a.v, b.v));
  const [x, factor] = a.k === 'num' ? [b, a] : [a, b];
  // Where nothing compiles a call takes twice as long as a multiplication.
  if (!cx.env.profile.compiles && factor.k === 'num' && factor.v > 0 && factor.v <= SMALL_FACTOR) return binary('*', int32(x), factor, 'w', false, 2 ** 31 * factor.v);
  return call(cx.env.runtime('math', 'imul'), [cx.bits(a), cx.bits(b)], 'i');
};

export const scalar: Readonly<Record<string, Template>> = {
  'i32.add': (cx, a, b) => cx.sum('+', a, b),
  'i32.sub': (cx, a, b) => cx.sum('-', a, b),
  'i32.mul': multiply,
  'i32.div_s': divide('/', true, 'i32_div_s'),
  'i32.div_u': divide('/', false, 'i32_div_u'),
  'i32.rem_s': divide('%', true, 'i32_rem_s'),
  'i32.rem_u': divide('%', false, 'i32_rem_u'),
  'i32.and': (_cx, a, b) => bitwise('&', a, b),
  'i32.or': (_cx, a, b) => bitwise('|', a, b),
  'i32.xor': (_cx, a, b) => bitwise('^', a, b),
  'i32.shl': (_cx, a, b) => shift('<<', a, b),
  'i32.shr_s': (_cx, a, b) => shift('>>', a, b),
  'i32.shr_u': (_cx, a, b) => shift('>>>', a, b),
  'i32.rotl': rotate(true),
  'i32.rotr': rotate(false),
  'i32.clz': (cx, a) => call(cx.env.runtime('math', 'clz32'), [bits(a)], 'i', true),
  'i32.ctz': intHelper('i32_ctz', true),
  'i32.popcnt': intHelper('i32_popcnt', true),
  'i32.extend8_s': (_cx, a) => shift('>>', shift('<<', a, num(24)), num(24)),
  'i32.extend16_s': (_cx, a) => shift('>>', shift('<<', a, num(16)), num(16)),
  'i32.eqz': (_cx, a) => js.not(a.range === 'b' ? a : int32(a)),
  'i32.eq': signed('=='),
  'i32.ne': signed('!='),
  'i32.lt_s': signed('<'),
  'i32.gt_s': signed('>'),
  'i32.le_s': signed('<='),
  'i32.ge_s': signed('>='),
  'i32.lt_u': unsigned('<'),
  'i32.gt_u': unsigned('>'),
  'i32.le_u': unsigned('<='),
  'i32.ge_u': unsigned('>='),
  'f32.eq': float('=='),
  'f32.ne': float('!='),
  'f32.lt': float('<'),
  'f32.gt': float('>'),
  'f32.le': float('<='),
  'f32.ge': float('>='),
  'f64.eq': float('=='),
  'f64.ne': float('!='),
  'f64.lt': float('<'),
  'f64.gt': float('>'),
  'f64.le': float('<='),
  'f64.ge': float('>='),
  'f32.add': f32('+'),
  'f32.sub': f32('-'),
  'f32.mul': f32('*'),
  'f32.div': f32('/'),
  'f64.add': f64('+'),
  'f64.sub': f64('-'),
  'f64.mul': f64('*'),
  'f64.div': f64('/'),
  'f32.sqrt': (cx, a) => call(cx.env.runtime('math', 'fround'), [call(cx.env.runtime('math', 'sqrt'), [a], 'd')], 'f'),
  'f64.sqrt': math('sqrt', 'd'),
  'f64.ceil': exactOnF32(helper('float', 'f64_ceil', 'd')),
  'f64.floor': exactOnF32(helper('float', 'f64_floor', 'd')),
  'f64.trunc': exactOnF32(helper('float', 'f64_trunc', 'd')),
  'f64.nearest': exactOnF32(helper('float', 'f64_nearest', 'd')),
  'f64.min': extremum('min'),
  'f64.max': extremum('max'),
  'f32.abs': onSign('f64_abs'),
  'f64.abs': onSign('f64_abs'),
  'f32.neg': onSign('f64_neg'),
  'f64.neg': onSign('f64_neg'),
  'f32.copysign': onSign('f64_copysign'),
  'f64.copysign': onSign('f64_copysign'),
  'i32.trunc_f32_s': truncation('i32_trunc_f64_s', true),
  'i32.trunc_f64_s': truncation('i32_trunc_f64_s', true),
  'i32.trunc_f32_u': truncation('i32_trunc_f64_u', false),
  'i32.trunc_f64_u': truncation('i32_trunc_f64_u', false),
  'i32.trunc_sat_f32_s': helper('int', 'i32_trunc_sat_f64_s', 'i'),
  'i32.trunc_sat_f64_s': helper('int', 'i32_trunc_sat_f64_s', 'i'),
  'i32.trunc_sat_f32_u': helper('int', 'i32_trunc_sat_f64_u', 'i'),
  'i32.trunc_sat_f64_u': helper('int', 'i32_trunc_sat_f64_u', 'i'),
  'f32.convert_i32_s': (cx, a) => fround(cx, int32(a)),
  'f32.convert_i32_u': (cx, a) => fround(cx, cx.number(a)),
  'f64.convert_i32_s': (_cx, a) => asDouble(int32(a)),
  'f64.convert_i32_u': (cx, a) => asDouble(cx.number(a)),
  'f32.demote_f64': (cx, a) => (a.range === 'f' || a.range === 's' ? quiet(cx, a, 'f') : fround(cx, a)),
  'f64.promote_f32': (_cx, a) => a,
  'i32.wrap_f64': (_cx, a) => binary('|', a, num(0), 'i'),
  'i32.min_s': extremumOfIntegers('min'),
  'i32.max_s': extremumOfIntegers('max'),
  'f32.neg_or_some_nan': negated,
  'f64.neg_or_some_nan': negated,
  'f32.abs_or_some_nan': absolute,
  'f64.abs_or_some_nan': absolute,
  'f64.ceil_or_some_nan': exactOnF32(math('ceil', 'd')),
  'f64.floor_or_some_nan': exactOnF32(math('floor', 'd')),
  'f64.trunc_or_some_nan': exactOnF32(math('trunc', 'd')),
  'f64.told': (cx, a, _b, e) => binary('*', a, cx.env.runtime('math', 'one'), e.type === 'd' ? 'd' : a.range),
  'i32.reinterpret_f32': (cx, a) => bitsOfF32(cx, a),
  'f32.reinterpret_i32': (cx, a, _b, e) => f32OfBits(cx, a, cx.observes(e)),
};

/** An integer that is from here on a floating point number. */
const asDouble = (e: Js): Js =>
  e.k === 'num' ? { k: 'num', v: e.v, range: 'd' } : e.k === 'bin' || e.k === 'call' || e.k === 'loc' ? { ...e, range: 'd' } : unary('+', e, 'd');
