/** Loops of a function, which passes put something else in the place of. */
import type { FunctionIR, Loop, Stmt } from '../../ir/nodes.js';
import { listsOf } from '../../ir/walk.js';
import { ConstantLocals, type Constants } from './constants.js';

/** Statements that are nested deeper are left alone. */
const MAX_NEST = 64;

/**
 * Outermost loops first; those inside of one that was replaced are left alone. `attempt` is told which locals hold constants where the loop
 * begins, and gives undefined where there is nothing to put: the locals that it made go then.
 */
export function replaceLoops(f: FunctionIR, attempt: (f: FunctionIR, loop: Loop, begin: Constants) => Stmt | undefined): void {
  const known = new ConstantLocals(f);
  const visit = (list: Stmt[], depth: number): void => {
    if (depth > MAX_NEST) {
      known.forget();
      return;
    }
    list.forEach((s, i) => {
      known.pass(s);
      const before = f.locals.length;
      const made = s.k === 'loop' && s.role === undefined ? attempt(f, s, known.constants) : undefined;
      if (made) list[i] = made;
      else f.locals.length = before;
      const repeats = s.k === 'loop' || s.k === 'dispatch';
      if (repeats) known.forget();
      if (made || (s.k === 'loop' && s.role === 'rare')) return;
      for (const inner of listsOf(s)) known.within(() => { visit(inner, depth + 1); });
      if (repeats) known.forget();
    });
  };
  visit(f.body, 0);
}
