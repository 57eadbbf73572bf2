/**
 * What earlier accesses say of later ones. In a memory of at most 2 GiB an access at a local has shown, if it has not trapped, that the local
 * is not negative and how many bytes follow it: later accesses need no conversion to an unsigned number, and bytes among those no check.
 *
 * Such a fact holds where the access dominates, which is to the end of its list and in what is nested there, until the local is assigned. It
 * is taken back at the end of a list that may not have been run up to the access. Passes may put one node at several places: what is known of
 * it must hold at all of them.
 */
import { operands } from '../ir/effects.js';
import { Fx, type Expr, type FunctionIR, type Label, type Load, type Stmt, type Store } from '../ir/nodes.js';
import { assigned, expressionsOf, listsOf } from '../ir/walk.js';
import type { Lowering } from './expression.js';
import { Facts, NO_EXTENT, splitAddress, UNKNOWN, type Fact } from './facts.js';

export interface KnownAddresses {
  /** Accesses at a local, or at a local and a constant, where the sum does not wrap and is not negative. */
  readonly near: ReadonlySet<Load | Store>;
  /** Those that cannot trap, at multiples of their widths; a word of eight bytes may be at one of four. */
  readonly inside: ReadonlySet<Load | Store>;
}

const NOTHING: KnownAddresses = { near: new Set(), inside: new Set() };
const found = new WeakMap<FunctionIR, KnownAddresses>();

/** What is known of the function that is being lowered. */
export function knownAddresses({ env, ir }: Lowering): KnownAddresses {
  let known = found.get(ir);
  // Memory 0 has this many bytes whenever the function runs.
  if (known === undefined) found.set(ir, (known = env.fastTraps ? NOTHING : new Analysis(ir, env.leastBytes(0), !env.isLarge(0)).run()));
  return known;
}

interface Change {
  readonly local: number;
  readonly before: Fact;
  readonly isAssigned: boolean;
}

class Analysis {
  private readonly near = new Set<Load | Store>();
  private readonly inside = new Set<Load | Store>();
  private readonly met = new Set<Load | Store>();
  /** What is known of each local. */
  private readonly locals: Fact[];
  private readonly facts: Facts;
  private readonly known = new Set<number>();
  private readonly log: Change[] = [];
  /** For each block around: how long the log was at the first branch to it. */
  private readonly branched = new Map<Label, number>();
  /** Numbers of the statements that assign each local, and those between which a loop is. */
  private readonly assignments: number[][];
  private readonly ranges = new Map<Stmt, readonly [number, number]>();
  private count = 0;

  constructor(
    private readonly f: FunctionIR,
    bytes: number,
    private readonly learns: boolean,
  ) {
    this.locals = f.locals.map(() => UNKNOWN);
    this.facts = new Facts(this.locals, bytes);
    this.assignments = f.locals.map(() => []);
  }

  run(): KnownAddresses {
    this.number(this.f.body);
    this.list(this.f.body);
    return { near: this.near, inside: this.inside };
  }

  private number(list: readonly Stmt[]): void {
    for (const s of list) {
      const start = this.count++;
      for (const local of assigned(s)) this.assignments[local]!.push(start);
      for (const e of expressionsOf(s)) this.numberTees(e, start);
      for (const l of listsOf(s)) this.number(l);
      if (s.k === 'loop' || s.k === 'dispatch') this.ranges.set(s, [start, this.count]);
    }
  }

  private numberTees(e: Expr, at: number): void {
    if ((e.fx & Fx.WritesLocal) === 0) return;
    if (e.k === 'tee') this.assignments[e.local]!.push(at);
    operands(e, (o) => this.numberTees(o, at));
  }

  private set(local: number, fact: Fact): void {
    this.locals[local] = fact;
    if (fact === UNKNOWN) this.known.delete(local);
    else this.known.add(local);
  }

  private change(local: number, fact: Fact, isAssigned: boolean): void {
    const before = this.locals[local]!;
    if (before === UNKNOWN && fact === UNKNOWN) return;
    this.log.push({ local, before, isAssigned });
    this.set(local, fact);
  }

  private assign(local: number, fact: Fact): void {
    this.change(local, fact, true);
  }

  private learn(local: number, extent: number): void {
    const fact = this.locals[local]!;
    if (this.learns && extent > fact.extent) this.change(local, { ...fact, extent }, false);
  }

  /** Forgets what was learned since the log was so long, and what the locals were that have been assigned since. */
  private takeBack(length: number): void {
    const gone = new Set<number>();
    while (this.log.length > length) {
      const { local, before, isAssigned } = this.log.pop()!;
      this.set(local, before);
      if (isAssigned) gone.add(local);
    }
    for (const [label, at] of this.branched) if (at > length && at !== Infinity) this.branched.set(label, length);
    for (const local of gone) this.assign(local, UNKNOWN);
  }

  private perhaps(run: () => void): void {
    const { length } = this.log;
    run();
    this.takeBack(length);
  }

  private list(list: readonly Stmt[]): void {
    for (const s of list) this.statement(s);
  }

  private statement(s: Stmt): void {
    if (s.k === 'store') {
      this.expression(s.addr);
      const learned = this.access(s);
      this.expression(s.value);
      if (learned && (s.value.fx & Fx.WritesLocal) === 0) this.learn(...learned);
      return;
    }
    for (const e of expressionsOf(s)) this.expression(e);
    if (s.k === 'set') this.assign(s.local, this.facts.of(s.value));
    else for (const local of assigned(s)) this.assign(local, UNKNOWN);
    switch (s.k) {
      case 'block':
        this.branched.set(s.label, Infinity);
        this.list(s.body);
        this.takeBack(Math.min(this.branched.get(s.label)!, this.log.length));
        this.branched.delete(s.label);
        return;
      case 'loop':
        this.begin(s);
        this.list(s.body);
        return;
      case 'br':
        if (this.branched.get(s.label) === Infinity) this.branched.set(s.label, this.log.length);
        return;
      case 'dispatch':
        this.begin(s);
    }
    for (const l of listsOf(s)) this.perhaps(() => this.list(l));
  }

  /** What the loop assigns may have been assigned in the round before. */
  private begin(loop: Stmt): void {
    const [start, end] = this.ranges.get(loop)!;
    for (const local of [...this.known]) if (hasBetween(this.assignments[local]!, start, end)) this.assign(local, UNKNOWN);
  }

  private readonly visit = (e: Expr): void => this.expression(e);

  private expression(e: Expr): void {
    switch (e.k) {
      case 'const':
      case 'get':
      case 'global.get':
        return;
      case 'cond':
        this.expression(e.cond);
        this.perhaps(() => this.expression(e.a));
        this.perhaps(() => this.expression(e.b));
        return;
      case 'tee':
        this.expression(e.value);
        this.assign(e.local, this.facts.of(e.value));
        return;
      case 'load': {
        this.expression(e.addr);
        const learned = this.access(e);
        if (learned) this.learn(...learned);
        return;
      }
      default:
        operands(e, this.visit);
    }
  }

  /** What is known of an access whose address has just been evaluated; what is known afterwards: a local, and how many bytes follow it. */
  private access(e: Load | Store): [number, number] | undefined {
    if (e.memory !== 0 || e.addr.type !== 'i' || e.isElement) return undefined;
    const { local, plus } = splitAddress(e.addr);
    const end = plus + e.offset + e.row.width!;
    const extent = local === undefined ? NO_EXTENT : this.locals[local]!.extent;
    const own = this.facts.of(e.addr);
    const unit = Math.min(e.row.width!, e.row.type === 'l' ? 4 : 16);
    const isAligned = 2 ** own.zeros >= unit && e.offset % unit === 0;
    const isNew = !this.met.has(e);
    this.met.add(e);
    mark(this.inside, e, isAligned && Math.max(extent - plus, own.extent) >= e.offset + e.row.width!, isNew);
    if (local === undefined) return undefined;
    mark(this.near, e, extent !== NO_EXTENT, isNew);
    return extent === NO_EXTENT && plus !== 0 ? undefined : [local, end];
  }
}

/** Keeps a node in a set for which something holds at all places so far. */
function mark<T>(set: Set<T>, e: T, holds: boolean, isNew: boolean): void {
  if (!holds) set.delete(e);
  else if (isNew) set.add(e);
}

/** Whether one of the sorted numbers is in the range. */
function hasBetween(sorted: readonly number[], start: number, end: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < start) low = middle + 1;
    else high = middle;
  }
  return low < sorted.length && sorted[low]! < end;
}
