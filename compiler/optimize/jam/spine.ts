/** Chains of operations on floats, each of which waits for the one before: what several copies of are worth to be made in turns. */
import { operands } from '../../ir/effects.js';
import * as make from '../../ir/make.js';
import type { Expr, Op } from '../../ir/nodes.js';
import { mapOperands } from '../../ir/rewrite.js';

const isFloat = (e: Expr): e is Op => e.k === 'op' && (e.type === 'f' || e.type === 'd') && e.row.shape !== 'convert';

/** Operations on floats on the longest way from a leaf. */
export function chainOf(e: Expr): number {
  let most = 0;
  operands(e, (o) => { most = Math.max(most, chainOf(o)); });
  return most + (isFloat(e) ? 1 : 0);
}

/** A step of a chain: what it makes of the step before, which it reads from the local. The first step has none before it. */
export type Step = (before: number) => Expr;

/** The steps of a value, first to last. What follows the first one are single operations with their other operands. */
export function stepsOf(e: Expr): Step[] {
  if (!isFloat(e) || chainOf(e) < 2) return [() => e];
  let longest: Expr | undefined;
  operands(e, (o) => { if (!longest || chainOf(o) > chainOf(longest)) longest = o; });
  const inner = longest!;
  if (chainOf(inner) === 0 || inner.type !== e.type) return [() => e];
  return [...stepsOf(inner), (before) => mapOperands(e, (o) => (o === inner ? make.get(e.type, before, inner.at) : o))];
}
