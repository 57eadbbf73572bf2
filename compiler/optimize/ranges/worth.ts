/** Which loops it is worth to look before. */
import { operands, someOf } from '../../ir/effects.js';
import type { Expr, Load, Op, Store } from '../../ir/nodes.js';
import { evaluated, type Piece, type Repeat } from '../loops/pieces.js';
import { isFloat } from '../twin.js';

/** Operations for each access beyond which the access does not count. */
const MOST_FOR_ONE = 16;
/** An operation on i64 becomes some five of JavaScript, a product twelve; one on a v128 makes so much text that it has to be few. */
const LONG = 5, PRODUCT = 12, VECTOR = 32, PACKED = 128;
/** Elements of a v128. */
const ELEMENTS = 4;

/** Those that compute with what they load: what only copies or fills is seldom long. */
export function computes(loop: Repeat): boolean {
  const loaded = new Set<number>();
  const isComputed = (e: Expr): boolean => e.k === 'op' && (isFloat(e.type) || e.args.some((a) => a.k === 'load' || (a.k === 'get' && loaded.has(a.local))));
  const computed = (e: Expr): boolean => someOf(e, isComputed);
  const inList = (list: readonly Piece[]): boolean => list.some((p) => {
    if (p.k === 'set' && p.value.k === 'load') loaded.add(p.local);
    return evaluated(p).some(computed) || (p.k === 'if' && (inList(p.then) || inList(p.else)));
  });
  return inList(loop.body) || computed(loop.cond);
}

/** Whether the accesses are much of what a loop does. */
export function counts(accesses: readonly (Load | Store)[], loop: Repeat): boolean {
  let operations = 0;
  const count = (e: Expr): void => {
    if (e.k === 'op') operations += costOf(e);
    operands(e, count);
  };
  const inList = (list: readonly Piece[]): void => {
    for (const p of list) {
      evaluated(p).forEach(count);
      if (p.k === 'if') [p.then, p.else].forEach(inList);
    }
  };
  inList(loop.body);
  const elements = accesses.reduce((sum, { row }) => sum + (row.type === 'v' ? ELEMENTS : 1), 0);
  return operations <= MOST_FOR_ONE * elements;
}

function costOf({ type, row: { name } }: Op): number {
  if (type === 'v') return /^i(8|16)x/.test(name) ? PACKED : VECTOR;
  return type !== 'l' ? 1 : name === 'i64.mul' ? PRODUCT : LONG;
}
