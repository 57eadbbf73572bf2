/**
 * Moves calls that lead to a trap out of loops: `if (bad) { abort(); unreachable }` becomes a branch to the same code behind the loop. A loop
 * that calls nothing any more keeps globals and views of memories in variables, and can be repeated.
 */
import { freshLabel } from '../ir/labels.js';
import { operands } from '../ir/effects.js';
import type { Block, Expr, FunctionIR, Loop, Stmt } from '../ir/nodes.js';
import { expressionsOf, listsOf } from '../ir/walk.js';
import { Effects } from '../ops/row.js';

/** Each one becomes a block around the loop. */
const MOST = 8;

export function cold(f: FunctionIR): void {
  if (!f.traits.loops) return;
  const found = new Map<Loop, readonly Tail[]>();
  survey(f.body, found);
  if (found.size > 0) visit(f.body, found);
}

/** The end of a list, from its first call on. */
interface Tail {
  readonly list: Stmt[];
  readonly from: number;
}

/** The ends of lists that call something and then trap; undefined where there are other calls, or too many. Loops that have some are noted. */
function survey(list: Stmt[], found: Map<Loop, readonly Tail[]>): readonly Tail[] | undefined {
  const from = tailOf(list);
  let tails: readonly Tail[] | undefined = from < list.length ? [{ list, from }] : [];
  for (let i = 0; i < from; i++) {
    const s = list[i]!;
    if (calls(s)) tails = undefined;
    for (const inner of listsOf(s)) {
      const more = survey(inner, found);
      // What a handler would catch stays.
      const stays = more === undefined || (more.length > 0 && (s.k === 'try' || s.k === 'dispatch'));
      tails = stays || tails === undefined || tails.length + more.length > MOST ? undefined : [...tails, ...more];
      if (s.k === 'loop' && more !== undefined && more.length > 0) found.set(s, more);
    }
  }
  return tails;
}

function visit(list: Stmt[], found: ReadonlyMap<Loop, readonly Tail[]>): void {
  list.forEach((s, i) => {
    const tails = s.k === 'loop' ? found.get(s) : undefined;
    if (tails) list[i] = moved(s as Loop, tails);
    else for (const inner of listsOf(s)) visit(inner, found);
  });
}

function tailOf(list: readonly Stmt[]): number {
  if (list[list.length - 1]?.k !== 'unreachable') return list.length;
  let from = list.length - 1;
  while (from > 0 && listsOf(list[from - 1]!).length === 0) from--;
  while (from < list.length && !calls(list[from]!)) from++;
  return from;
}

const calls = (s: Stmt): boolean => expressionsOf(s).some(isCalling);

function isCalling(e: Expr): boolean {
  if (e.k === 'call' || e.k === 'call_indirect' || e.k === 'call_ref') return true;
  let found = false;
  if ((e.fx & Effects.Calls) !== 0) operands(e, (o) => { found ||= isCalling(o); });
  return found;
}

function moved(loop: Loop, tails: readonly Tail[]): Block {
  const { at } = loop;
  const end = freshLabel(1);
  let body: Stmt[] = [loop, { k: 'br', at, label: end }];
  for (const { list, from } of tails) {
    const label = freshLabel(1);
    const tail = list.splice(from, Infinity, { k: 'br', at: list[from]!.at, label });
    body = [{ k: 'block', at, label, body }, ...tail];
  }
  return { k: 'block', at, label: end, body };
}
