/** Which locals of i32 hold constants, along a walk forward over a function. */
import { operands } from '../../ir/effects.js';
import { Fx, type Expr, type FunctionIR, type Stmt } from '../../ir/nodes.js';
import { assigned, expressionsOf } from '../../ir/walk.js';

export type Constants = ReadonlyMap<number, number>;

export const NO_CONSTANTS: Constants = new Map<number, number>();

export class ConstantLocals {
  private readonly values = new Map<number, number>();
  /** Of each list that is being walked over: locals that were assigned constants there. */
  private readonly inner: number[][] = [];

  constructor({ locals, params, declared }: FunctionIR) {
    for (let local = params.length; local < declared; local++) if (locals[local] === 'i') this.values.set(local, 0);
  }

  /** At this place of the walk: good until it goes on. */
  get constants(): Constants {
    return this.values;
  }

  /** What a statement does before anything in its lists. */
  pass(s: Stmt): void {
    for (const e of expressionsOf(s)) this.forgetTees(e);
    for (const local of assigned(s)) this.values.delete(local);
    if (s.k !== 'set' || s.value.k !== 'const' || s.value.type !== 'i') return;
    this.values.set(s.local, s.value.lo);
    this.inner[this.inner.length - 1]?.push(s.local);
  }

  /** Walks over a list inside of a statement, which may not be run, or not to its end: what it assigns is unknown behind it. */
  within(walk: () => void): void {
    this.inner.push([]);
    walk();
    for (const local of this.inner.pop()!) this.values.delete(local);
  }

  /** Before and behind what may repeat, or is not walked over. */
  forget(): void {
    this.values.clear();
  }

  private forgetTees(e: Expr): void {
    if ((e.fx & Fx.WritesLocal) === 0) return;
    if (e.k === 'tee') this.values.delete(e.local);
    operands(e, (o) => { this.forgetTees(o); });
  }
}
