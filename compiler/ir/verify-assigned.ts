/** Checks that temporaries, which do not start as zero, are assigned on every way to where they are read. */
import { operands } from './effects.js';
import type { Expr, FunctionIR, Label, Stmt } from './nodes.js';
import { assigned, expressionsOf } from './walk.js';

type Locals = ReadonlySet<number>;

/** @throws Error naming the local. */
export function verifyAssigned(f: FunctionIR): void {
  const arrived = new Map<Label, Locals | undefined>();
  /** `undefined`: not reached. */
  let now: Set<number> | undefined = new Set();

  const meet = (a: Locals | undefined, b: Locals | undefined): Set<number> | undefined =>
    !a ? b && new Set(b) : !b ? new Set(a) : new Set([...a].filter((l) => b.has(l)));
  const read = (local: number): void => {
    if (now && local >= f.declared && !now.has(local))
      throw new Error(`function ${f.index}: local ${local} may be read before it is assigned`);
    if (now && f.zeroed && local < f.declared && local >= f.params.length && !f.zeroed.has(local) && !now.has(local)) {
      throw new Error(`function ${f.index}: declared local ${local} does not start as zero and may be read before it is assigned`);
    }
  };
  const expression = (e: Expr): void => {
    if (e.k === 'get') read(e.local);
    if (e.k === 'cond') {
      expression(e.cond);
      const before = now && new Set(now);
      expression(e.a);
      const after = now;
      now = before;
      expression(e.b);
      now = meet(now, after);
      return;
    }
    operands(e, expression);
    if (e.k === 'tee') now?.add(e.local);
  };
  const arms = (lists: readonly (readonly Stmt[])[]): void => {
    const before = now;
    let after: Set<number> | undefined;
    for (const list of lists) {
      now = before && new Set(before);
      list.forEach(statement);
      after = meet(after, now);
    }
    now = after;
  };
  const statement = (s: Stmt): void => {
    for (const e of expressionsOf(s)) expression(e);
    for (const local of assigned(s)) now?.add(local);
    switch (s.k) {
      case 'block':
        s.body.forEach(statement);
        if (arrived.has(s.label)) now = meet(now, arrived.get(s.label));
        return;
      case 'loop':
        s.body.forEach(statement);
        return;
      case 'if':
        arms([s.then, s.else]);
        return;
      case 'switch':
        arms(s.arms.map((a) => a.body));
        return;
      case 'try':
        arms([s.body, s.handler]);
        return;
      // Cases follow each other in ways that this does not know: temporaries are not checked inside.
      case 'dispatch':
        now = undefined;
        return;
      case 'br':
        if (!s.label.dispatch) arrived.set(s.label, arrived.has(s.label) ? meet(arrived.get(s.label), now) : now && new Set(now));
        now = undefined;
        return;
      case 'return':
      case 'tail':
      case 'unreachable':
      case 'throw':
      case 'throw_ref':
        now = undefined;
    }
  };
  f.body.forEach(statement);
}
