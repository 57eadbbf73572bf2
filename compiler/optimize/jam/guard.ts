/**
 * What has to hold for several rounds to be made at once: all that they load and store is in memory, and nothing that they load is stored by
 * a round before. It is computed with f64, in which no sum of addresses wraps.
 */
import { floatOf } from '../../ir/js.js';
import * as make from '../../ir/make.js';
import type { Expr, FunctionIR, Stmt, Word } from '../../ir/nodes.js';
import { memoryLength } from '../../ops/internal.js';
import { constant, haveSameSteps, haveSameTerms, isSame, sum, valueOf, written, type Affine, type Linear } from './linear.js';
import type { Repeat } from './pieces.js';
import type { Bounded, Reach, Round } from './reading.js';

const { apply, f64 } = make;

/** Groups of accesses, and bounds, that are looked at. */
const MAX_LOADED = 12, MAX_STORED = 4, MAX_BOUNDED = 8;

export interface Guard {
  /** Whether there are rounds enough for the rest to be looked at; undefined where there are. */
  readonly isLong: Expr | undefined;
  /** Assigns what the test compares. */
  readonly before: readonly Stmt[];
  readonly test: Expr;
}

/** Accesses whose addresses differ by constants. */
interface Group {
  readonly affine: Affine;
  readonly when: readonly Expr[];
  readonly memory: number;
  /** Of addresses without the offsets of accesses, of the bytes at them, and of the bytes behind: from that of `affine` on. */
  least: number;
  low: number;
  high: number;
  readonly members: Reach[];
}

/** `copies` rounds at once; gives undefined where they can never be. */
export function guardOf(f: FunctionIR, outer: Repeat, round: Round, copies: number): Guard | undefined {
  return new Maker(f, outer, round, copies).guard();
}

class Maker {
  private readonly before: Stmt[] = [];
  private readonly tests: Expr[];
  private readonly lasts = new Map<Repeat, Expr>();
  /** Steps that are demanded not to be negative. */
  private readonly rising = new Set<Linear>();
  private readonly falses = new Map<Expr, Expr>();
  private length: Expr | undefined;

  constructor(
    private readonly f: FunctionIR,
    private readonly outer: Repeat,
    private readonly round: Round,
    private readonly copies: number,
  ) {
    this.tests = [...round.conditions];
  }

  guard(): Guard | undefined {
    const { outer, round, copies } = this;
    const { at } = outer;
    const last = round.lasts.get(outer)!;
    const rounds = valueOf(last);
    if (rounds !== undefined && rounds >>> 0 < copies - 1) return undefined;
    const isLong = rounds === undefined ? apply('i32.ge_u', [written(last, at), make.i32(2 * copies - 1, at)], at) : undefined;
    const [loaded, stored] = [groups(round.loads), groups(round.stores)];
    if (loaded.length > MAX_LOADED || stored.length > MAX_STORED || round.bounded.length > MAX_BOUNDED) return undefined;
    for (const b of round.bounded) this.bound(b);
    const ranges = new Map([...loaded, ...stored].map((g) => [g, this.range(g)] as const));
    for (const store of stored) {
      for (const load of loaded) {
        const apart = this.areApart(store, load);
        if (apart === true) continue;
        if (apart === false) return undefined;
        const [a, b] = [ranges.get(store)!, ranges.get(load)!];
        this.demand([...store.when, ...load.when], apply('i32.or', [apply('f64.le', [a.high, b.low], at), apply('f64.le', [b.high, a.low], at)], at));
      }
    }
    return { isLong, before: this.before, test: allOf(this.tests, at) };
  }

  /** Whether no load is of bytes that one of the rounds before it stores; undefined where constants alone do not tell. */
  private areApart(store: Group, load: Group): boolean | undefined {
    const { outer, copies, round } = this;
    const by = store.affine.steps.get(outer) ?? constant(0);
    const step = valueOf(by);
    if (step === undefined || !haveSameTerms(store.affine.base, load.affine.base) || !isSame(by, load.affine.steps.get(outer) ?? constant(0))) return undefined;
    let [less, more] = [0, 0];
    for (const [loop, inner] of load.affine.steps) {
      const last = valueOf(round.lasts.get(loop)!);
      if (loop === outer || last === 0) continue;
      const way = (valueOf(inner) ?? Infinity) * (last === undefined ? Infinity : last >>> 0);
      if (way < 0) less += way;
      else more += way;
    }
    // Whether bytes that are stored so many rounds before may be loaded.
    const meet = Array.from({ length: copies - 1 }, (_, before) => store.members.flatMap((s) => load.members.map((l) => {
      const from = distance(s.affine.base, l.affine.base) + l.access.offset - s.access.offset + (before + 1) * step;
      return from + less < s.access.row.width! && from + more > -l.access.row.width!;
    }))).flat();
    return meet.includes(true) ? (Number.isFinite(more - less) ? false : undefined) : true;
  }

  private demand(when: readonly Expr[], test: Expr): void {
    this.tests.push(when.reduce((e, isTrue) => apply('i32.or', [this.isFalse(isTrue), e], e.at), test));
  }

  private isFalse(test: Expr): Expr {
    const known = this.falses.get(test);
    if (known) return known;
    const flag = this.kept(apply('i32.eqz', [test], test.at));
    this.falses.set(test, flag);
    return flag;
  }

  /** The bytes of a group, of which it is demanded that they are in memory: then no sum of its addresses wraps either. */
  private range(g: Group): { readonly low: Expr; readonly high: Expr } {
    const { at } = this.outer;
    const { low, high } = this.ends(sum(g.affine.base, constant(g.least)), g.affine, g.when, g.high - g.least);
    this.length ??= this.kept(make.intrinsic('d', memoryLength, g.memory, 0, [], at));
    this.demand(g.when, apply('f64.le', [high, this.length], at));
    return { low: plus(low, f64(g.low - g.least, at)), high };
  }

  private bound({ affine, limit, isBelow, when }: Bounded): void {
    const { at } = this.outer;
    const most = apply('f64.convert_i32_u', [written(limit, at)], at);
    this.demand(when, apply(isBelow ? 'f64.lt' : 'f64.le', [this.ends(affine.base, affine, when, 0).high, most], at));
  }

  /** The least that a value becomes from `base` on, which is demanded not to be negative, and the most, plus `more`: where that is no word, it wraps. */
  private ends(base: Linear, { steps }: Affine, when: readonly Expr[], more: number): { readonly low: Expr; readonly high: Expr } {
    const { at } = this.outer;
    const start = this.kept(apply('f64.convert_i32_u', [written(base, at)], at));
    let [low, high] = [start, plus(start, f64(more, at))];
    for (const [loop, step] of steps) {
      const most = this.mostOf(loop);
      const by = valueOf(step);
      if (by === undefined && ![...this.rising].some((known) => isSame(known, step))) {
        this.rising.add(step);
        this.tests.push(apply('i32.ge_s', [written(step, at), make.i32(0, at)], at));
      }
      const way = product(by === undefined ? apply('f64.convert_i32_s', [written(step, at)], at) : f64(by, at), most);
      if (by !== undefined && by < 0) low = plus(low, way);
      else high = plus(high, way);
    }
    const falls = low !== start;
    [low, high] = [this.kept(low), this.kept(high)];
    if (falls) this.demand(when, apply('f64.ge', [low, f64(0, at)], at));
    return { low, high };
  }

  /** How often a loop goes round again. */
  private mostOf(loop: Repeat): Expr {
    const known = this.lasts.get(loop);
    if (known) return known;
    const { at } = this.outer;
    const last = this.round.lasts.get(loop)!;
    const value = valueOf(last);
    const most = value !== undefined ? f64(value >>> 0, at) : this.kept(apply('f64.convert_i32_u', [written(last, at)], at));
    this.lasts.set(loop, most);
    return most;
  }

  private kept(value: Expr): Expr {
    if (value.k === 'get' || value.k === 'const') return value;
    const type = value.type as Word;
    const local = this.f.locals.push(type) - 1;
    this.before.push({ k: 'set', at: value.at, local, value });
    return make.get(type, local, value.at);
  }
}

const number = (e: Expr): number | undefined => (e.k === 'const' ? floatOf('d', e.lo, e.hi) : undefined);

function plus(a: Expr, b: Expr): Expr {
  const [x, y] = [number(a), number(b)];
  if (x !== undefined && y !== undefined) return f64(x + y, a.at);
  return y === 0 ? a : apply('f64.add', [a, b], a.at);
}

function product(a: Expr, b: Expr): Expr {
  const [x, y] = [number(a), number(b)];
  return x !== undefined && y !== undefined ? f64(x * y, a.at) : apply('f64.mul', [a, b], a.at);
}

/** A tree of even height. */
function allOf(tests: readonly Expr[], at: number): Expr {
  if (tests.length === 1) return tests[0]!;
  const half = tests.length >> 1;
  return apply('i32.and', [allOf(tests.slice(0, half), at), allOf(tests.slice(half), at)], at);
}

function groups(list: readonly Reach[]): Group[] {
  const found: Group[] = [];
  for (const reach of list) {
    const { affine, when, access } = reach;
    let g = found.find((other) => haveSameTerms(other.affine.base, affine.base) && haveSameSteps(other.affine, affine) && areSame(other.when, when));
    if (!g) found.push((g = { affine, when, memory: access.memory, least: Infinity, low: Infinity, high: -Infinity, members: [] }));
    const from = distance(g.affine.base, affine.base);
    g.least = Math.min(g.least, from);
    g.low = Math.min(g.low, from + access.offset);
    g.high = Math.max(g.high, from + access.offset + access.row.width!);
    g.members.push(reach);
  }
  return found;
}

const areSame = (a: readonly Expr[], b: readonly Expr[]): boolean => a.length === b.length && a.every((e, i) => e === b[i]);
/** From one address to another, of the same terms. */
const distance = (from: Linear, to: Linear): number => (to.constant - from.constant) | 0;

