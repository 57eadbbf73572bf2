/** Walks over statements: direct expressions in evaluation order, nested lists, and what a list reads and writes. */
import { Effects } from '../ops/row.js';
import { operands } from './effects.js';
import { Fx, type AnyCall, type Expr, type Intrinsic, type Stmt, type Word } from './nodes.js';

/** For all statements that have none: most. */
const NONE: readonly never[] = [];

/** The expressions that a statement itself evaluates, in order; those of nested statements are not its own. */
export function expressionsOf(s: Stmt): readonly Expr[] {
  switch (s.k) {
    case 'set':
    case 'global.set':
    case 'eval':
      return [s.value];
    case 'store':
      return [s.addr, s.value];
    case 'multi':
    case 'tail':
      return [s.call];
    case 'throw':
      return s.args;
    case 'throw_ref':
      return [s.exn];
    case 'if':
      return [s.cond];
    case 'switch':
      return [s.index];
    case 'return':
      return s.values;
    default:
      return NONE;
  }
}

/** The statement lists inside a statement. */
export function listsOf(s: Stmt): readonly Stmt[][] {
  switch (s.k) {
    case 'block':
    case 'loop':
      return [s.body];
    case 'if':
      return [s.then, s.else];
    case 'switch':
      return s.arms.map((a) => a.body);
    case 'try':
      return [s.body, s.handler];
    case 'dispatch':
      return s.cases;
    default:
      return NONE;
  }
}

/** Own effects of a statement, without those of its expressions and of nested statements. */
export function ownEffects(s: Stmt): number {
  switch (s.k) {
    case 'store':
      return s.row.effects;
    case 'global.set':
      return Effects.WritesGlobal;
    case 'br':
    case 'return':
    case 'tail':
    case 'dispatch':
    case 'loop':
    case 'try':
      return Fx.Control;
    case 'throw':
    case 'throw_ref':
      return Effects.Traps | Fx.Control | Fx.Throws;
    case 'unreachable':
      return Effects.Traps | Fx.Control;
    default:
      return 0;
  }
}

/** Calls `visit` for every expression of the list and everything below it, parents first. */
export function eachExpression(list: readonly Stmt[], visit: (e: Expr) => void): void {
  const down = (e: Expr): void => {
    visit(e);
    operands(e, down);
  };
  const within = (inner: readonly Stmt[]): void => {
    for (const s of inner) {
      for (const e of expressionsOf(s)) down(e);
      for (const l of listsOf(s)) within(l);
    }
  };
  within(list);
}

/** Calls `visit` for every statement of the list and everything below it. */
export function eachStatement(list: readonly Stmt[], visit: (s: Stmt) => void): void {
  for (const s of list) {
    visit(s);
    for (const l of listsOf(s)) eachStatement(l, visit);
  }
}

/** Types of the results of a call, or of an operation that becomes one. */
export const resultsOf = (call: AnyCall | Intrinsic): readonly Word[] => (call.k === 'intrinsic' ? ([...call.row.result] as Word[]) : call.results);

/** Locals that a statement assigns itself (not through tees). */
export function assigned(s: Stmt): readonly number[] {
  switch (s.k) {
    case 'set':
      return [s.local];
    case 'multi':
      return s.dests;
    case 'try':
      return [s.exn];
    case 'dispatch':
      return [s.state, ...s.handlers.flatMap((h) => (h ? [h.exn] : []))];
    default:
      return NONE;
  }
}

export interface Summary {
  fx: number;
  readonly reads: Set<number>;
  readonly writes: Set<number>;
}

/** Everything that running the lists may do. */
export function summarize(lists: readonly (readonly Stmt[])[]): Summary {
  const summary: Summary = { fx: 0, reads: new Set(), writes: new Set() };
  for (const list of lists) {
    eachStatement(list, (s) => {
      summary.fx |= ownEffects(s);
      for (const l of assigned(s)) summary.writes.add(l);
    });
    eachExpression(list, (e) => {
      summary.fx |= e.fx;
      if (e.k === 'get') summary.reads.add(e.local);
      else if (e.k === 'tee') summary.writes.add(e.local);
    });
  }
  return summary;
}
