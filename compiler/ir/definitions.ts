/** What is assigned to the locals of a function. */
import type { Expr, FunctionIR, Word } from './nodes.js';
import { eachExpression, eachStatement } from './walk.js';

/** The values assigned to each local of the type, but to those that get words anyway: parameters, and one of several results of a call. */
export function definitionsOf(f: FunctionIR, type: Word): Map<number, Expr[]> {
  const found = new Map<number, Expr[]>();
  f.locals.forEach((own, local) => {
    if (own === type && local >= f.params.length) found.set(local, []);
  });
  eachStatement(f.body, (s) => {
    if (s.k === 'set') found.get(s.local)?.push(s.value);
    else if (s.k === 'multi') for (const local of s.dests) found.delete(local);
  });
  eachExpression(f.body, (e) => {
    if (e.k === 'tee') found.get(e.local)?.push(e.value);
  });
  return found;
}
