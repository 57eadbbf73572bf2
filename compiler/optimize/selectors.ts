/**
 * Drops what is assigned to the local that a loop's table looks at where no branch to the loop follows: builders lead such branches past the
 * table (ir/control.ts).
 */
import type { Block, FunctionIR, Loop, Stmt } from '../ir/nodes.js';
import { assigned, eachExpression, listsOf } from '../ir/walk.js';

export function selectors(f: FunctionIR): void {
  if (!f.traits.led) return;
  const reads = new Uint32Array(f.locals.length);
  eachExpression(f.body, (e) => {
    if (e.k === 'get') reads[e.local]!++;
  });
  outermostLoops(f.body, (loop) => {
    const local = selectorOf(loop);
    if (local !== undefined && reads[local] === 1 && isAlwaysGiven(loop.body, loop, local)) drop(loop.body, loop, local);
  });
}

/** A loop in another one begins with what its local had when it was left. */
function outermostLoops(list: readonly Stmt[], visit: (loop: Loop) => void): void {
  for (const s of list) {
    if (s.k === 'loop') visit(s);
    else if (s.k !== 'dispatch') for (const inner of listsOf(s)) outermostLoops(inner, visit);
  }
}

/** The local of the table that comes before anything else. */
function selectorOf(s: Loop | Block): number | undefined {
  const first = s.body[0];
  switch (first?.k) {
    case 'block':
      return selectorOf(first);
    case 'dispatch':
      return selectorOf({ k: 'block', at: first.at, label: first.label, body: first.cases[0]! });
    case 'switch':
      return first.index.k === 'get' ? first.index.local : undefined;
    default:
      return undefined;
  }
}

/** Whether the local is assigned before each branch to the loop, in the list that this ends and with no nested statements behind it. */
function isAlwaysGiven(list: readonly Stmt[], loop: Loop, local: number): boolean {
  if (goesTo(list, loop)) {
    const given = list.findLastIndex((s) => assigned(s).includes(local));
    if (given < 0 || list.slice(given).some((s) => listsOf(s).length > 0)) return false;
  }
  return list.every((s) => listsOf(s).every((inner) => isAlwaysGiven(inner, loop, local)));
}

const goesTo = (list: readonly Stmt[], loop: Loop): boolean => list.some((s) => s.k === 'br' && s.label === loop.label);

function drop(list: Stmt[], loop: Loop, local: number): void {
  const isRead = goesTo(list, loop);
  let kept = 0;
  for (const s of list) {
    if (!isRead && s.k === 'set' && s.local === local && s.value.k === 'const') continue;
    for (const inner of listsOf(s)) drop(inner, loop, local);
    list[kept++] = s;
  }
  list.length = kept;
}
