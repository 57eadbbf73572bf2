/** Floats that a comparison has shown to be numbers: an ordered comparison with a NaN does not hold. */
import { collectWrites, operands } from '../ir/effects.js';
import { Fx, type Expr, type Get, type Stmt, type Tee } from '../ir/nodes.js';
import { assigned, expressionsOf, listsOf } from '../ir/walk.js';

const ORDERED = /^f32\.(eq|lt|gt|le|ge)$/;
const NONE: readonly never[] = [];

/** f32 locals that are no NaN once the condition was evaluated and had the outcome. */
export function shownBy(test: Expr, outcome: boolean): readonly number[] {
  const shown = operandsShown(test, outcome);
  if ((test.fx & Fx.WritesLocal) === 0) return shown.map((e) => e.local);
  const writes: number[] = [];
  const collect = (e: Expr): void => {
    if (e.k === 'tee') writes.push(e.local);
    operands(e, collect);
  };
  collect(test);
  // What was compared must be what the local holds in the end.
  return shown.filter((e) => writes.filter((l) => l === e.local).length === (e.k === 'tee' ? 1 : 0)).map((e) => e.local);
}

function operandsShown(test: Expr, outcome: boolean): readonly (Get | Tee)[] {
  if (test.k !== 'op') return NONE;
  const { name } = test.row;
  if (name === 'i32.eqz') return operandsShown(test.args[0]!, !outcome);
  if (name === 'i32.and' && outcome) return test.args.flatMap((a) => operandsShown(a, true));
  const holds = name === 'f32.ne' ? !outcome : ORDERED.test(name) && outcome;
  return holds ? test.args.flatMap((a) => (a.k === 'get' || a.k === 'tee' ? [a] : [])) : NONE;
}

/** The locals shown to be numbers at a place of the code, while a walk goes over it in order. */
export class Ordered {
  /** One set per region that the walk is in: what was learned there. */
  private readonly regions: Set<number>[] = [];

  has(local: number): boolean {
    return this.regions.some((r) => r.has(local));
  }

  /** Walks a region in which the locals are numbers, until they are assigned; gives those that still are at its end. */
  within(locals: readonly number[], walk: () => void): readonly number[] {
    const region = new Set(locals);
    this.regions.push(region);
    walk();
    this.regions.pop();
    return locals.filter((l) => region.has(l));
  }

  /** The locals are numbers from here to the end of the region. */
  learn(locals: readonly number[]): void {
    for (const l of locals) this.regions[this.regions.length - 1]!.add(l);
  }

  /** What is assigned in the statements is unknown before and after. */
  forget(list: readonly Stmt[]): void {
    if (!this.regions.some((r) => r.size)) return;
    for (const s of list) {
      for (const l of assigned(s)) this.assign(l);
      for (const e of expressionsOf(s)) this.evaluate(e);
      for (const inner of listsOf(s)) this.forget(inner);
    }
  }

  assign(local: number): void {
    for (const r of this.regions) r.delete(local);
  }

  private evaluate(e: Expr): void {
    const written = new Set<number>();
    collectWrites(e, written);
    for (const l of written) this.assign(l);
  }
}
