/** Sums that wrap: LLVM asks `x + c < x` of a sum with a constant, which is `x + c < c`, and for a step of one whether it has become zero. */
import type { OpRow } from '../ops/row.js';
import * as make from './make.js';
import type { Const, Expr, Op } from './nodes.js';

/** Where the sum stands, and what comes out where it is the first operand. */
const ORDERS: Readonly<Record<string, readonly [sum: 0 | 1, order: 'lt_u' | 'ge_u']>> = { lt_u: [0, 'lt_u'], ge_u: [0, 'ge_u'], gt_u: [1, 'lt_u'], le_u: [1, 'ge_u'] };

/** A comparison of a sum of a local and a constant with the local, as one of the sum alone; undefined if it is none. */
export function carry({ name, shape }: OpRow, args: readonly Expr[], at: number): Op | undefined {
  if (shape !== 'compare') return undefined;
  const type = name.slice(0, 4);
  const order = ORDERS[name.slice(4)];
  if (!order || (type !== 'i32.' && type !== 'i64.')) return undefined;
  const [sum, other] = order[0] === 0 ? args : [args[1], args[0]];
  const added = sum && addedTo(sum, type);
  if (!added || other?.k !== 'get' || other.local !== added.local) return undefined;
  if (sum.k === 'tee' && sum.local === other.local && order[0] === 0) return undefined;
  const { by } = added;
  if (by.lo === 1 && by.hi === 0 && order[1] === 'lt_u') return make.apply(`${type}eqz`, [sum], at);
  return make.apply(`${type}${order[1]}`, [sum, by], at);
}

function addedTo(e: Expr, type: string): { readonly local: number; readonly by: Const } | undefined {
  const sum = e.k === 'tee' ? e.value : e;
  if (sum.k !== 'op' || sum.row.name !== `${type}add`) return undefined;
  const [a, b] = sum.args as [Expr, Expr];
  return a.k === 'get' && b.k === 'const' && (b.lo | b.hi) !== 0 ? { local: a.local, by: b } : undefined;
}
