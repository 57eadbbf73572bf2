/** Which loops it is worth to look before. */
import { operands, someOf } from '../../ir/effects.js';
import type { Expr } from '../../ir/nodes.js';
import { evaluated, type Piece, type Repeat } from '../loops/pieces.js';
import { isFloat } from '../twin.js';

/** Operations for each access beyond which the access does not count. */
const MOST_FOR_ONE = 16;
/** An operation on i64 becomes some five of JavaScript, a product twelve. */
const LONG = 5, PRODUCT = 12;

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

/** Whether so many accesses are much of what a loop does. */
export function counts(accesses: number, loop: Repeat): boolean {
  let operations = 0;
  const count = (e: Expr): void => {
    if (e.k === 'op') operations += e.type !== 'l' ? 1 : e.row.name === 'i64.mul' ? PRODUCT : LONG;
    operands(e, count);
  };
  const inList = (list: readonly Piece[]): void => {
    for (const p of list) {
      evaluated(p).forEach(count);
      if (p.k === 'if') [p.then, p.else].forEach(inList);
    }
  };
  inList(loop.body);
  return operations <= MOST_FOR_ONE * accesses;
}
