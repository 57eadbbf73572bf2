/** Turns blocks and branches into if/else where that removes a label, and drops branches to where control goes anyway. */
import type { FunctionIR, Label, Stmt } from '../ir/nodes.js';

/** A body moved into an `if` nests one deeper: not beyond this. */
const MAX_DEPTH = 64;

export function structure(f: FunctionIR): void {
  visitList(f.body, 0);
  dropTail(f.body, undefined);
}

function visitList(list: Stmt[], depth: number): void {
  for (let i = 0; i < list.length; i++) {
    const s = list[i]!;
    visit(s, depth);
    if (s.k !== 'block') continue;
    dropTail(s.body, s.label);
    invertGuards(s.body, s.label, depth);
    dropTail(s.body, s.label);
    if (s.label.uses === 0 && s.label.dispatch === undefined) {
      list.splice(i, 1, ...s.body);
      i += s.body.length - 1;
    }
  }
}

function visit(s: Stmt, depth: number): void {
  switch (s.k) {
    case 'block':
    case 'loop':
      visitList(s.body, depth + 1);
      return;
    case 'if':
      visitList(s.then, depth + 1);
      visitList(s.else, depth + 1);
      return;
    case 'try':
      visitList(s.body, depth + 1);
      visitList(s.handler, depth + 1);
      return;
    case 'switch':
      for (const a of s.arms) visitList(a.body, depth + 1);
      return;
    case 'dispatch':
      for (const c of s.cases) visitList(c, depth + 1);
      return;
  }
}

/** Removes branches to `label` (or plain returns, for a function) from where falling through does the same. */
function dropTail(list: Stmt[], label: Label | undefined): void {
  const last = list[list.length - 1];
  if (!last) return;
  if (last.k === 'br' && last.label === label) {
    label.uses--;
    list.pop();
    dropTail(list, label);
  } else if (last.k === 'return' && label === undefined && last.values.length === 0) {
    list.pop();
    dropTail(list, label);
  } else if (last.k === 'if') {
    dropTail(last.then, label);
    dropTail(last.else, label);
  } else if (last.k === 'try') {
    dropTail(last.body, label);
    dropTail(last.handler, label);
  } else if (last.k === 'switch') for (const arm of last.arms) dropTail(arm.body, label);
  else if (last.k === 'block') dropTail(last.body, label);
}

/**
 * `{ a; if (c) break L; b }` becomes `{ a; if (!c) { b } }`, and so on inside of it, since the end of `b` is the end of the block, too. What has
 * to be nested deeper than the bound stays.
 */
function invertGuards(body: Stmt[], label: Label, depth: number): void {
  for (let list = body; label.uses > 0 && depth <= MAX_DEPTH; depth++) {
    const at = list.findIndex((s) => s.k === 'if' && (isExit(s.then, label) || isExit(s.else, label)));
    if (at < 0) return;
    const guard = list[at] as Stmt & { k: 'if' };
    const [exit, other] = isExit(guard.then, label) ? [guard.then, guard.else] : [guard.else, guard.then];
    exit.pop();
    label.uses--;
    for (let i = at + 1; i < list.length; i++) other.push(list[i]!);
    list.length = at + 1;
    dropTail(exit, label);
    list = other;
  }
}

const isExit = (list: readonly Stmt[], label: Label): boolean => {
  const last = list[list.length - 1];
  return last?.k === 'br' && last.label === label;
};
