/** Which locals take part in loops. */
import type { FunctionIR, Stmt } from '../ir/nodes.js';
import { listsOf, summarize } from '../ir/walk.js';

/** Locals that are read or assigned in a loop. */
export function loopLocals(ir: FunctionIR): ReadonlySet<number> {
  if (!ir.traits.loops) return new Set();
  const { reads, writes } = summarize(outermostLoops(ir.body));
  return new Set([...reads, ...writes]);
}

/** The bodies of the loops that are in no other loop. */
function outermostLoops(list: readonly Stmt[]): (readonly Stmt[])[] {
  return list.flatMap((s) => (s.k === 'loop' ? [s.body] : listsOf(s).flatMap(outermostLoops)));
}
