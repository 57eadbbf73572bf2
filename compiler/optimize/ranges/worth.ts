/** Which loops it is worth to look before: those that compute with what they load. What only copies or fills is seldom long. */
import { operands } from '../../ir/effects.js';
import { isFloat } from '../twin.js';
import type { Expr } from '../../ir/nodes.js';
import { evaluated, type Piece, type Repeat } from '../loops/pieces.js';

export function computes(loop: Repeat): boolean {
  const loaded = new Set<number>();
  const computed = (e: Expr): boolean => {
    if (e.k === 'op' && (isFloat(e.type) || e.args.some((a) => a.k === 'load' || (a.k === 'get' && loaded.has(a.local))))) return true;
    let found = false;
    operands(e, (o) => { found ||= computed(o); });
    return found;
  };
  const inList = (list: readonly Piece[]): boolean => list.some((p) => {
    if (p.k === 'set' && p.value.k === 'load') loaded.add(p.local);
    return evaluated(p).some(computed) || (p.k === 'if' && (inList(p.then) || inList(p.else)));
  });
  return inList(loop.body) || computed(loop.cond);
}
