/**
 * Puts what follows a loop into a loop of one round with it. V8 enters a loop that is hot by code for the function from there on, and keeps
 * that code when it has to leave it behind all loops around the one that it was entered at, because something there had never run. Each
 * further call then enters it and has to leave it again, at some hundred times the cost of a call, as long as nothing else makes the function
 * optimised: for ever, where processor time is short. Where a loop is around that place too, V8 throws the code away.
 */
import * as js from '../ir/js.js';
import type { Js, JsFunction, JsStmt } from '../ir/js.js';
import { expressionOf, hasLoop, isLoop, listsOf } from '../ir/js-walk.js';
import { freshLabel } from '../ir/labels.js';

/** False, which V8 sees as it optimises and not as it reads the text: there must be a jump to the beginning for there to be a loop. */
const NEVER: Js = js.seq([js.ZERO], js.FALSE);

/** `f` with a loop around all from its first loop on, if engines could have to leave their code behind a loop. */
export function enclosed(f: JsFunction): JsFunction {
  if (!afterLoops(f.body, false).works) return f;
  const first = f.body.findIndex((s) => hasLoop([s]));
  const { at } = f.body[first]!;
  const label = freshLabel(1);
  const again: JsStmt = { k: 'if', at, test: NEVER, then: [{ k: 'br', at, label }], else: [] };
  return { ...f, body: [...f.body.slice(0, first), { k: 'loop', at, label, body: [again, ...f.body.slice(first)] }] };
}

/** Whether a loop has ended before the end of the list, and whether what engines need to have seen once comes behind one. */
function afterLoops(list: readonly JsStmt[], isAfter: boolean): { isAfter: boolean; works: boolean } {
  for (const s of list) {
    const e = expressionOf(s);
    if (isAfter && ((e && s.k !== 'throw' && works(e)) || isLoop(s))) return { isAfter, works: true };
    if (isLoop(s)) isAfter = true;
    else {
      const inner = listsOf(s).map((nested) => afterLoops(nested, isAfter));
      if (inner.some((i) => i.works)) return { isAfter, works: true };
      isAfter ||= inner.some((i) => i.isAfter);
    }
  }
  return { isAfter, works: false };
}

/** Whether engines learn from running it: not from copies of variables. */
const works = (e: Js): boolean => (e.k === 'assign' ? e.target.k !== 'loc' || works(e.value) : e.k !== 'loc' && e.k !== 'num' && e.k !== 'lit');
