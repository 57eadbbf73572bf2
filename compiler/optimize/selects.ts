/**
 * Choices in loops that need no jump. Engines make a conditional move of WebAssembly's `select` and a jump of a conditional expression, for
 * which a processor that guesses wrong pays some twenty cycles.
 *
 * The smaller or larger of two i32 becomes `Math.min` or `Math.max`. What the lowest bit of a number decides is put together with a mask, and
 * so is what a comparison decides whose result is a number as well, and the smaller or larger of two i64. Other conditions are mostly guessed right.
 */
import { operands, readsAny, writesLocal, collectWrites } from '../ir/effects.js';
import * as make from '../ir/make.js';
import { Fx, type Cond, type Expr, type FunctionIR, type Op, type Stmt } from '../ir/nodes.js';
import { mapExpressions, mapOperands } from '../ir/rewrite.js';
import { assigned, eachStatement, listsOf } from '../ir/walk.js';
import { larger, smaller } from '../ops/internal.js';
import { byName } from '../ops/lookup.js';
import { isLeaf, masked } from './masked.js';
import { Values } from './values.js';

/** Largest arms, in operations of JavaScript, that are both evaluated, by the type of the choice. */
const LARGEST = { i: 4, l: 12 };
/** Operations of JavaScript for one on i64; shifts are by constants. */
const LONG: Readonly<Record<string, number>> = { and: 2, or: 2, xor: 2, add: 3, sub: 3, shl: 3, shr_u: 3, shr_s: 3, extend_i32_s: 1, extend_i32_u: 0 };
const ORDERED_LONG = 4;

export function selects(f: FunctionIR): void {
  if (f.traits.loops) visit(f.body, undefined, new Values());
}

/** How many times a loop's text assigns each local. */
type Counts = ReadonlyMap<number, number>;

function visit(list: Stmt[], loop: Counts | undefined, values: Values): void {
  for (let i = 0; i < list.length; i++) {
    if (!loop) {
      const s = list[i]!;
      for (const inner of listsOf(s)) visit(inner, s.k === 'loop' ? assignments(inner) : undefined, new Values());
      continue;
    }
    const s = isFound(list[i]!, loop) ? list[i]! : (list[i] = mapExpressions(list[i]!, (e) => rewrite(e, values)));
    if (s.k === 'set') values.assign(s.local, s.value);
    else for (const l of assigned(s)) values.forget(l);
    const nested = listsOf(s);
    for (const inner of nested) visit(inner, s.k === 'loop' ? assignments(inner) : loop, s.k === 'if' || s.k === 'block' ? values.copy() : new Values());
    if (nested.length > 0) values.clear();
  }
}

function assignments(body: readonly Stmt[]): Counts {
  const counts = new Map<number, number>();
  eachStatement(body, (s) => { for (const l of assigned(s)) counts.set(l, (counts.get(l) ?? 0) + 1); });
  return counts;
}

/** Whether it keeps the smallest or largest i64 that a loop has met: mostly the one that it had, which a jump guesses and a mask makes the next round wait for. */
const isFound = (s: Stmt, loop: Counts): boolean =>
  s.k === 'set' && s.value.k === 'cond' && isLongOrder(s.value.cond) && loop.get(s.local) === 1 && [s.value.a, s.value.b].some((arm) => arm.k === 'get' && arm.local === s.local);

/** Goes over the expression in the order of its evaluation. */
function rewrite(e: Expr, values: Values): Expr {
  if (e.k === 'cond') {
    const test = rewrite(e.cond, values);
    const [a, b] = [e.a, e.b].map((arm) => rewrite(arm, values.copy())) as [Expr, Expr];
    const next = test === e.cond && a === e.a && b === e.b ? e : (make.cond(e.type, test, a, b, e.at) as Cond);
    const result = extremum(next, values) ?? byMask(next, values) ?? next;
    const written = new Set<number>();
    for (const arm of [a, b]) collectWrites(arm, written);
    for (const l of written) values.forget(l);
    return result;
  }
  const next = mapOperands(e, (o) => rewrite(o, values));
  if (next.k === 'tee') values.assign(next.local, next.value);
  return next;
}

const ORDER: Readonly<Record<string, 'first' | 'second'>> = { 'i32.lt_s': 'first', 'i32.le_s': 'first', 'i32.gt_s': 'second', 'i32.ge_s': 'second' };

const LONG_ORDER = /^i64\.[lg][te]_[su]$/;
const isLongOrder = (test: Expr): boolean => test.k === 'op' && LONG_ORDER.test(test.row.name);

/** The arms are what was compared: which of them is taken decides between the smaller and the larger. */
function extremum(e: Cond, values: Values): Expr | undefined {
  const { type, cond: test, a, b, at } = e;
  if (test.k !== 'op' || !isLeaf(a) || !isLeaf(b)) return undefined;
  const order = type === 'i' ? ORDER[test.row.name] : undefined;
  const isLong = type === 'l' && isLongOrder(test);
  const [x, y] = test.args as [Expr, Expr];
  // The first operand must still be what its local holds.
  if ((!order && !isLong) || writesLocal(y, (l) => x.k !== 'const' && 'local' in x && x.local === l)) return undefined;
  const [ofX, ofY, ofA, ofB] = [x, y, a, b].map((e) => values.of(e));
  if (ofX === undefined || ofY === undefined) return undefined;
  const isStraight = ofA === ofX && ofB === ofY;
  if (!isStraight && !(ofA === ofY && ofB === ofX)) return undefined;
  if (isLong) return conflict(test, e) ? undefined : masked('l', test, a, b, at);
  return make.op('i', (order === 'first') === isStraight ? smaller : larger, [x, y], at);
}

function byMask(e: Cond, values: Values): Expr | undefined {
  const { type } = e;
  if ((type !== 'i' && type !== 'l') || !isCheap(e.a, LARGEST[type]) || !isCheap(e.b, LARGEST[type])) return undefined;
  const bit = bitOf(e.cond, values, true);
  if (!bit || conflict(bit.of, e)) return undefined;
  const [a, b] = bit.isSet ? [e.a, e.b] : [e.b, e.a];
  return masked(type, bit.of, a, b, e.at);
}

/** Whether the condition assigns what the arms read, or does more than that. */
function conflict(test: Expr, { a, b }: Cond): boolean {
  const written = new Set<number>();
  collectWrites(test, written);
  return written.size > 0 && (readsAny(a, written) || readsAny(b, written));
}

function isCheap(e: Expr, largest: number): boolean {
  let size = 0;
  const count = (o: Expr): void => {
    size += isLeaf(o) ? 0 : o.k === 'op' ? costOf(o) : Infinity;
    if (size <= largest) operands(o, count);
  };
  count(e);
  return (e.fx & ~Fx.ReadsLocal) === 0 && size <= largest;
}

function costOf(e: Op): number {
  const { row: { name }, type, args } = e;
  if (type === 'l') return /sh[lr]/.test(name) && args[1]!.k !== 'const' ? Infinity : LONG[name.slice('i64.'.length)] ?? Infinity;
  if (type !== 'i' || /mul|div|rem/.test(name)) return Infinity;
  return args.every((x) => x.type === 'i') ? 1 : isLongOrder(e) ? ORDERED_LONG : Infinity;
}

/** The i32 whose lowest bit decides, and whether it is set where the condition holds. */
function bitOf(test: Expr, values: Values, isSet: boolean): { readonly of: Expr; readonly isSet: boolean } | undefined {
  if (test.k === 'get') return values.isBit(test.local) ? { of: test, isSet } : undefined;
  if (test.k !== 'op') return undefined;
  const [x, y] = test.args as [Expr, Expr?];
  switch (test.row.name) {
    case 'i32.eqz':
      return bitOf(x, values, !isSet);
    case 'i32.ne':
      return isNumber(y!, 0) ? bitOf(x, values, isSet) : undefined;
    case 'i32.and':
      return isNumber(y!, 1) ? { of: x, isSet } : undefined;
    case 'i32.wrap_i64':
      return isBitOfLong(x) ? { of: make.op('i', test.row, [x.args[0]!], x.at), isSet } : undefined;
    case 'i64.eqz':
      return isBitOfLong(x) ? { of: make.op('i', byName('i32.wrap_i64')!, [x.args[0]!], x.at), isSet: !isSet } : undefined;
    default:
      return undefined;
  }
}

const isNumber = (e: Expr, value: number): boolean => e.k === 'const' && e.lo === value && (e.type === 'i' || e.hi === 0);
const isBitOfLong = (e: Expr): e is Op => e.k === 'op' && e.row.name === 'i64.and' && isNumber(e.args[1]!, 1);
