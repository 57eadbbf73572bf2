/** A walk over loops in loops: how each of them changes its locals, and how often it goes round. */
import * as make from '../../ir/make.js';
import type { Expr, Op, Store, Word } from '../../ir/nodes.js';
import type { Constants } from './constants.js';
import { affineSum, constant, fixed, linearOf, stepping, sum, term, valueOf, written, type Affine, type Linear, type Term } from './linear.js';
import type { Exit, Piece, Repeat } from './pieces.js';
import { isNever, resultOf } from './results.js';
import { UNKNOWN, Values, type Known } from './values.js';

const { apply } = make;

/** How often a loop goes round again: an unsigned number, which may be less by multiples of `2^32 / unit` where it changes with the loops around. */
export interface Last {
  readonly rounds: Affine;
  readonly unit: number;
}

/** A condition, and whether a loop goes on where it is not zero or where it is. */
export type Test = Pick<Repeat, 'cond' | 'ifTrue'>;

interface Order {
  readonly isSigned: boolean;
  /** `a < b` and not `a <= b`; `b` is the first operand where they are swapped. */
  readonly isStrict: boolean;
  readonly isSwapped: boolean;
}
const ORDERS: Readonly<Record<string, Order>> = Object.fromEntries(
  ['s', 'u'].flatMap((suffix) => ['lt', 'le', 'gt', 'ge'].map((name) => [`i32.${name}_${suffix}`, { isSigned: suffix === 's', isStrict: name.endsWith('t'), isSwapped: name.startsWith('g') }])),
);

/** Rounds of the search for what differs; each makes at least one local differ. */
const MAX_TRIALS = 8;
/** Pieces that are walked over, those of loops in loops many times. */
const MAX_WALKED = 8000;

export abstract class Walk extends Values {
  /** Whether it is only searched how a loop changes its locals. */
  protected isSearch = false;
  private walked = 0;
  protected readonly lasts = new Map<Repeat, Last>();
  /** i32 that must not be zero for all this to hold. */
  protected readonly conditions: Expr[] = [];

  constructor(
    protected readonly outer: Repeat,
    types: readonly Word[],
    begin: Constants,
  ) {
    super(types, begin);
  }

  protected abstract stored(s: Store, to: Affine | undefined): void;
  protected abstract exit(e: Exit): void;
  protected abstract chosen(test: Known): void;
  /** A local that an inner loop carries, at the beginning of its rounds. */
  protected abstract entered(local: number, known: Known): void;
  protected abstract assign(local: number, known: Known): void;
  /**
   * After a walk over the body of an inner loop. `isEven`: the condition of its end is the same in all rounds of the outer loop; `last`: how often
   * its end starts it again. Gives how often it goes round where that is just so often.
   */
  protected abstract repeated(loop: Repeat, isEven: boolean, last: Last | undefined): Last | undefined;

  /** By how much each round changes locals that the loop carries; of others nothing is known. `symbol`: what stands for the value that a round begins with. */
  protected search(loop: Repeat, entry: (local: number) => Affine | undefined, symbol: (local: number) => Term): Map<number, Linear> {
    const before = new Map([...loop.carried].map((local) => [local, this.state.get(local) ?? UNKNOWN] as const));
    const isOuter = loop === this.outer;
    const shift = new Map([...loop.carried].map((local) => [local, isOuter ? undefined : before.get(local)!.shift] as const));
    const symbols = new Map([...loop.carried].filter((local) => entry(local)).map((local) => [local, symbol(local)] as const));
    const { isSearch } = this;
    this.isSearch = true;
    for (const t of symbols.values()) this.symbols.add(t);
    for (let trial = 0, isSure = false; !isSure && !this.isOther; trial++) {
      for (const local of loop.writes) this.state.set(local, UNKNOWN);
      for (const local of loop.carried) this.state.set(local, { affine: symbols.has(local) ? fixed(term(symbols.get(local)!)) : undefined, shift: shift.get(local) });
      for (const p of loop.body) this.piece(p);
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
    this.isSearch = isSearch;
    for (const local of loop.writes) this.state.set(local, UNKNOWN);
    if (!isOuter) {
      for (const [local, { affine }] of before) {
        const step = steps.get(local);
        this.entered(local, { affine: affine && step ? stepping(affine, loop, step) : undefined, shift: shift.get(local) });
      }
    }
    return steps;
  }

  protected piece(p: Piece): void {
    if (++this.walked > MAX_WALKED) this.isOther = true;
    if (this.isOther) return;
    switch (p.k) {
      case 'set':
        this.assign(p.local, this.value(p.value));
        return;
      case 'store': {
        const { affine } = this.value(p.addr);
        this.value(p.value);
        this.stored(p, affine);
        return;
      }
      case 'if':
        this.choice(p.cond, p.then, p.else);
        return;
      case 'exit':
        this.exit(p);
        return;
      case 'loop':
        this.loop(p);
    }
  }

  /** All that the rounds of a loop do up to the condition at its end. */
  protected body(loop: Repeat): void {
    for (const p of loop.body) this.piece(p);
  }

  private choice(cond: Expr, then: readonly Piece[], otherwise: readonly Piece[]): void {
    const test = this.value(cond);
    this.chosen(test);
    const known = linearOf(test.affine);
    const isTrue = known && this.isKnown(known) ? written(known, cond.at) : undefined;
    const before = new Map(this.state);
    this.under(isTrue, () => { for (const p of then) this.piece(p); });
    const after = new Map(this.state);
    this.state.clear();
    for (const [local, value] of before) this.state.set(local, value);
    this.under(isTrue && apply('i32.eqz', [isTrue], cond.at), () => { for (const p of otherwise) this.piece(p); });
    for (const local of new Set([...after.keys(), ...this.state.keys()])) {
      const [a, b] = [after.get(local) ?? this.unassigned(local), this.state.get(local) ?? this.unassigned(local)];
      const both = this.joined(isTrue, a, b, cond.at);
      if (a !== b) this.state.set(local, test.shift === 0 ? both : { affine: both.affine, shift: undefined });
    }
  }

  protected loop(loop: Repeat): void {
    this.search(loop, (local) => this.state.get(local)?.affine, (local) => make.get('i', local, loop.at));
    this.body(loop);
    const isEven = this.value(loop.cond).shift === 0;
    const last = this.repeated(loop, isEven, this.last(loop, loop));
    const rounds = last?.unit === 1 || last?.rounds.steps.size === 0 ? last.rounds : undefined;
    for (const local of loop.writes) {
      const { affine, shift } = this.state.get(local)!;
      const step = affine?.steps.get(loop);
      if (!step) continue;
      const total = rounds && this.product(rounds, step, loop.at);
      this.state.set(local, { affine: total && affineSum(stepping(affine!, loop, constant(0)), total), shift });
    }
  }

  /** How often a test that each round makes lets the loop go on, after a walk up to it. */
  protected last(loop: Repeat, test: Test): Last | undefined {
    const difference = this.difference(test);
    const step = difference && valueOf(difference.steps.get(loop) ?? constant(0));
    if (!step) return this.lastInOrder(loop, test);
    const first = stepping(difference, loop, constant(0));
    if (![first.base, ...first.steps.values()].every((part) => this.isKnown(part))) return undefined;
    const [distance, unit] = [step < 0 ? first : affineSum(fixed(constant(0)), first, -1), Math.abs(step)];
    if (unit === 1) return { rounds: distance, unit };
    const base = this.quotient(distance.base, unit, loop.at);
    const steps = [...distance.steps].map(([around, more]) => [around, (valueOf(more) ?? 0.5) / unit] as const);
    if (!base || steps.some(([, more]) => !Number.isInteger(more))) return undefined;
    return { rounds: steps.reduce((all, [around, more]) => stepping(all, around, constant(more)), fixed(base)), unit };
  }

  /** Demands that there is no remainder. */
  private quotient(a: Linear, by: number, at: number): Linear | undefined {
    const exact = valueOf(a);
    if (exact !== undefined) return (exact >>> 0) % by === 0 ? constant((exact >>> 0) / by) : undefined;
    const whole = written(a, at), shift = Math.log2(by);
    const isShift = Number.isInteger(shift);
    const rest = isShift ? apply('i32.and', [whole, make.i32(by - 1, at)], at) : apply('i32.rem_u', [whole, make.i32(by, at)], at);
    this.demand(apply('i32.eqz', [rest], at));
    return this.valued(isShift ? apply('i32.shr_u', [whole, make.i32(shift, at)], at) : apply('i32.div_u', [whole, make.i32(by, at)], at));
  }

  /** By tests of which number is the smaller one. Demands that neither wraps. */
  private lastInOrder(loop: Repeat, { cond, ifTrue }: Test): Last | undefined {
    const order = cond.k === 'op' ? ORDERS[cond.row.name] : undefined;
    if (!order) return undefined;
    const [x, y] = (cond as Op).args.map((e) => this.value(e).affine);
    const { isSigned } = order;
    const [a, b] = order.isSwapped === ifTrue ? [y, x] : [x, y];
    const isStrict = order.isStrict === ifTrue;
    const [rise, fall] = [a, b].map((side) => side && valueOf(side.steps.get(loop) ?? constant(0)));
    const [low, high] = [a, b].map((side) => linearOf(side && stepping(side, loop, constant(0))));
    if (!low || !high || rise === undefined || fall === undefined || rise < 0 || fall > 0 || (rise === 0) === (fall === 0) || !this.isKnown(low) || !this.isKnown(high)) return undefined;
    const { at } = loop;
    const [by, suffix] = [rise - fall, isSigned ? 's' : 'u'];
    const [least, most] = isSigned ? [-(2 ** 31), 2 ** 31 - 1] : [0, 2 ** 32 - 1];
    const room = isStrict ? by - 1 : by;
    if (room > most - least) return undefined;
    const ends = [valueOf(low), valueOf(high)].map((end) => (end === undefined || isSigned ? end : end >>> 0)) as [number | undefined, number | undefined];
    if (ends[0] !== undefined && ends[1] !== undefined) {
      const ways = ends[1] - ends[0] - (isStrict ? 1 : 0);
      const isBounded = rise > 0 ? ends[1] <= most - room : ends[0] >= least + room;
      return isBounded ? { rounds: fixed(constant(ways < 0 ? 0 : Math.floor(ways / by) + 1)), unit: 1 } : undefined;
    }
    const [from, to] = [written(low, at), written(high, at)];
    if (room > 0) this.demand(rise > 0 ? apply(`i32.le_${suffix}`, [to, make.i32(most - room, at)], at) : apply(`i32.ge_${suffix}`, [from, make.i32(least + room, at)], at));
    const distance = apply('i32.sub', [to, from], at);
    const quotient = (e: Expr): Expr => (by === 1 ? e : apply('i32.div_u', [e, make.i32(by, at)], at));
    const more = isStrict && by > 1 ? apply('i32.sub', [distance, make.i32(1, at)], at) : distance;
    const counted = isStrict && by === 1 ? distance : apply('i32.add', [quotient(more), make.i32(1, at)], at);
    const rounds = this.valued(make.cond('i', apply(`i32.${isStrict ? 'lt' : 'le'}_${suffix}`, [from, to], at), counted, make.i32(0, at), at));
    return rounds && { rounds: fixed(rounds), unit: 1 };
  }

  /** What has to hold where this place is reached. */
  private demand(test: Expr): void {
    const result = resultOf(test);
    if (this.isSearch || result || isNever(this.when)) return;
    if (result === 0 && this.when.length === 0) this.isOther = true;
    this.conditions.push(this.when.reduce((e, isTrue) => apply('i32.or', [apply('i32.eqz', [isTrue], e.at), e], e.at), test));
  }

  /** What is zero where the loop ends, and only there. */
  private difference({ cond, ifTrue }: Test): Affine | undefined {
    const name = cond.k === 'op' ? cond.row.name : undefined;
    const args = cond.k === 'op' ? cond.args : [];
    if (name === (ifTrue ? 'i32.ne' : 'i32.eq')) {
      const [a, b] = args.map((e) => this.value(e).affine);
      return a && b && affineSum(a, b, -1);
    }
    if (ifTrue) return this.value(cond).affine;
    return name === 'i32.eqz' ? this.value(args[0]!).affine : undefined;
  }
}
