/** Loops of a function, which passes put something else in the place of. */
import type { FunctionIR, Loop, Stmt } from '../../ir/nodes.js';
import { listsOf } from '../../ir/walk.js';

/** Statements that are nested deeper are left alone. */
const MAX_NEST = 64;

/**
 * Outermost loops first; those inside of one that was replaced are left alone. `attempt` gives undefined where there is nothing to put: the
 * locals that it made go then.
 */
export function replaceLoops(f: FunctionIR, attempt: (f: FunctionIR, loop: Loop) => Stmt | undefined): void {
  const visit = (list: Stmt[], depth: number): void => {
    if (depth > MAX_NEST) return;
    list.forEach((s, i) => {
      if (s.k === 'loop' && s.role === 'rare') return;
      const before = f.locals.length;
      const made = s.k === 'loop' && s.role === undefined ? attempt(f, s) : undefined;
      if (made) list[i] = made;
      else {
        f.locals.length = before;
        for (const inner of listsOf(s)) visit(inner, depth + 1);
      }
    });
  };
  visit(f.body, 0);
}
