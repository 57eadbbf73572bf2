/** Operations on i64, as pairs of words. Shapes and their measurements: RATIONALE.md, "64-bit integers". */
import * as js from '../ir/js.js';
import type { BinaryOperator, Js } from '../ir/js.js';
import type { Expr, Op } from '../ir/nodes.js';
import { callExpr } from './calls.js';
import type { Lowering, Pair } from './expression.js';
import { loadLong } from './memory.js';

const { binary, bitwise, call, compare, int32, num, shift, sum, uint32, ZERO } = js;
const INVERSE_2_32 = 2 ** -32;

/** A runtime function that returns the low word and leaves the high word in HI. */
function viaHigh(cx: Lowering, value: Js, pre: Js[]): Pair {
  const lo = cx.temp(value, pre);
  return { lo, hi: cx.temp(cx.env.runtime('registers', 'HI'), pre) };
}

export function long(cx: Lowering, e: Expr, pre: Js[]): Pair {
  switch (e.k) {
    case 'const': return { lo: num(e.lo), hi: num(e.hi) };
    case 'get': return { lo: cx.local(e.local), hi: cx.localHigh(e.local) };
    case 'tee': {
      assignPair(cx, e.local, cx.long(e.value, pre), pre);
      return { lo: cx.local(e.local), hi: cx.localHigh(e.local) };
    }
    case 'global.get': { const g = cx.env.global(e.global); return { lo: cx.temp(g.lo, pre), hi: cx.temp(g.hi!, pre) }; }
    case 'load': return loadLong(cx, e, pre);
    case 'call': case 'call_indirect': case 'call_ref': return viaHigh(cx, callExpr(cx, e), pre);
    case 'cond': return conditional(cx, e.cond, e.a, e.b, pre);
    case 'op': return operation(cx, e, pre);
    case 'intrinsic': throw new Error(`${e.row.name} does not give an i64`);
  }
}

/** Assigns both words of an i64 local, in an order that reads before it overwrites. */
export function assignPair(cx: Lowering, local: number, value: Pair, out: Js[]): void {
  const lo = cx.local(local);
  const hi = cx.localHigh(local);
  const fresh = takeFresh(cx, value, out, (high) => !mentions(high, lo.slot));
  if (fresh) { out.push(js.assign(lo, fresh.lo), js.assign(hi, fresh.hi)); return; }
  let low = int32(value.lo);
  const high = int32(value.hi);
  const set = (target: js.JsLocal, v: Js): void => { if (!(v.k === 'loc' && v.slot === target.slot)) out.push(js.assign(target, v)); };
  if (!mentions(low, hi.slot)) { set(hi, high); set(lo, low); return; }
  if (mentions(high, lo.slot)) low = cx.temp(low, out);
  else { set(lo, low); set(hi, high); return; }
  set(hi, high);
  set(lo, low);
}

/** If the last thing done was to put the two words into temporaries, undoes that and returns what was put there. */
export function takeFresh(cx: Lowering, value: Pair, out: Js[], allows: (high: Js) => boolean): Pair | undefined {
  const [low, high] = out.slice(-2);
  if (low?.k !== 'assign' || high?.k !== 'assign' || !cx.isTemp(low.target, value.lo) || !cx.isTemp(high.target, value.hi)) return undefined;
  if (low.target === high.target || !allows(high.value)) return undefined;
  out.length -= 2;
  return { lo: low.value, hi: high.value };
}

function mentions(e: Js, slot: number): boolean {
  switch (e.k) {
    case 'loc': return e.slot === slot;
    case 'bin': return mentions(e.l, slot) || mentions(e.r, slot);
    case 'un': return mentions(e.e, slot);
    case 'cond': return mentions(e.test, slot) || mentions(e.a, slot) || mentions(e.b, slot);
    case 'call': return e.args.some((a) => mentions(a, slot));
    default: return false;
  }
}

function conditional(cx: Lowering, test: Expr, a: Expr, b: Expr, pre: Js[]): Pair {
  const c = cx.temp(cx.test(test), pre);
  const onA: Js[] = [];
  const onB: Js[] = [];
  const x = cx.long(a, onA);
  const y = cx.long(b, onB);
  if (onA.length === 0 && onB.length === 0) {
    cx.slots[c.slot]!.uses++;
    return { lo: js.cond(c, int32(x.lo), int32(y.lo)), hi: js.cond(c, int32(x.hi), int32(y.hi)) };
  }
  const lo = cx.temp(ZERO, []);
  const hi = cx.temp(ZERO, []);
  for (const [arm, p] of [[onA, x], [onB, y]] as const) arm.push(js.assign(lo, int32(p.lo)), js.assign(hi, int32(p.hi)));
  pre.push(js.cond(c, js.seq(onA.slice(0, -1), onA[onA.length - 1]!), js.seq(onB.slice(0, -1), onB[onB.length - 1]!)));
  return { lo, hi };
}

type LongOp = (cx: Lowering, a: Pair, b: Pair, pre: Js[]) => Pair;

const words = (f: (x: Js, y: Js) => Js): LongOp => (_cx, a, b) => ({ lo: f(a.lo, b.lo), hi: f(a.hi, b.hi) });
const runtime = (file: string, name: string): LongOp => (cx, a, b, pre) =>
  viaHigh(cx, call(cx.env.runtime(file, name), [int32(a.lo), int32(a.hi), int32(b.lo), int32(b.hi)], 'i', false, cx.at), pre);
const shiftCall = (name: string): LongOp => (cx, a, b, pre) => viaHigh(cx, call(cx.env.runtime('i64', name), [int32(a.lo), int32(a.hi), int32(b.lo)], 'i'), pre);

const binaries: Readonly<Record<string, LongOp>> = {
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
      const top = x.hi.k === 'num' && x.hi.v === 0 ? carried : int32(sum('+', call(cx.env.runtime('math', 'imul'), [int32(x.hi), k.lo], 'i'), carried));
      return { lo: binary('|', product, ZERO, 'i'), hi: top };
    }
    return multiply(cx, x, k, pre);
  },
  div_s: runtime('i64-division', 'i64_div_s'), div_u: runtime('i64-division', 'i64_div_u'),
  rem_s: runtime('i64-division', 'i64_rem_s'), rem_u: runtime('i64-division', 'i64_rem_u'),
  and: words((x, y) => (isWordZero(x) || isWordZero(y) ? ZERO : isOnes(y) ? x : isOnes(x) ? y : bitwise('&', x, y))),
  or: words((x, y) => (isOnes(x) || isOnes(y) ? num(-1) : bitwise('|', x, y))),
  xor: words((x, y) => bitwise('^', x, y)),
  shl: shiftBy((cx, a, n, pre) => {
    if (n >= 32) return { lo: ZERO, hi: shift('<<', a.lo, num(n - 32)) };
    const x = cx.atom(int32(a.lo), pre);
    return { lo: shift('<<', x, num(n)), hi: bitwise('|', shift('<<', a.hi, num(n)), shift('>>>', x, num(32 - n))) };
  }, 'i64_shl'),
  shr_u: shiftBy((cx, a, n, pre) => {
    if (n >= 32) return { lo: shift('>>>', a.hi, num(n - 32)), hi: ZERO };
    const x = cx.atom(int32(a.hi), pre);
    return { lo: bitwise('|', shift('>>>', a.lo, num(n)), shift('<<', x, num(32 - n))), hi: shift('>>>', x, num(n)) };
  }, 'i64_shr_u'),
  shr_s: shiftBy((cx, a, n, pre) => {
    const x = cx.atom(int32(a.hi), pre);
    if (n >= 32) return { lo: shift('>>', x, num(n - 32)), hi: shift('>>', x, num(31)) };
    return { lo: bitwise('|', shift('>>>', a.lo, num(n)), shift('<<', x, num(32 - n))), hi: shift('>>', x, num(n)) };
  }, 'i64_shr_s'),
  rotl: shiftBy(rotateLeft, 'i64_rotl'),
  rotr: shiftBy((cx, a, n, pre) => rotateLeft(cx, a, 64 - n, pre), 'i64_rotr'),
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
  const carried = y.k === 'num'
    ? binary('-', binary('+', binary('*', uint32(x), double((y.v >>> 0) * INVERSE_2_32), 'd'), double(0.5), 'd'), scaledLow, 'd')
    : binary('+', binary('*', binary('-', binary('*', uint32(x), uint32(y), 'd'), uint32(lo), 'd'), double(INVERSE_2_32), 'd'), double(0.5), 'd');
  let hi: Js = binary('|', carried, ZERO, 'i');
  if (!isWordZero(a.hi)) hi = sum('+', hi, imul(a.hi, y));
  if (!isWordZero(b.hi)) hi = sum('+', hi, imul(x, b.hi));
  return { lo, hi: int32(hi) };
}

/** Shifts and rotations by a constant 0 < n < 64 are written out; n = 0 changes nothing. */
function shiftBy(byConstant: (cx: Lowering, a: Pair, n: number, pre: Js[]) => Pair, name: string): LongOp {
  const general = shiftCall(name);
  return (cx, a, b, pre) => {
    if (b.lo.k !== 'num') return general(cx, a, b, pre);
    const n = b.lo.v & 63;
    return n === 0 ? a : byConstant(cx, a, n, pre);
  };
}

function rotateLeft(cx: Lowering, a: Pair, n: number, pre: Js[]): Pair {
  const lo = cx.atom(int32(a.lo), pre);
  const hi = cx.atom(int32(a.hi), pre);
  if (n === 32) return { lo: hi, hi: lo };
  const [x, y, k] = n < 32 ? [lo, hi, n] : [hi, lo, n - 32];
  return { lo: bitwise('|', shift('<<', x, num(k)), shift('>>>', y, num(32 - k))), hi: bitwise('|', shift('<<', y, num(k)), shift('>>>', x, num(32 - k))) };
}

const isWordZero = (e: Js): boolean => e.k === 'num' && e.v === 0;
const isOnes = (e: Js): boolean => e.k === 'num' && e.v === -1;
const isZero = (p: Pair): boolean => isWordZero(p.lo) && isWordZero(p.hi);

type FromWord = (cx: Lowering, x: Js, pre: Js[]) => Pair;
const signExtended = (narrow: (x: Js) => Js): FromWord => (cx, x, pre) => { const lo = cx.atom(int32(narrow(x)), pre); return { lo, hi: shift('>>', lo, num(31)) }; };
const narrowTo = (n: number) => (x: Js): Js => shift('>>', shift('<<', x, num(32 - n)), num(32 - n));
const fromFloat = (name: string, file = 'i64-conversion'): FromWord => (cx, x, pre) => viaHigh(cx, call(cx.env.runtime(file, name), [x], 'i', false, cx.at), pre);

/** Conversions from one word (i32, f32, f64) to i64. */
const fromWord: Readonly<Record<string, FromWord>> = {
  'i64.extend_i32_s': signExtended((x) => x),
  'i64.extend_i32_u': (cx, x, pre) => ({ lo: cx.atom(int32(x), pre), hi: ZERO }),
  'i64.trunc_f32_s': fromFloat('i64_trunc_f64_s'), 'i64.trunc_f64_s': fromFloat('i64_trunc_f64_s'),
  'i64.trunc_f32_u': fromFloat('i64_trunc_f64_u'), 'i64.trunc_f64_u': fromFloat('i64_trunc_f64_u'),
  'i64.trunc_sat_f32_s': fromFloat('i64_trunc_sat_f64_s'), 'i64.trunc_sat_f64_s': fromFloat('i64_trunc_sat_f64_s'),
  'i64.trunc_sat_f32_u': fromFloat('i64_trunc_sat_f64_u'), 'i64.trunc_sat_f64_u': fromFloat('i64_trunc_sat_f64_u'),
  'i64.reinterpret_f64': fromFloat('i64_reinterpret_f64', 'float'),
};

/** Unary operations whose result is an i64. */
const unaries: Readonly<Record<string, (cx: Lowering, a: Pair, pre: Js[]) => Pair>> = {
  clz: count('i64_clz'), ctz: count('i64_ctz'), popcnt: count('i64_popcnt'),
  extend8_s: (cx, a, pre) => signExtended(narrowTo(8))(cx, a.lo, pre),
  extend16_s: (cx, a, pre) => signExtended(narrowTo(16))(cx, a.lo, pre),
  extend32_s: (cx, a, pre) => signExtended((x) => x)(cx, a.lo, pre),
};

function count(name: string) {
  return (cx: Lowering, a: Pair, pre: Js[]): Pair => ({ lo: cx.temp(call(cx.env.runtime('i64', name), [int32(a.lo), int32(a.hi)], 'i', true), pre), hi: ZERO });
}

function operation(cx: Lowering, e: Op, pre: Js[]): Pair {
  const [a, b] = e.args as [Expr, Expr?];
  const name = e.row.lower ?? e.row.name;
  if (a.type !== 'l') { const x = cx.value(a); cx.enter(e); return fromWord[name]!(cx, x, pre); }
  const short = name.slice('i64.'.length);
  if (b === undefined) return unaries[short]!(cx, cx.long(a, pre), pre);
  const [x, y] = cx.pairs(a, b, pre);
  cx.enter(e);
  return binaries[short]!(cx, x, y, pre);
}

/** Signed and unsigned order: the high words decide unless they are equal. */
const order = (op: BinaryOperator, strict: BinaryOperator, isSigned: boolean) => (cx: Lowering, a: Pair, b: Pair, pre: Js[]): Js => {
  if (!isSigned && isWordZero(a.hi) && isWordZero(b.hi)) return compare(op, uint32(a.lo), uint32(b.lo));
  const x = cx.atom(int32(a.hi), pre);
  const y = cx.atom(int32(b.hi), pre);
  const high = isSigned ? compare(strict, x, y) : compare(strict, uint32(x), uint32(y));
  return js.cond(compare('==', x, y), compare(op, uint32(a.lo), uint32(b.lo)), high);
};

const tests: Readonly<Record<string, (cx: Lowering, a: Pair, b: Pair, pre: Js[]) => Js>> = {
  'i64.eqz': (_cx, a) => js.not(bitwise('|', a.lo, a.hi)),
  'i64.eq': (_cx, a, b) => js.not(difference(a, b)),
  'i64.ne': (_cx, a, b) => compare('!=', difference(a, b), ZERO),
  'i64.lt_s': order('<', '<', true), 'i64.gt_s': order('>', '>', true), 'i64.le_s': order('<=', '<', true), 'i64.ge_s': order('>=', '>', true),
  'i64.lt_u': order('<', '<', false), 'i64.gt_u': order('>', '>', false), 'i64.le_u': order('<=', '<', false), 'i64.ge_u': order('>=', '>', false),
  'i32.wrap_i64': (_cx, a) => a.lo,
  'f64.convert_i64_s': (_cx, a) => binary('+', binary('*', int32(a.hi), num(2 ** 32), 'd'), uint32(a.lo), 'd'),
  'f64.convert_i64_u': (_cx, a) => binary('+', binary('*', uint32(a.hi), num(2 ** 32), 'd'), uint32(a.lo), 'd'),
  'f32.convert_i64_s': (cx, a) => call(cx.env.runtime('i64-conversion', 'f32_convert_i64_s'), [int32(a.lo), int32(a.hi)], 'f'),
  'f32.convert_i64_u': (cx, a) => call(cx.env.runtime('i64-conversion', 'f32_convert_i64_u'), [int32(a.lo), int32(a.hi)], 'f'),
  'f64.reinterpret_i64': (cx, a) => call(cx.env.runtime('float', 'f64_reinterpret_i64'), [int32(a.lo), int32(a.hi)], 'd'),
};

const difference = (a: Pair, b: Pair): Js => bitwise('|', bitwise('^', a.lo, b.lo), bitwise('^', a.hi, b.hi));

/** An operation that takes i64 and gives one word. */
export function testLong(cx: Lowering, e: Op): Js {
  const [a, b] = e.args as [Expr, Expr?];
  const pre: Js[] = [];
  const f = tests[e.row.name];
  if (!f) throw new Error(`no lowering for ${e.row.name}`);
  if (b === undefined) { const x = cx.long(a, pre); return js.seq(pre, f(cx, x, x, pre)); }
  const [x, y] = cx.pairs(a, b, pre);
  const value = f(cx, x, y, pre);
  return js.seq(pre, value);
}
