/**
 * Moves the value of a local that is read once to where it is read, and drops assignments that nobody reads.
 *
 * Statements are scanned in order, expressions in evaluation order. An assignment is kept as a candidate until something
 * is evaluated that it may not be moved over; a read of a candidate takes its value.
 */
import { Effects } from '../ops/row.js';
import { conflicts, isPure, mayThrow, operands, readsAny, readsLocal } from '../ir/effects.js';
import { Fx, type Expr, type FunctionIR, type SetLocal, type Stmt } from '../ir/nodes.js';
import { mapExpressions, mapOperands } from '../ir/rewrite.js';
import { assigned, eachExpression, eachStatement, listsOf, ownEffects } from '../ir/walk.js';

/** Values higher than this are not moved, so that trees stay bounded. */
const MAX_HEIGHT = 40;
/** A value moved once may let another one move; a third round gains less than 0.1 % of the text of nginx. */
const ROUNDS = 2;
/** More candidates at a time than this make the scan slow and gain nothing. */
const MAX_CANDIDATES = 48;

interface Candidate {
  readonly set: SetLocal;
  value: Expr;
}

export function forward(f: FunctionIR): void {
  let changed = true;
  for (let round = 0; changed && round < ROUNDS; round++) changed = new Forwarder(f).run();
}

class Forwarder {
  private readonly reads: Uint32Array;
  private readonly writes: Uint32Array;
  private readonly moved = new Set<Stmt>();
  private candidates = new Map<number, Candidate>();
  private changed = false;
  /** Whether a handler of the function may see what locals hold when a call throws. */
  private guarded = false;
  /** Effects of the list so far. */
  private fx = 0;
  /** Counts nested statements; when a local was last read and assigned, and when any was. */
  private now = 0;
  private readonly lastReads: Uint32Array;
  private readonly lastWrites: Uint32Array;
  private lastWrite = 0;

  constructor(private readonly f: FunctionIR) {
    this.reads = new Uint32Array(f.locals.length);
    this.writes = new Uint32Array(f.locals.length);
    this.lastReads = new Uint32Array(f.locals.length);
    this.lastWrites = new Uint32Array(f.locals.length);
    for (let i = 0; i < f.params.length; i++) this.writes[i] = 1;
    eachStatement(f.body, (s) => {
      for (const l of assigned(s)) this.writes[l]!++;
    });
    eachExpression(f.body, (e) => {
      if (e.k === 'get') this.reads[e.local]!++;
      else if (e.k === 'tee') this.writes[e.local]!++;
    });
  }

  run(): boolean {
    this.list(this.f.body, false);
    return this.changed;
  }

  private list(list: Stmt[], guarded: boolean): void {
    const outer = this.candidates;
    const outerGuarded = this.guarded;
    this.candidates = new Map();
    this.guarded = guarded;
    this.statements(list);
    this.candidates = outer;
    this.guarded = outerGuarded;
  }

  private statements(list: Stmt[]): void {
    for (let i = 0; i < list.length; i++) list[i] = this.statement(list[i]!);
    let kept = 0;
    for (const s of list) if (!this.moved.has(s)) list[kept++] = s;
    list.length = kept;
  }

  /** A block begins like the list around it goes on; what it assigns may be skipped. */
  private block(body: Stmt[]): void {
    const before = new Map(this.candidates);
    this.statements(body);
    for (const [local, c] of this.candidates) if (before.get(local) !== c) this.candidates.delete(local);
  }

  private statement(s: Stmt): Stmt {
    const next = this.rewriteOperands(s);
    const nested = listsOf(next);
    const own = ownEffects(next);
    if (next.k === 'block') this.block(next.body);
    else if (nested.length) {
      const outerFx = this.fx;
      const begun = ++this.now;
      this.fx = 0;
      const guarded = guardedList(next);
      for (const l of nested) this.list(l, this.guarded || guarded === true || guarded === l);
      this.passNested(this.fx, own, begun);
      this.fx |= outerFx;
    }
    this.fx |= own;
    this.pass(own);
    for (const l of assigned(next)) {
      this.noteWrite(l);
      this.overwrite(l);
    }
    return next.k === 'set' ? this.assignment(next) : next;
  }

  /** Nested statements with the effects `fx`, entered at the moment `begun`, in a statement with effects of its own. */
  private passNested(fx: number, own: number, begun: number): void {
    const inside = { has: (local: number) => this.lastWrites[local]! >= begun };
    for (const [local, c] of this.candidates) {
      const stays =
        this.lastReads[local]! >= begun ||
        inside.has(local) ||
        conflicts(c.value.fx, fx | own) ||
        readsAny(c.value, inside) ||
        (this.guarded && mayThrow(c.value.fx) && this.lastWrite >= begun);
      if (stays || ((fx & Fx.Control) !== 0 && !this.isOnce(local))) this.candidates.delete(local);
    }
  }

  private noteWrite(local: number): void {
    this.lastWrites[local] = this.lastWrite = this.now;
  }

  /** A new candidate, or what is left of an assignment that nobody reads. */
  private assignment(s: SetLocal): Stmt {
    const { local, value } = s;
    if (this.reads[local] === 0) {
      this.changed = true;
      if (isPure(value.fx)) {
        this.moved.add(s);
        return s;
      }
      return { k: 'eval', at: s.at, value };
    }
    if (
      (value.fx & Fx.WritesLocal) === 0 &&
      value.depth <= MAX_HEIGHT &&
      this.candidates.size < MAX_CANDIDATES &&
      !readsLocal(value, local)
    )
      this.candidates.set(local, { set: s, value });
    return s;
  }

  private rewriteOperands(s: Stmt): Stmt {
    this.returned = s.k === 'return' ? s.values : [];
    return mapExpressions(s, this.rewriteOwn);
  }

  private readonly rewriteOwn = (e: Expr): Expr => {
    this.fx |= e.fx;
    return this.expression(e);
  };

  private readonly rewriteOperand = (e: Expr): Expr => this.expression(e);

  private expression(e: Expr): Expr {
    if (e.k === 'get') {
      this.lastReads[e.local] = this.now;
      return this.read(e);
    }
    if (e.k === 'cond') return this.conditional(e);
    const next = mapOperands(e, this.rewriteOperand);
    if (next.k === 'tee') {
      this.noteWrite(next.local);
      if (this.reads[next.local] === 0) {
        this.changed = true;
        return next.value;
      }
      this.overwrite(next.local);
    } else if (next.k === 'global.get') this.pass(Effects.ReadsGlobal);
    else if (next.k === 'call' || next.k === 'call_indirect' || next.k === 'call_ref') this.pass(next.fx);
    else if (next.k === 'load' || next.k === 'intrinsic' || next.k === 'op') this.pass(next.row.effects);
    return next;
  }

  /** Only one arm is evaluated: what has effects must not move into it. */
  private conditional(e: Expr & { k: 'cond' }): Expr {
    return mapOperands(e, (o) => {
      if (o !== e.cond)
        for (const [local, c] of this.candidates)
          if (!isPure(c.value.fx) && (readsLocal(e.a, local) || readsLocal(e.b, local))) this.candidates.delete(local);
      return this.expression(o);
    });
  }

  private read(e: Expr & { k: 'get' }): Expr {
    const c = this.candidates.get(e.local);
    if (!c) return e;
    this.candidates.delete(e.local);
    if (!this.isOnce(e.local) && (this.guarded || !this.isLast(e.local))) return e;
    this.moved.add(c.set);
    this.changed = true;
    this.pass(c.value.fx);
    return c.value;
  }

  /** Assigned once and read once. */
  private isOnce(local: number): boolean {
    return this.reads[local] === 1 && this.writes[local] === 1;
  }

  /** Read once by the return statement being rewritten: the function ends, so nobody reads the local after. */
  private isLast(local: number): boolean {
    let found = 0;
    const count = (e: Expr): void => {
      if (e.k === 'get' && e.local === local) found++;
      else operands(e, count);
    };
    for (const v of this.returned) count(v);
    return found === 1;
  }
  private returned: readonly Expr[] = [];

  /** Something with these effects is evaluated: candidates that may not come after it stay where they are. */
  private pass(fx: number): void {
    if (fx === 0) return;
    for (const [local, c] of this.candidates) {
      if (conflicts(c.value.fx, fx) || ((fx & Fx.Control) !== 0 && !this.isOnce(local))) this.candidates.delete(local);
    }
  }

  private overwrite(local: number): void {
    for (const [l, c] of this.candidates)
      if (l === local || readsLocal(c.value, local) || (this.guarded && mayThrow(c.value.fx))) this.candidates.delete(l);
  }
}

/** For which list of the statement a handler stands by: one, all or none. */
function guardedList(s: Stmt): readonly Stmt[] | boolean {
  return s.k === 'try' ? s.body : s.k === 'dispatch' && s.handlers.some((h) => h !== undefined);
}
