/**
 * What a round of a loop does, of which several are to be made at once: which addresses it uses, how often loops inside of it go round, and
 * which values are the same in the next round, or greater by a constant.
 */
import { isPure, readsAny } from '../../ir/effects.js';
import * as make from '../../ir/make.js';
import type { Access, Expr, Load, Op, SetLocal, Word } from '../../ir/nodes.js';
import { Effects } from '../../ops/row.js';
import { affineSum, constant, fixed, isSameAffine, linearOf, stepping, sum, term, times, valueOf, written, type Affine, type Linear, type Term } from './linear.js';
import { touches, type Exit, type Piece, type Repeat } from './pieces.js';

interface Known {
  readonly affine: Affine | undefined;
  /** What the next round of the outer loop has more at the same place; undefined where that is not known. */
  readonly shift: number | undefined;
}

export interface Reach {
  readonly access: Access & { readonly row: { readonly width: Load['row']['width'] } };
  readonly affine: Affine;
  /** It is done only where all these are not zero. */
  readonly when: readonly Expr[];
}

/** An unsigned number that must stay below a limit that does not change, or not above it. */
export interface Bounded {
  readonly affine: Affine;
  readonly limit: Linear;
  readonly isBelow: boolean;
  readonly when: readonly Expr[];
}

/** How often a loop goes round: once more than this, as an unsigned number. */
export type Last = Linear;

export interface Round {
  readonly head: readonly Piece[];
  /** What is done round after round: from the first store on. */
  readonly rest: readonly Piece[];
  readonly loads: readonly Reach[];
  readonly stores: readonly Reach[];
  /** What must hold for the loop not to be left early. */
  readonly bounded: readonly Bounded[];
  readonly lasts: ReadonlyMap<Repeat, Last>;
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

const UNKNOWN: Known = { affine: undefined, shift: undefined };
/** Rounds of the search for what differs; each makes at least one local differ. */
const MAX_TRIALS = 8;

/** `temporary` makes a local. Gives undefined where the loop does what cannot be done for several rounds at once. */
export function read(outer: Repeat, types: readonly Word[], temporary: (type: Word) => number): Round | undefined {
  return new Reading(outer, types).round(temporary);
}

class Reading {
  private readonly state = new Map<number, Known>();
  private isOther = false;
  /** What is walked over: a loop to find how it changes its locals, or, in earnest, the head, or the rest. */
  private mode: 'search' | 'head' | 'rest' = 'search';
  /** Terms that stand for unknown values while it is searched how these change. */
  private readonly symbols = new Set<Term>();
  private readonly when: Expr[] = [];
  private readonly loads: Reach[] = [];
  private readonly stores: Reach[] = [];
  private readonly bounded: Bounded[] = [];
  private readonly lasts = new Map<Repeat, Last>();
  private readonly conditions: Expr[] = [];
  private readonly shifts = new Map<number, number | undefined>();
  private sums = false;

  constructor(
    private readonly outer: Repeat,
    private readonly types: readonly Word[],
  ) {}

  round(temporary: (type: Word) => number): Round | undefined {
    const { outer, types } = this;
    const steps = this.search(outer, (local) => (types[local] === 'i' ? fixed(term(local)) : undefined), (local) => local);
    if (this.isOther) return undefined;
    const single = new Set([...outer.carried].filter((local) => !steps.has(local)));
    for (const [local, step] of steps) this.begin(local, { affine: stepping(fixed(term(local)), outer, step), shift: valueOf(step) });
    const head: Piece[] = [];
    let at = 0;
    this.mode = 'head';
    for (; at < outer.body.length && !this.isOther; at++) {
      const p = outer.body[at]!;
      if (touches(p, single) || (p.k === 'if' && this.value(p.cond).shift !== 0)) break;
      this.piece(p);
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
    for (const p of rest) this.after(p);
    const last = this.last(outer);
    if (this.isOther || !last) return undefined;
    this.lasts.set(outer, last);
    this.noteOwn(rest);
    const { loads, stores, bounded, lasts, conditions, shifts, sums } = this;
    return { head, rest, loads, stores, bounded, lasts, conditions, steps, shifts, sums };
  }

  /** A local at the beginning of a round. */
  private begin(local: number, known: Known): void {
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
  private readonly headWrites = new Set<number>();

  /** By how much each round changes locals that the loop carries; of others nothing is known. `symbol`: what stands for the value that a round begins with. */
  private search(loop: Repeat, entry: (local: number) => Affine | undefined, symbol: (local: number) => Term): Map<number, Linear> {
    const before = new Map([...loop.carried].map((local) => [local, this.state.get(local) ?? UNKNOWN] as const));
    const isOuter = loop === this.outer;
    const shift = new Map([...loop.carried].map((local) => [local, isOuter ? undefined : before.get(local)!.shift] as const));
    const symbols = new Map([...loop.carried].filter((local) => entry(local)).map((local) => [local, symbol(local)] as const));
    const { mode } = this;
    this.mode = 'search';
    for (const t of symbols.values()) this.symbols.add(t);
    for (let trial = 0, isSure = false; !isSure && !this.isOther; trial++) {
      for (const local of loop.writes) this.state.set(local, UNKNOWN);
      for (const local of loop.carried) this.state.set(local, { affine: symbols.has(local) ? fixed(term(symbols.get(local)!)) : undefined, shift: shift.get(local) });
      for (const p of loop.body) this.after(p);
      isSure = true;
      for (const [local, own] of shift) {
        if (own === undefined || this.state.get(local)!.shift === own) continue;
        shift.set(local, undefined);
        isSure = false;
      }
      if (trial === MAX_TRIALS) this.isOther = true;
    }
    const steps = new Map<number, Linear>();
    for (const [local, own] of symbols) {
      const end = linearOf(this.state.get(local)!.affine);
      const step = end && sum(end, term(own), -1);
      if (step && this.isKnown(step)) steps.set(local, step);
    }
    for (const t of symbols.values()) this.symbols.delete(t);
    this.mode = mode;
    for (const local of loop.writes) this.state.set(local, UNKNOWN);
    if (!isOuter) {
      for (const [local, { affine }] of before) {
        const step = steps.get(local);
        const known = { affine: affine && step ? stepping(affine, loop, step) : undefined, shift: shift.get(local) };
        if (mode === 'head') this.begin(local, known);
        else this.state.set(local, known);
        if (mode === 'head' && known.shift === undefined && (this.types[local] === 'f' || this.types[local] === 'd')) this.sums = true;
      }
    }
    return steps;
  }

  /** Whether it may be part of an expression, which hides what it is made of. */
  private isKnown(a: Linear): boolean {
    return ![...a.terms.keys()].some((t) => this.symbols.has(t));
  }

  /** A piece of the head. */
  private piece(p: Piece): void {
    switch (p.k) {
      case 'set': {
        const known = this.value(p.value);
        this.headWrites.add(p.local);
        this.begin(p.local, known);
        return;
      }
      case 'store':
        this.isOther = true;
        return;
      default:
        this.after(p);
    }
  }

  /** A piece of the head, of what follows it, or of a search. */
  private after(p: Piece): void {
    switch (p.k) {
      case 'set':
        if (this.mode === 'head') this.piece(p);
        else this.state.set(p.local, this.value(p.value));
        return;
      case 'store': {
        const { affine } = this.value(p.addr);
        this.value(p.value);
        if (this.mode === 'search') return;
        if (!affine || this.mode === 'head') this.isOther = true;
        else this.stores.push({ access: p, affine, when: [...this.when] });
        return;
      }
      case 'if':
        this.choice(p.cond, p.then, p.else);
        return;
      case 'exit':
        this.exit(p);
        return;
      case 'loop':
        if (this.mode === 'rest') this.isOther = true;
        else this.loop(p);
    }
  }

  /** Unsigned comparisons with what does not change, as checks of bounds are. */
  private exit({ cond, ifTrue }: Exit): void {
    const { row, args } = cond as Op;
    const [name, isSwapped] = (cond.k === 'op' && BELOW[row.name]?.[ifTrue ? 'left' : 'stayed']) || [];
    const known = name === undefined ? [] : args.map((e) => this.value(e).affine);
    if (name === undefined) this.value(cond);
    if (this.mode === 'search') return;
    const [affine, other] = isSwapped ? [known[1], known[0]] : known;
    const limit = linearOf(other);
    if (!affine || !limit) this.isOther = true;
    else this.bounded.push({ affine, limit, isBelow: name === 'below', when: [...this.when] });
  }

  private choice(cond: Expr, then: readonly Piece[], otherwise: readonly Piece[]): void {
    const test = this.value(cond);
    if (this.mode === 'head' && test.shift !== 0) this.isOther = true;
    const known = linearOf(test.affine);
    const isTrue = known && this.isKnown(known) ? written(known, cond.at) : undefined;
    const before = new Map(this.state);
    this.under(isTrue, () => { for (const p of then) this.after(p); });
    const after = new Map(this.state);
    this.state.clear();
    for (const [local, value] of before) this.state.set(local, value);
    this.under(isTrue && make.apply('i32.eqz', [isTrue], cond.at), () => { for (const p of otherwise) this.after(p); });
    for (const local of new Set([...after.keys(), ...this.state.keys()])) {
      const [a, b] = [after.get(local) ?? this.unassigned(local), this.state.get(local) ?? this.unassigned(local)];
      const both = this.joined(isTrue, a, b, cond.at);
      if (a !== b) this.state.set(local, test.shift === 0 ? both : { affine: both.affine, shift: undefined });
    }
  }

  private under(test: Expr | undefined, walk: () => void): void {
    if (test) this.when.push(test);
    walk();
    if (test) this.when.pop();
  }

  private loop(loop: Repeat): void {
    this.search(loop, (local) => this.state.get(local)?.affine, (local) => make.get('i', local, loop.at));
    for (const p of loop.body) this.after(p);
    const isEven = this.value(loop.cond).shift === 0;
    const last = this.last(loop);
    if (this.mode === 'head') {
      if (!isEven || !last) this.isOther = true;
      else this.lasts.set(loop, last);
    }
    for (const local of loop.writes) {
      const { affine, shift } = this.state.get(local)!;
      const step = affine?.steps.get(loop);
      if (!step) continue;
      const total = last && product(step, last, loop.at);
      this.state.set(local, { affine: total && affineSum(stepping(affine!, loop, constant(0)), fixed(total)), shift });
    }
  }

  /** How often the loop goes round, after a walk over its body. */
  private last(loop: Repeat): Last | undefined {
    const difference = this.tested(loop);
    const step = difference && difference.steps.size === 1 ? valueOf(difference.steps.get(loop) ?? constant(0)) : undefined;
    if (!step || !this.isKnown(difference!.base)) return undefined;
    const [distance, by] = [step < 0 ? difference!.base : times(difference!.base, -1), Math.abs(step)];
    const exact = valueOf(distance);
    if (exact !== undefined) return (exact >>> 0) % by === 0 ? constant((exact >>> 0) / by) : undefined;
    if (by === 1) return distance;
    const [whole, unit] = [written(distance, loop.at), make.i32(by, loop.at)];
    if (this.mode !== 'search') this.demand(make.apply('i32.eqz', [make.apply('i32.rem_u', [whole, unit], loop.at)], loop.at));
    return term(make.apply('i32.div_u', [whole, unit], loop.at));
  }

  /** What has to hold where this place is reached. */
  private demand(test: Expr): void {
    this.conditions.push(this.when.reduce((e, isTrue) => make.apply('i32.or', [make.apply('i32.eqz', [isTrue], e.at), e], e.at), test));
  }

  /** What is zero when the loop ends, and only then. */
  private tested({ cond, ifTrue }: Repeat): Affine | undefined {
    const name = cond.k === 'op' ? cond.row.name : undefined;
    const args = cond.k === 'op' ? cond.args : [];
    if (name === (ifTrue ? 'i32.ne' : 'i32.eq')) {
      const [a, b] = args.map((e) => this.value(e).affine);
      return a && b && affineSum(a, b, -1);
    }
    if (ifTrue) return this.value(cond).affine;
    return name === 'i32.eqz' ? this.value(args[0]!).affine : undefined;
  }

  private unassigned(local: number): Known {
    return { affine: this.types[local] === 'i' ? fixed(term(local)) : undefined, shift: 0 };
  }

  private value(e: Expr): Known {
    switch (e.k) {
      case 'const':
        return { affine: e.type === 'i' ? fixed(constant(e.lo)) : undefined, shift: 0 };
      case 'get':
        return this.state.get(e.local) ?? this.unassigned(e.local);
      case 'global.get':
        return { affine: undefined, shift: 0 };
      case 'load': {
        const { affine, shift } = this.value(e.addr);
        if (this.mode === 'head') {
          if (affine) this.loads.push({ access: e, affine, when: [...this.when] });
          else this.isOther = true;
        }
        return { affine: undefined, shift: this.mode !== 'rest' && shift === 0 ? 0 : undefined };
      }
      case 'cond': {
        const test = this.value(e.cond);
        const known = linearOf(test.affine);
        const isTrue = known && this.isKnown(known) ? written(known, e.at) : undefined;
        let [a, b] = [UNKNOWN, UNKNOWN];
        this.under(isTrue, () => { a = this.value(e.a); });
        this.under(isTrue && make.apply('i32.eqz', [isTrue], e.at), () => { b = this.value(e.b); });
        return test.shift === 0 ? this.joined(isTrue, a, b, e.at) : UNKNOWN;
      }
      default:
        return this.operation(e as Op);
    }
  }

  private operation(e: Op): Known {
    const args = e.args.map((a) => this.value(a));
    if (this.mode === 'head' && (e.row.effects & Effects.Traps) !== 0) this.isOther = true;
    const shift = args.every((a) => a.shift === 0) ? 0 : undefined;
    const [a, b] = args as [Known, Known];
    switch (e.row.name) {
      case 'i32.add':
        return combined(a, b, 1);
      case 'i32.sub':
        return combined(a, b, -1);
      case 'i32.mul':
        return this.multiplied(a, b, e.at);
      case 'i32.shl': {
        const count = valueOf(linearOf(b.affine) ?? term(e));
        if (count !== undefined) return this.multiplied(a, { affine: fixed(constant(1 << count)), shift: 0 }, e.at);
      }
    }
    if (e.type !== 'i' || !isPure(e.row.effects)) return { affine: undefined, shift };
    const linear = args.map((k) => linearOf(k.affine));
    const isKnown = linear.every((l) => l !== undefined && this.isKnown(l));
    return { affine: isKnown ? fixed(term(make.op('i', e.row, linear.map((l) => written(l!, e.at)), e.at, e.lanes))) : undefined, shift };
  }

  /** What is known where one of two values arrives, by a condition that is the same in all rounds. */
  private joined(isTrue: Expr | undefined, a: Known, b: Known, at: number): Known {
    const shift = a.shift === b.shift ? a.shift : undefined;
    if (!a.affine || !b.affine) return { affine: undefined, shift };
    if (isSameAffine(a.affine, b.affine)) return { affine: a.affine, shift };
    const [x, y] = [linearOf(a.affine), linearOf(b.affine)];
    const isKnown = isTrue && x && y && this.isKnown(x) && this.isKnown(y);
    return { affine: isKnown ? fixed(term(make.cond('i', isTrue, written(x, at), written(y, at), at))) : undefined, shift };
  }

  private multiplied(a: Known, b: Known, at: number): Known {
    const [x, y] = [linearOf(a.affine), linearOf(b.affine)];
    const affine = y ? this.product(a.affine, y, at) : x && this.product(b.affine, x, at);
    const [m, n] = [x && valueOf(x), y && valueOf(y)];
    const shift = a.shift === 0 && b.shift === 0 ? 0 : n !== undefined ? scaled(a.shift, n) : m !== undefined ? scaled(b.shift, m) : undefined;
    return { affine, shift };
  }

  private product(a: Affine | undefined, factor: Linear, at: number): Affine | undefined {
    const isConstant = valueOf(factor) !== undefined;
    if (!a || (!isConstant && ![a.base, factor, ...a.steps.values()].every((part) => this.isKnown(part)))) return undefined;
    let all = fixed(product(a.base, factor, at));
    for (const [loop, step] of a.steps) all = stepping(all, loop, product(step, factor, at));
    return all;
  }
}

/** Whether it adds so much to the local. */
function isStep({ local, value }: SetLocal, by: number | undefined): boolean {
  if (value.k !== 'op' || value.row.name !== 'i32.add') return false;
  const [a, b] = value.args as [Expr, Expr];
  return a.k === 'get' && a.local === local && b.k === 'const' && b.lo === by;
}

const combined = (a: Known, b: Known, sign: 1 | -1): Known => ({
  affine: a.affine && b.affine && affineSum(a.affine, b.affine, sign),
  shift: a.shift === undefined || b.shift === undefined ? undefined : (a.shift + sign * b.shift) | 0,
});

const scaled = (shift: number | undefined, factor: number): number | undefined => (shift === undefined ? undefined : Math.imul(shift, factor));

function product(a: Linear, b: Linear, at: number): Linear {
  const [x, y] = [valueOf(a), valueOf(b)];
  if (x !== undefined) return times(b, x);
  return y !== undefined ? times(a, y) : term(make.apply('i32.mul', [written(a, at), written(b, at)], at));
}
