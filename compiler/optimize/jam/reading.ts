/**
 * What a round of a loop does, of which several are to be made at once: which addresses it uses, how often loops inside of it go round, and
 * which values are the same in the next round, or greater by a constant.
 */
import { readsAny } from '../../ir/effects.js';
import * as make from '../../ir/make.js';
import type { Expr, Load, Op, SetLocal, Store, Word } from '../../ir/nodes.js';
import { Effects } from '../../ops/row.js';
import type { Constants } from '../loops/constants.js';
import type { Reach } from '../loops/extents.js';
import { fixed, linearOf, stepping, term, valueOf, type Affine, type Linear } from '../loops/linear.js';
import { touches, type Exit, type Piece, type Repeat } from '../loops/pieces.js';
import type { Known } from '../loops/values.js';
import { Walk, type Last } from '../loops/walk.js';

/** An unsigned number that must stay below a limit that does not change, or not above it. */
export interface Bounded {
  readonly affine: Affine;
  readonly limit: Linear;
  readonly isBelow: boolean;
  readonly when: readonly Expr[];
}

export interface Round {
  readonly head: readonly Piece[];
  /** What is done round after round: from the first store on. */
  readonly rest: readonly Piece[];
  readonly loads: readonly Reach[];
  readonly stores: readonly Reach[];
  /** What must hold for the loop not to be left early. */
  readonly bounded: readonly Bounded[];
  /** How often a loop goes round: once more than this, as an unsigned number. */
  readonly lasts: ReadonlyMap<Repeat, Linear>;
  /** i32 that must not be zero for all this to hold. */
  readonly conditions: readonly Expr[];
  /** What a round adds to locals that it leaves to the next one. */
  readonly steps: ReadonlyMap<number, Linear>;
  /**
   * Locals that the head assigns, and `steps`: by what copies of them differ, where they need not have variables of their own. Where the rest
   * assigns one of these, it adds just so much.
   */
  readonly shifts: ReadonlyMap<number, number | undefined>;
  /** Whether a loop inside adds up floats. */
  readonly sums: boolean;
}

type Order = readonly [name: 'below' | 'most', isSwapped: boolean];
/** What a comparison says of its first operand, or, swapped, of its second one, where it leads out of a loop and does not hold, and where it holds. */
const BELOW: Readonly<Record<string, { readonly left: Order; readonly stayed: Order }>> = {
  'i32.ge_u': { left: ['below', false], stayed: ['most', true] },
  'i32.gt_u': { left: ['most', false], stayed: ['below', true] },
  'i32.le_u': { left: ['below', true], stayed: ['most', false] },
  'i32.lt_u': { left: ['most', true], stayed: ['below', false] },
};

/** `begin`: what locals hold where the loop begins; `temporary` makes a local. Gives undefined where the loop does what cannot be done for several rounds at once. */
export function read(outer: Repeat, types: readonly Word[], begin: Constants, temporary: (type: Word) => number): Round | undefined {
  return new Reading(outer, types, begin).round(temporary);
}

class Reading extends Walk {
  /** What is walked over: the head, or the rest. */
  private mode: 'head' | 'rest' = 'head';
  private readonly loads: Reach[] = [];
  private readonly stores: Reach[] = [];
  private readonly bounded: Bounded[] = [];
  private readonly counts = new Map<Repeat, Linear>();
  private readonly shifts = new Map<number, number | undefined>();
  private readonly headWrites = new Set<number>();
  private sums = false;

  private get inHead(): boolean {
    return !this.isSearch && this.mode === 'head';
  }

  round(temporary: (type: Word) => number): Round | undefined {
    const { outer, types } = this;
    const steps = this.search(outer, (local) => (types[local] === 'i' ? fixed(term(local)) : undefined), (local) => local);
    if (this.isOther) return undefined;
    const single = new Set([...outer.carried].filter((local) => !steps.has(local)));
    for (const [local, step] of steps) this.start(local, { affine: stepping(fixed(this.atBegin(local)), outer, step), shift: valueOf(step) });
    const head: Piece[] = [];
    let at = 0;
    for (; at < outer.body.length && !this.isOther; at++) {
      const p = outer.body[at]!;
      if (touches(p, single) || (p.k === 'if' && this.value(p.cond).shift !== 0)) break;
      if (p.k === 'store') this.isOther = true;
      else this.piece(p);
      head.push(p);
    }
    const rest = outer.body.slice(at);
    const [first] = rest;
    if (first?.k === 'store' && first.value.k !== 'get' && first.value.k !== 'const' && !readsAny(first.value, single)) {
      const kept: SetLocal = { k: 'set', at: first.at, local: temporary(first.value.type as Word), value: first.value };
      this.piece(kept);
      head.push(kept);
      rest[0] = { ...first, value: make.get(kept.value.type as Word, kept.local, first.at) };
    }
    this.mode = 'rest';
    for (const p of rest) this.piece(p);
    const last = linearOf(this.last(outer, outer)?.rounds);
    if (this.isOther || !last) return undefined;
    this.counts.set(outer, last);
    this.noteOwn(rest);
    const { loads, stores, bounded, counts, conditions, shifts, sums } = this;
    return { head, rest, loads, stores, bounded, lasts: counts, conditions, steps, shifts, sums };
  }

  /** A local at the beginning of a round. */
  private start(local: number, known: Known): void {
    this.state.set(local, known);
    this.note(local, known.shift);
  }

  private note(local: number, shift: number | undefined): void {
    this.shifts.set(local, this.shifts.has(local) && this.shifts.get(local) !== shift ? undefined : shift);
  }

  /** Locals that head and rest assign have variables of their own in each copy, and those that the rest does not simply step. */
  private noteOwn(rest: readonly Piece[], isTop = true): void {
    for (const p of rest) {
      if (p.k === 'set' && this.shifts.has(p.local) && (!isTop || this.headWrites.has(p.local) || !isStep(p, this.shifts.get(p.local)))) this.shifts.set(p.local, undefined);
      if (p.k === 'if') for (const arm of [p.then, p.else]) this.noteOwn(arm, false);
    }
  }

  protected override entered(local: number, known: Known): void {
    if (!this.inHead) {
      this.state.set(local, known);
      return;
    }
    this.start(local, known);
    if (known.shift === undefined && (this.types[local] === 'f' || this.types[local] === 'd')) this.sums = true;
  }

  protected override assign(local: number, known: Known): void {
    if (this.inHead) {
      this.headWrites.add(local);
      this.start(local, known);
    } else this.state.set(local, known);
  }

  protected override loaded(e: Load, { affine, shift }: Known): number | undefined {
    if (this.inHead) {
      if (affine) this.loads.push({ access: e, affine, when: [...this.when] });
      else this.isOther = true;
    }
    return (this.isSearch || this.mode === 'head') && shift === 0 ? 0 : undefined;
  }

  protected override stored(s: Store, affine: Affine | undefined): void {
    if (this.isSearch) return;
    if (!affine || this.mode === 'head') this.isOther = true;
    else this.stores.push({ access: s, affine, when: [...this.when] });
  }

  protected override operated(e: Op): void {
    if (this.inHead && (e.row.effects & Effects.Traps) !== 0) this.isOther = true;
  }

  protected override chosen(test: Known): void {
    if (this.inHead && test.shift !== 0) this.isOther = true;
  }

  /** Unsigned comparisons with what does not change, as checks of bounds are. */
  protected override exit({ cond, ifTrue }: Exit): void {
    const { row, args } = cond as Op;
    const [name, isSwapped] = (cond.k === 'op' && BELOW[row.name]?.[ifTrue ? 'left' : 'stayed']) || [];
    const known = name === undefined ? [] : args.map((e) => this.value(e).affine);
    if (name === undefined) this.value(cond);
    if (this.isSearch) return;
    const [affine, other] = isSwapped ? [known[1], known[0]] : known;
    const limit = linearOf(other);
    if (!affine || !limit) this.isOther = true;
    else this.bounded.push({ affine, limit, isBelow: name === 'below', when: [...this.when] });
  }

  protected override loop(loop: Repeat): void {
    if (!this.isSearch && this.mode === 'rest') this.isOther = true;
    else super.loop(loop);
  }

  protected override repeated(loop: Repeat, isEven: boolean, last: Last | undefined): Last | undefined {
    const count = linearOf(last?.rounds);
    if (this.inHead) {
      if (!isEven || !count) this.isOther = true;
      else this.counts.set(loop, count);
    }
    return count && last;
  }
}

/** Whether it adds so much to the local. */
function isStep({ local, value }: SetLocal, by: number | undefined): boolean {
  if (value.k !== 'op' || value.row.name !== 'i32.add') return false;
  const [a, b] = value.args as [Expr, Expr];
  return a.k === 'get' && a.local === local && b.k === 'const' && b.lo === by;
}
