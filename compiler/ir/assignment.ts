/**
 * Definite assignment: which locals may be read before they were assigned. The same rule as for Java's local variables: a branch carries what
 * is assigned to its target, joins intersect.
 */
import { operands } from './effects.js';
import type { Expr, Label, Stmt } from './nodes.js';
import { expressionsOf, assigned } from './walk.js';

/** Sets of locals are copied at branches: where there are more locals, all of them may be read. */
const MAX_LOCALS = 4000;

type Bits = Uint32Array | undefined;

/** The locals that the code may read before it assigns them, of `locals` ones, the first `given` of which are assigned before; undefined if any. */
export function readUnassigned(body: readonly Stmt[], locals: number, given: number): ReadonlySet<number> | undefined {
  return locals > MAX_LOCALS ? undefined : new Analysis(locals, given).run(body);
}

/** `undefined` stands for code that is not reached: everything is assigned there. */
class Analysis {
  private now: Bits;
  private readonly atLabel = new Map<Label, Bits>();
  private readonly unassigned = new Set<number>();

  constructor(locals: number, given: number) {
    this.now = new Uint32Array((locals + 31) >> 5);
    for (let i = 0; i < given; i++) this.assign(i);
  }

  run(body: readonly Stmt[]): ReadonlySet<number> {
    this.list(body);
    return this.unassigned;
  }

  private assign(local: number): void {
    if (this.now) this.now[local >> 5]! |= 1 << (local & 31);
  }

  private read(local: number): void {
    if (this.now && (this.now[local >> 5]! & (1 << (local & 31))) === 0) this.unassigned.add(local);
  }

  private expression(e: Expr): void {
    if (e.k === 'get') {
      this.read(e.local);
      return;
    }
    if (e.k === 'cond') {
      this.expression(e.cond);
      const before = this.now?.slice();
      this.expression(e.a);
      const afterA = this.now;
      this.now = before;
      this.expression(e.b);
      this.now = meet(this.now, afterA);
      return;
    }
    operands(e, (o) => this.expression(o));
    if (e.k === 'tee') this.assign(e.local);
  }

  /** Two ways on from here, which meet again. */
  private either(one: readonly Stmt[], other: readonly Stmt[]): void {
    const before = this.now?.slice();
    this.list(one);
    const afterOne = this.now;
    this.now = before;
    this.list(other);
    this.now = meet(this.now, afterOne);
  }

  private list(list: readonly Stmt[]): void {
    for (const s of list) this.statement(s);
  }

  private arrive(label: Label): void {
    this.atLabel.set(label, this.atLabel.has(label) ? meet(this.atLabel.get(label), this.now) : this.now?.slice());
  }

  private statement(s: Stmt): void {
    for (const e of expressionsOf(s)) this.expression(e);
    for (const l of assigned(s)) this.assign(l);
    switch (s.k) {
      case 'block':
        this.list(s.body);
        if (this.atLabel.has(s.label)) this.now = meet(this.now, this.atLabel.get(s.label));
        return;
      case 'loop':
        this.list(s.body);
        return;
      case 'if':
        this.either(s.then, s.else);
        return;
      case 'try':
        // The handler may come after any part of the body.
        this.either(s.body, s.handler);
        return;
      case 'switch': {
        const before = this.now;
        let after: Bits = undefined;
        for (const arm of s.arms) {
          this.now = before?.slice();
          this.list(arm.body);
          after = meet(after, this.now);
        }
        this.now = after;
        return;
      }
      case 'dispatch': {
        // Any case may come after any other: what is assigned before is all that is sure.
        const before = this.now;
        for (const c of s.cases) {
          this.now = before?.slice();
          this.list(c);
        }
        this.now = before;
        return;
      }
      case 'br':
        if (!s.label.dispatch) this.arrive(s.label);
        this.now = undefined;
        return;
      case 'return':
      case 'tail':
      case 'unreachable':
      case 'throw':
      case 'throw_ref':
        this.now = undefined;
        return;
    }
  }
}

function meet(a: Bits, b: Bits): Bits {
  if (!a) return b?.slice();
  if (!b) return a;
  const both = a.slice();
  for (let i = 0; i < both.length; i++) both[i]! &= b[i]!;
  return both;
}
