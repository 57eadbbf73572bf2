/**
 * Operations on shared memory. Those on a memory that is not shared, which no other thread can see, are ordinary accesses whose
 * address must be aligned. The operands are evaluated into atoms, in order, before anything else.
 */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { View } from '../ir/env.js';
import type { Intrinsic } from '../ir/nodes.js';
import type { Lowering, Pair } from './expression.js';
import { binaries, viaHigh } from './long-arithmetic.js';
import { address, baseOf, keptBase, kindOf, read, write } from './memory.js';

const { call, int32, num, ZERO } = js;

/** Operands of an operation: its effective address, and its values with the high word of an i32 as zero. */
interface Operands {
  readonly at: Js;
  readonly values: readonly Pair[];
}

function evaluate(cx: Lowering, e: Intrinsic, pre: Js[]): Operands {
  const [addr, ...rest] = e.args;
  const base = cx.frozen(addr!, keptBase(baseOf(cx, addr!, pre)), rest, pre);
  const values = rest.map((a, i): Pair => {
    if (a.type === 'l') return cx.keep(cx.long(a, pre), pre);
    return { lo: cx.frozen(a, int32(cx.value(a)), rest.slice(i + 1), pre), hi: ZERO };
  });
  const at = address(cx, e.index, base, e.index2);
  return { at: at.k === 'num' ? at : cx.temp(at, pre), values };
}

/** An operation whose value is an i32, or that has none. */
export function atomicExpr(cx: Lowering, e: Intrinsic): Js {
  if (e.row.shape === 'atomic.fence') return call(cx.env.runtime('atomics', 'atomicFence'), [], 'x');
  const pre: Js[] = [];
  const { lo } = perform(cx, e, pre);
  return js.seq(pre, lo);
}

/** An operation whose value is an i64. */
export function atomicLong(cx: Lowering, e: Intrinsic, pre: Js[]): Pair {
  return perform(cx, e, pre);
}

function perform(cx: Lowering, e: Intrinsic, pre: Js[]): Pair {
  const operands = evaluate(cx, e, pre);
  cx.at = e.at;
  return (cx.env.isShared(e.index) ? shared : alone)(cx, e, operands, pre);
}

const VIEWS: Readonly<Record<number, View>> = { 1: 'u8', 2: 'u16', 4: 'i32', 8: 'i64' };
const NAMES: Readonly<Record<string, string>> = {
  'atomic.load': 'Load',
  'atomic.store': 'Store',
  'atomic.cmpxchg': 'CompareExchange',
  'atomic.notify': 'Notify',
  'atomic.wait': 'Wait',
};
/** The same of i32; the result is to be truncated. */
const INTEGER: Readonly<Record<string, (old: Js, value: Js) => Js>> = {
  add: (a, b) => js.sum('+', a, b),
  sub: (a, b) => js.sum('-', a, b),
  and: (a, b) => js.bitwise('&', a, b),
  or: (a, b) => js.bitwise('|', a, b),
  xor: (a, b) => js.bitwise('^', a, b),
};
const METHODS: Readonly<Record<string, string>> = { add: 'Add', sub: 'Sub', and: 'And', or: 'Or', xor: 'Xor' };

/** The part of the name after the point: what an old value goes through. */
const operationOf = ({ row }: Intrinsic): string => row.lower?.slice(row.lower.indexOf('.') + 1) ?? '';

function shared(cx: Lowering, e: Intrinsic, { at, values }: Operands, pre: Js[]): Pair {
  const { row } = e;
  const width = row.width!;
  const name = NAMES[row.shape] ?? METHODS[operationOf(e)] ?? 'Exchange';
  // The timeout is always an i64.
  const isPair = (i: number): boolean => width === 8 || (row.shape === 'atomic.wait' && i === 1);
  const words = values.flatMap(({ lo, hi }, i) => (isPair(i) ? [lo, hi] : [lo]));
  const f = cx.env.runtime('atomics', `atomic${name}${width === 8 ? '64' : ''}`);
  const value = call(f, [cx.view(e.index, VIEWS[width]!), at, ...words], e.type === '' ? 'x' : 'i', width < 4, e.at);
  if (e.type !== 'l') return { lo: value, hi: ZERO };
  return width === 8 ? viaHigh(cx, value, pre) : { lo: cx.temp(value, pre), hi: ZERO };
}

function alone(cx: Lowering, e: Intrinsic, operands: Operands, pre: Js[]): Pair {
  const { row, index: memory } = e;
  const width = row.width!;
  const { values } = operands;
  const aligned = width === 1 ? operands.at : call(cx.env.runtime('atomics', 'aligned'), [operands.at, num(width)], 'd', false, e.at);
  const at = aligned.k === 'num' || aligned.k === 'loc' ? aligned : cx.temp(aligned, pre);
  const next = width === 8 ? js.binary('+', cx.atom(at, pre), num(4), 'd') : at;
  const kind = kindOf(width, false);
  const load = (): Pair => ({
    lo: cx.temp(read(cx, memory, kind, cx.atom(at, pre), 'i', width < 4), pre),
    hi: width === 8 ? cx.temp(read(cx, memory, '4', next, 'i'), pre) : ZERO,
  });
  /** The high word goes first: an access that traps must not have written anything. */
  const stores = ({ lo, hi }: Pair): Js[] => [
    ...(width === 8 ? [write(cx, memory, '4', next, hi)] : []),
    write(cx, memory, String(Math.min(width, 4)), cx.atom(at, pre), lo),
  ];
  switch (row.shape) {
    case 'atomic.load':
      return load();
    case 'atomic.store': {
      const list = stores(values[0]!);
      pre.push(...list.slice(0, -1));
      return { lo: list[list.length - 1]!, hi: ZERO };
    }
    case 'atomic.rmw': {
      const old = load();
      pre.push(...stores(modified(cx, e, old, values[0]!, pre)));
      return old;
    }
    case 'atomic.cmpxchg': {
      const old = load();
      const [expected, replacement] = values as [Pair, Pair];
      const same = (a: Js, b: Js): Js => js.compare('===', cx.atom(a, pre), b);
      const low = same(old.lo, width < 4 ? js.bitwise('&', expected.lo, num(2 ** (8 * width) - 1)) : expected.lo);
      const test = width === 8 ? js.binary('&&', low, same(old.hi, expected.hi), 'b') : low;
      const list = stores(replacement);
      pre.push(js.cond(test, js.seq(list.slice(0, -1), list[list.length - 1]!), ZERO));
      return old;
    }
    case 'atomic.notify':
      load();
      return { lo: ZERO, hi: ZERO };
    default:
      return { lo: call(cx.env.runtime('trap', 'trapNotShared'), [], 'i', false, e.at), hi: ZERO };
  }
}

function modified(cx: Lowering, e: Intrinsic, { lo, hi }: Pair, value: Pair, pre: Js[]): Pair {
  const { lower } = e.row;
  if (lower === undefined) return value;
  const old = { lo: cx.atom(lo, pre), hi: cx.atom(hi, pre) };
  if (e.type === 'l') return binaries[operationOf(e)]!(cx, old, value, pre);
  return { lo: INTEGER[operationOf(e)]!(old.lo, value.lo), hi: ZERO };
}
