/** Questions about effects: may two pieces of code change places, and which locals do they touch. */
import { Effects } from '../ops/row.js';
import { Fx, type Expr } from './nodes.js';

const READS = Effects.ReadsMemory | Effects.ReadsGlobal | Effects.ReadsTable | Effects.ReadsHeap;
const WRITES = Effects.WritesMemory | Effects.WritesGlobal | Effects.WritesTable | Effects.WritesHeap;
/** Effects that the world outside the function can observe in their order. */
const OBSERVABLE = WRITES | Effects.Traps | Effects.Calls;

/** Has no effect but (perhaps) reading; dropping or repeating it changes nothing. */
export const isPure = (fx: number): boolean => (fx & (OBSERVABLE | Fx.WritesLocal | Fx.Control)) === 0;

/** Calls `visit` for each direct operand, in evaluation order. */
export function operands(e: Expr, visit: (operand: Expr) => void): void {
  switch (e.k) {
    case 'const':
    case 'get':
    case 'global.get':
      return;
    case 'tee':
      visit(e.value);
      return;
    case 'load':
      visit(e.addr);
      return;
    case 'has_tag':
    case 'payload':
      visit(e.exn);
      return;
    case 'cond':
      visit(e.cond);
      visit(e.a);
      visit(e.b);
      return;
    case 'call_indirect':
      for (const a of e.args) visit(a);
      visit(e.index);
      return;
    case 'call_ref':
      for (const a of e.args) visit(a);
      visit(e.ref);
      return;
    default:
      for (const a of e.args) visit(a);
  }
}

/** Whether the tree reads the local. */
export function readsLocal(e: Expr, local: number): boolean {
  if ((e.fx & Fx.ReadsLocal) === 0) return false;
  if (e.k === 'get') return e.local === local;
  let found = false;
  operands(e, (o) => {
    found ||= readsLocal(o, local);
  });
  return found;
}

/** Whether the tree assigns (tees) a local for which `which` holds. */
export function writesLocal(e: Expr, which: (local: number) => boolean): boolean {
  if ((e.fx & Fx.WritesLocal) === 0) return false;
  if (e.k === 'tee' && which(e.local)) return true;
  let found = false;
  operands(e, (o) => {
    found ||= writesLocal(o, which);
  });
  return found;
}

/** Whether a tree assigns (tees) a local that the other one reads or assigns. */
export const changesLocalOf = (e: Expr, other: Expr): boolean => writesLocal(e, (l) => readsLocal(other, l) || writesLocal(other, (m) => m === l));

/** Whether the tree reads a local of the set. */
export function readsAny(e: Expr, locals: Pick<ReadonlySet<number>, 'has'>): boolean {
  if ((e.fx & Fx.ReadsLocal) === 0) return false;
  if (e.k === 'get') return locals.has(e.local);
  let found = false;
  operands(e, (o) => {
    found ||= readsAny(o, locals);
  });
  return found;
}

/** Collects the locals that the tree assigns. */
export function collectWrites(e: Expr, into: Set<number>): void {
  if ((e.fx & Fx.WritesLocal) === 0) return;
  if (e.k === 'tee') into.add(e.local);
  operands(e, (o) => collectWrites(o, into));
}

/** Whether an exception may come out of code with these effects. */
export const mayThrow = (fx: number): boolean => (fx & (Effects.Calls | Fx.Throws)) !== 0;

/** Whether the test holds of an expression or of one in it. */
export function someOf(e: Expr, test: (e: Expr) => boolean): boolean {
  let found = test(e);
  if (!found) operands(e, (o) => { found ||= someOf(o, test); });
  return found;
}

/**
 * Whether moving an expression with effects `e` after code with effects `s` could be noticed,
 * locals aside: a read over a write, or two observable effects.
 */
export function conflicts(e: number, s: number): boolean {
  if ((e & OBSERVABLE) !== 0 && (s & (OBSERVABLE | Fx.Control | READS)) !== 0) return true;
  if ((s & Effects.Calls) !== 0) return (e & READS) !== 0;
  return (((e & READS) << 1) & s & WRITES) !== 0;
}

/** Whether nobody notices if an expression is evaluated after one that it stands before. */
export const mayFollow = (e: Expr, later: Expr): boolean => isPure(e.fx) && !conflicts(e.fx, later.fx) && !writesLocal(later, (l) => readsLocal(e, l));
