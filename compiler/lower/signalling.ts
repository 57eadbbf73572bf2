/**
 * Where signalling f32 NaNs matter. The conversion from float to double makes a NaN quiet, so that only what keeps its bits
 * elsewhere is exact: loads, reinterpretations and constants whose value is moved on (stored, returned, passed, kept in a local
 * that is) yield a marked number for a signalling NaN (see runtime-lite/float), and what takes such a number to bits looks for the
 * mark. Arithmetic needs neither: its results are quiet whatever the operands. Nor does a value that a comparison has shown to be a number.
 */
import { append } from '../ir/append.js';
import { operands } from '../ir/effects.js';
import type { Expr, FunctionIR, Stmt } from '../ir/nodes.js';
import { assigned, expressionsOf, listsOf } from '../ir/walk.js';
import { Ordered, shownBy } from './ordered.js';

export interface Signalling {
  /** f32 locals that may hold a signalling NaN. */
  readonly locals: ReadonlySet<number>;
  /** Loads, elements, reinterpretations and constants of type f32 whose exact bits matter. */
  readonly observed: ReadonlySet<Expr>;
}

/** Who takes a value: something that keeps its bits, something that does not look at them, or a local. */
type Taker = 'bits' | 'number' | number;

const QUIETING: ReadonlySet<string> = new Set(['unary', 'binary', 'compare', 'test', 'convert']);
const SIGN_ONLY: ReadonlySet<string> = new Set(['f32.abs', 'f32.neg', 'f32.copysign']);
const REINTERPRETED = 'f32.reinterpret_i32';

/** Whether a value of this kind can signal on its own account, apart from its operands. */
const isSource = (e: Expr): boolean =>
  e.k === 'load' || e.k === 'const' || (e.k === 'op' && e.row.name === REINTERPRETED) || (e.k === 'intrinsic' && e.row.shape === 'array.get');

export function findSignalling(f: FunctionIR): Signalling {
  return f.traits.f32 ? new Analysis(f).run() : NOTHING;
}

const NOTHING: Signalling = { locals: new Set(), observed: new Set() };
const NONE: readonly number[] = [];

const JUMPS: ReadonlySet<Stmt['k']> = new Set<Stmt['k']>(['br', 'return', 'tail', 'unreachable', 'throw', 'throw_ref']);

/** Whether the list ends by a jump elsewhere. */
function leaves(list: readonly Stmt[]): boolean {
  const last = list[list.length - 1]?.k;
  return last !== undefined && JUMPS.has(last);
}

class Analysis {
  /** Of each f32 local: the values assigned to it, the locals that take its value, and whether something keeps its bits. */
  private readonly values = new Map<number, Expr[]>();
  private readonly takers = new Map<number, number[]>();
  private readonly kept = new Set<number>();
  private readonly sources: [Expr, Taker][] = [];
  private readonly signals = new Set<number>();
  private readonly observed = new Set<Expr>();
  private readonly ordered = new Ordered();

  constructor(private readonly f: FunctionIR) {
    f.params.forEach((type, i) => {
      if (type === 'f') this.signals.add(i);
    });
    this.list(f.body, NONE);
  }

  run(): Signalling {
    const queue = [...this.kept];
    for (let l = queue.pop(); l !== undefined; l = queue.pop())
      for (const from of this.takers.get(l) ?? [])
        if (!this.kept.has(from)) {
          this.kept.add(from);
          queue.push(from);
        }
    for (const [e, taker] of this.sources) if (taker === 'bits' || (typeof taker === 'number' && this.kept.has(taker))) this.observed.add(e);
    for (let changed = true; changed; ) {
      changed = false;
      for (const [local, list] of this.values)
        if (!this.signals.has(local) && list.some((e) => this.maySignal(e))) {
          this.signals.add(local);
          changed = true;
        }
    }
    return { locals: this.signals, observed: this.observed };
  }

  private maySignal(e: Expr): boolean {
    if (isSource(e)) return this.observed.has(e);
    switch (e.k) {
      case 'get':
        return this.signals.has(e.local);
      case 'tee':
        return this.maySignal(e.value);
      case 'cond':
        return this.maySignal(e.a) || this.maySignal(e.b);
      case 'op':
        return SIGN_ONLY.has(e.row.name) ? this.maySignal(e.args[0]!) : !QUIETING.has(e.row.shape);
      default:
        return true;
    }
  }

  /** `numbers`: locals that are no NaN at the start of the list. The result: those of them that still are at its end. */
  private list(list: readonly Stmt[], numbers: readonly number[]): readonly number[] {
    return this.ordered.within(numbers, () => {
      for (const s of list) this.statement(s);
    });
  }

  private statement(s: Stmt): void {
    if (s.k === 'set') this.assign(s.local, s.value);
    else for (const e of expressionsOf(s)) this.expression(e, 'bits');
    if (s.k === 'multi') for (const l of assigned(s)) if (this.f.locals[l] === 'f') this.signals.add(l);
    for (const l of assigned(s)) this.ordered.assign(l);
    if (s.k === 'if') {
      const afterThen = this.list(s.then, shownBy(s.cond, true));
      const afterElse = this.list(s.else, shownBy(s.cond, false));
      if (leaves(s.then)) this.ordered.learn(afterElse);
      if (leaves(s.else)) this.ordered.learn(afterThen);
      return;
    }
    const nested = listsOf(s);
    // Code that can run again meets what it assigns itself.
    for (const l of nested) this.ordered.forget(l);
    for (const l of nested) this.list(l, NONE);
  }

  private assign(local: number, value: Expr): void {
    if (value.type === 'f') {
      append(this.values, local, value);
      this.expression(value, local);
    } else this.expression(value, 'bits');
    this.ordered.assign(local);
  }

  /** `taker` is of meaning for values of type f32. */
  private expression(e: Expr, taker: Taker): void {
    if (e.type === 'f' && isSource(e)) this.sources.push([e, taker]);
    switch (e.k) {
      case 'get':
        if (e.type === 'f') this.taken(e.local, taker);
        return;
      case 'tee':
        if (e.type === 'f') this.taken(e.local, taker);
        this.assign(e.local, e.value);
        return;
      case 'cond':
        this.expression(e.cond, 'bits');
        this.ordered.within(shownBy(e.cond, true), () => this.expression(e.a, taker));
        this.ordered.within(shownBy(e.cond, false), () => this.expression(e.b, taker));
        return;
      case 'op':
        e.args.forEach((a, i) => this.expression(a, takerOf(e, i, taker)));
        return;
      default:
        operands(e, (o) => this.expression(o, 'bits'));
    }
  }

  private taken(local: number, taker: Taker): void {
    if (taker === 'number' || this.ordered.has(local)) return;
    if (taker === 'bits') this.kept.add(local);
    else append(this.takers, taker, local);
  }
}

/** Who takes operand `i` of an operation whose own value goes to `taker`. */
function takerOf(e: Expr & { k: 'op' }, i: number, taker: Taker): Taker {
  if (SIGN_ONLY.has(e.row.name)) return i === 0 ? taker : 'number';
  return QUIETING.has(e.row.shape) && e.row.name !== 'i32.reinterpret_f32' ? 'number' : 'bits';
}
