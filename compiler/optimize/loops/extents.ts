/**
 * What has to hold before a loop for its accesses to be in memory, and for values in it to stay below limits: computed with f64, in which no sum
 * of addresses wraps.
 */
import { floatOf } from '../../ir/js.js';
import * as make from '../../ir/make.js';
import type { Access, Expr, FunctionIR, Load, Stmt, Word } from '../../ir/nodes.js';
import { memoryLength } from '../../ops/internal.js';
import { constant, haveSameSteps, haveSameTerms, isSame, linearOf, sum, valueOf, written, type Affine, type Linear } from './linear.js';
import type { Repeat } from './pieces.js';
import { isNever } from './results.js';
import type { Last } from './walk.js';

const { apply, f64 } = make;

export interface Reach {
  readonly access: Access & { readonly row: { readonly width: Load['row']['width'] } };
  readonly affine: Affine;
  /** It is done only where all these are not zero. */
  readonly when: readonly Expr[];
}

/** Accesses whose addresses differ by constants. */
export interface Group<R extends Reach = Reach> {
  readonly affine: Affine;
  readonly when: readonly Expr[];
  readonly memory: number;
  /** Of addresses without the offsets of accesses, of the bytes at them, and of the bytes behind: from that of `affine` on. */
  least: number;
  low: number;
  high: number;
  readonly members: R[];
}

/** Statements that compute what tests compare, and the tests, i32. */
export class Extents {
  readonly before: Stmt[] = [];
  readonly tests: Expr[] = [];
  /** Whether constants tell that a test fails. */
  fails = false;
  private readonly most = new Map<Repeat, Expr>();
  /** Steps that are demanded not to be negative. */
  private readonly rising = new Set<Linear>();
  private readonly falses = new Map<Expr, Expr>();
  private length: Expr | undefined;

  /** `at`: the byte offset of the loop. */
  constructor(
    private readonly f: FunctionIR,
    private readonly at: number,
    private readonly lasts: ReadonlyMap<Repeat, Last>,
  ) {}

  demand(when: readonly Expr[], test: Expr): void {
    if (!isNever(when)) this.tests.push(when.reduce((e, isTrue) => apply('i32.or', [this.isFalse(isTrue), e], e.at), test));
  }

  /** Demands that one number is not beyond another one, unless constants tell it. */
  demandOrder(when: readonly Expr[], least: Expr, most: Expr): void {
    const known = isOrdered(least, most);
    if (known === false && when.length === 0) this.fails = true;
    if (!known) this.demand(when, apply('f64.le', [least, most], this.at));
  }

  private isFalse(test: Expr): Expr {
    const known = this.falses.get(test);
    if (known) return known;
    const flag = this.kept(apply('i32.eqz', [test], test.at));
    this.falses.set(test, flag);
    return flag;
  }

  /** The bytes of a group, of which it is demanded that they are in memory, unless they always are: then no sum of its addresses wraps either. */
  range(g: Group): { readonly low: Expr; readonly high: Expr } {
    const { at } = this;
    const { low, high } = this.ends(sum(g.affine.base, constant(g.least)), g.affine, g.when, g.high - g.least);
    if (!isOrdered(high, f64(this.f.leastBytes(g.memory), at))) {
      this.length ??= this.kept(make.intrinsic('d', memoryLength, g.memory, 0, [], at));
      this.demand(g.when, apply('f64.le', [high, this.length], at));
    }
    return { low: plus(low, f64(g.low - g.least, at)), high };
  }

  /** The least that a value becomes from `base` on, which is demanded not to be negative, and the most, plus `more`: where that is no word, it wraps. */
  ends(base: Linear, { steps }: Affine, when: readonly Expr[], more: number): { readonly low: Expr; readonly high: Expr } {
    const { at } = this;
    const start = this.unsigned(base);
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
    if (falls) this.demandOrder(when, f64(0, at), low);
    return { low, high };
  }

  private unsigned(word: Linear): Expr {
    const value = valueOf(word);
    return value !== undefined ? f64(value >>> 0, this.at) : this.kept(apply('f64.convert_i32_u', [written(word, this.at)], this.at));
  }

  /** How often a loop goes round again, at most. */
  mostOf(loop: Repeat): Expr {
    const known = this.most.get(loop);
    if (known) return known;
    const { rounds } = this.lasts.get(loop)!;
    const linear = linearOf(rounds);
    const most = linear ? this.unsigned(linear) : this.ends(rounds.base, rounds, [], 0).high;
    this.most.set(loop, most);
    return most;
  }

  kept(value: Expr): Expr {
    if (value.k === 'get' || value.k === 'const') return value;
    const type = value.type as Word;
    const local = this.f.locals.push(type) - 1;
    this.before.push({ k: 'set', at: value.at, local, value });
    return make.get(type, local, value.at);
  }
}

const number = (e: Expr): number | undefined => (e.k === 'const' ? floatOf('d', e.lo, e.hi) : undefined);

/** Whether a number is not beyond another one, where constants tell. */
export function isOrdered(least: Expr, most: Expr): boolean | undefined {
  const [a, b] = [number(least), number(most)];
  return a === undefined || b === undefined ? undefined : a <= b;
}

function plus(a: Expr, b: Expr): Expr {
  const [x, y] = [number(a), number(b)];
  if (x !== undefined && y !== undefined) return f64(x + y, a.at);
  return y === 0 ? a : apply('f64.add', [a, b], a.at);
}

function product(a: Expr, b: Expr): Expr {
  const [x, y] = [number(a), number(b)];
  return x !== undefined && y !== undefined ? f64(x * y, a.at) : apply('f64.mul', [a, b], a.at);
}

/** Whether all tests hold, as a tree of even height; undefined where there are none. */
export function allOf(tests: readonly Expr[], at: number): Expr | undefined {
  if (tests.length <= 1) return tests[0];
  const half = tests.length >> 1;
  return apply('i32.and', [allOf(tests.slice(0, half), at)!, allOf(tests.slice(half), at)!], at);
}

export function groups<R extends Reach>(list: readonly R[]): Group<R>[] {
  const found: Group<R>[] = [];
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
export const distance = (from: Linear, to: Linear): number => (to.constant - from.constant) | 0;

