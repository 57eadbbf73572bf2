/** Expressions of type i64, as pairs of words. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Expr, Op } from '../ir/nodes.js';
import { isAtomic, type Shape } from '../ops/row.js';
import { atomicLong } from './atomics.js';
import { callExpr, intrinsicExpr } from './calls.js';
import type { Lowering, Pair } from './expression.js';
import { payloadWords } from './handlers.js';
import { takeFresh } from './lanes.js';
import { binaries, isWordZero, product, signedProduct, viaHigh } from './long-arithmetic.js';
import { middleOfProducts } from './long-middle.js';
import { isRemainderOfProduct, remainderOfProduct } from './long-remainder.js';
import { shortShifts } from './long-shift.js';
import { loadLong } from './memory.js';
import { objectLong } from './objects.js';
import { wordsOfF64 } from './reinterpret.js';
import { fromVectorLong } from './vector-scalar.js';

const { binary, call, int32, num, shift, uint32, ZERO } = js;
const WORD = 2 ** 32;

/** Operations that give a number of pages or elements, or -1. */
const sizes: ReadonlySet<Shape> = new Set<Shape>(['memory.size', 'memory.grow', 'table.size', 'table.grow']);

export function long(cx: Lowering, e: Expr, pre: Js[]): Pair {
  const pair = whole(cx, e, pre);
  return (e.k === 'op' || e.k === 'cond') && !isWordZero(pair.hi) && cx.intervals.high(e) === 'zero' ? { lo: pair.lo, hi: ZERO } : pair;
}

function whole(cx: Lowering, e: Expr, pre: Js[]): Pair {
  switch (e.k) {
    case 'const':
      return { lo: num(e.lo), hi: num(e.hi) };
    case 'get':
      return { lo: cx.local(e.local), hi: cx.localHigh(e.local) };
    case 'tee': {
      assignPair(cx, e.local, cx.long(e.value, pre), pre);
      return { lo: cx.local(e.local), hi: cx.localHigh(e.local) };
    }
    case 'global.get': {
      const [lo, hi] = cx.globals.words(e.global).map((word) => cx.summand(e, word));
      return { lo: cx.temp(lo!, pre), hi: cx.temp(hi!, pre) };
    }
    case 'load':
      return loadLong(cx, e, pre);
    case 'call':
    case 'call_indirect':
    case 'call_ref':
      return viaHigh(cx, callExpr(cx, e), pre, (word) => cx.summand(e, word));
    case 'payload': {
      const [lo, hi] = payloadWords(cx, e, 2, pre) as [Js, Js];
      return { lo, hi };
    }
    case 'cond':
      return conditional(cx, e.cond, e.a, e.b, pre);
    case 'op':
      return operation(cx, e, pre);
    case 'intrinsic':
      if (sizes.has(e.row.shape)) return integer(cx, intrinsicExpr(cx, e), pre);
      return isAtomic(e.row.shape) ? atomicLong(cx, e, pre) : objectLong(cx, e, pre);
    case 'has_tag':
      throw new Error('a test does not give an i64');
  }
}

/** The low word of an i64. */
export const lowWord = (cx: Lowering, e: Expr, pre: Js[]): Js => middleOfProducts(cx, e, pre) ?? cx.long(e, pre).lo;

/** The exact double of an i64 taken as unsigned, or one of at least 2^53. */
export function unsigned({ lo, hi }: Pair): Js {
  if (lo.k === 'num' && hi.k === 'num') return { k: 'num', v: (hi.v >>> 0) * WORD + (lo.v >>> 0), range: 'd' };
  return binary('+', binary('*', uint32(hi), num(WORD), 'd'), uint32(lo), 'd');
}

/** The i64 of an exact integer. */
function integer(cx: Lowering, value: Js, pre: Js[]): Pair {
  const e = cx.temp(value, pre);
  if (e.range === 'i') return { lo: e, hi: shift('>>', cx.atom(e, pre), num(31)) };
  const scaled = binary('*', cx.atom(e, pre), { k: 'num', v: 1 / WORD, range: 'd' }, 'd');
  return { lo: binary('|', e, ZERO, 'i'), hi: binary('|', call(cx.env.runtime('math', 'floor'), [scaled], 'd'), ZERO, 'i') };
}

/** Assigns both words of an i64 local, in an order that reads before it overwrites. */
export function assignPair(cx: Lowering, local: number, value: Pair, out: Js[]): void {
  const lo = cx.local(local);
  const hi = cx.localHigh(local);
  if (hi.k !== 'loc') {
    const low = takeFresh(cx, [value.lo], out, () => true)?.[0] ?? int32(value.lo);
    if (!(low.k === 'loc' && low.slot === lo.slot)) out.push(js.assign(lo, low));
    return;
  }
  const fresh = takeFresh(cx, [value.lo, value.hi], out, (word, k) => k === 0 || !js.mentions(word, lo.slot));
  if (fresh) {
    out.push(js.assign(lo, cx.plain(local, fresh[0]!)), js.assign(hi, cx.plain(local, fresh[1]!)));
    return;
  }
  let low = int32(value.lo);
  const high = int32(value.hi);
  const set = (target: js.JsLocal, v: Js): void => {
    if (!(v.k === 'loc' && v.slot === target.slot)) out.push(js.assign(target, cx.plain(local, v)));
  };
  if (!js.mentions(low, hi.slot)) {
    set(hi, high);
    set(lo, low);
    return;
  }
  if (js.mentions(high, lo.slot)) low = cx.temp(low, out);
  else {
    set(lo, low);
    set(hi, high);
    return;
  }
  set(hi, high);
  set(lo, low);
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
  for (const [arm, p] of [
    [onA, x],
    [onB, y],
  ] as const)
    arm.push(js.assign(lo, int32(p.lo)), js.assign(hi, int32(p.hi)));
  pre.push(js.cond(c, js.seq(onA.slice(0, -1), onA[onA.length - 1]!), js.seq(onB.slice(0, -1), onB[onB.length - 1]!)));
  return { lo, hi };
}

type FromWord = (cx: Lowering, x: Js, pre: Js[]) => Pair;
const signExtended =
  (narrow: (x: Js) => Js): FromWord =>
  (cx, x, pre) => {
    const word = int32(narrow(x));
    const lo = cx.atom(word, pre);
    return { lo, hi: isSign(word) ? cx.atom(lo, pre) : shift('>>', lo, num(31)) };
  };
/** A word all of whose bits are the same. */
const isSign = (word: Js): boolean => word.k === 'bin' && word.op === '>>' && word.r.k === 'num' && word.r.v === 31;
const narrowTo =
  (n: number) =>
  (x: Js): Js =>
    shift('>>', shift('<<', x, num(32 - n)), num(32 - n));
const fromFloat =
  (name: string): FromWord =>
  (cx, x, pre) =>
    viaHigh(cx, call(cx.env.runtime('i64-conversion', name), [x], 'i', false, cx.at), pre);

/** Of a float that is in range. */
const ofFloat = (isSigned: boolean): FromWord => (cx, x, pre) => {
  const e = cx.temp(x, pre);
  const whole = isSigned ? call(cx.env.runtime('math', 'trunc'), [cx.atom(e, pre)], 'd') : cx.atom(e, pre);
  const upper = call(cx.env.runtime('math', 'floor'), [binary('*', whole, { k: 'num', v: 1 / WORD, range: 'd' }, 'd')], 'd');
  return { lo: binary('|', e, ZERO, 'i'), hi: binary('|', upper, ZERO, 'i') };
};

/** Conversions from one word (i32, f32, f64) to i64. */
const fromWord: Readonly<Record<string, FromWord>> = {
  'i64.extend_i32_s': signExtended((x) => x),
  'i64.extend_i32_u': (cx, x, pre) => ({ lo: cx.atom(int32(x), pre), hi: ZERO }),
  'i64.trunc_f32_s': fromFloat('i64_trunc_f64_s'),
  'i64.trunc_f64_s': fromFloat('i64_trunc_f64_s'),
  'i64.trunc_f32_u': fromFloat('i64_trunc_f64_u'),
  'i64.trunc_f64_u': fromFloat('i64_trunc_f64_u'),
  'i64.trunc_sat_f32_s': fromFloat('i64_trunc_sat_f64_s'),
  'i64.trunc_sat_f64_s': fromFloat('i64_trunc_sat_f64_s'),
  'i64.trunc_sat_f32_u': fromFloat('i64_trunc_sat_f64_u'),
  'i64.trunc_sat_f64_u': fromFloat('i64_trunc_sat_f64_u'),
  'i64.trunc_in_range_s': ofFloat(true),
  'i64.trunc_in_range_u': ofFloat(false),
  'i64.reinterpret_f64': wordsOfF64,
};

/** Unary operations whose result is an i64. */
const unaries: Readonly<Record<string, (cx: Lowering, a: Pair, pre: Js[]) => Pair>> = {
  clz: count('i64_clz'),
  ctz: count('i64_ctz'),
  popcnt: count('i64_popcnt'),
  extend8_s: (cx, a, pre) => signExtended(narrowTo(8))(cx, a.lo, pre),
  extend16_s: (cx, a, pre) => signExtended(narrowTo(16))(cx, a.lo, pre),
  extend32_s: (cx, a, pre) => signExtended((x) => x)(cx, a.lo, pre),
};

function count(name: string) {
  return (cx: Lowering, a: Pair, pre: Js[]): Pair => ({
    lo: cx.temp(call(cx.env.runtime('i64', name), [int32(a.lo), int32(a.hi)], 'i', true), pre),
    hi: ZERO,
  });
}

function operation(cx: Lowering, e: Op, pre: Js[]): Pair {
  const [a, b] = e.args as [Expr, Expr?];
  const name = e.row.lower ?? e.row.name;
  if (a.type === 'v') return fromVectorLong(cx, e, pre);
  if (a.type !== 'l') {
    const x = cx.value(a);
    cx.enter(e);
    return fromWord[name]!(cx, x, pre);
  }
  if (isRemainderOfProduct(e)) return remainderOfProduct(cx, e, pre);
  const short = name.slice('i64.'.length);
  if (b === undefined) return unaries[short]!(cx, cx.long(a, pre), pre);
  const [x, y] = cx.pairs(a, b, pre);
  cx.enter(e);
  const shifted = b.k !== 'const' && shortShifts[short];
  if (shifted && cx.intervals.isBelow32(b)) return shifted(cx, x, y, pre);
  if (short !== 'mul') return binaries[short]!(cx, x, y, pre);
  if (a.k !== 'const' && b.k !== 'const' && cx.intervals.high(a, b) === 'sign') return signedProduct(cx, x.lo, y.lo, pre);
  return product(cx, x, y, pre, cx.intervals.bitsOfLowProduct(a, b));
}
