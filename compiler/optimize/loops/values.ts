/** What expressions in loops are worth: sums of what does not change and of so much for each round, and what they differ by in the next round. */
import { isPure, operands } from '../../ir/effects.js';
import * as make from '../../ir/make.js';
import type { Expr, Load, Op, Word } from '../../ir/nodes.js';
import type { Constants } from './constants.js';
import { affineSum, constant, fixed, isSameAffine, linearOf, stepping, term, times, valueOf, written, type Affine, type Linear, type Term } from './linear.js';
import { resultOf } from './results.js';

export interface Known {
  readonly affine: Affine | undefined;
  /** What the next round of the outer loop has more at the same place; undefined where that is not known. */
  readonly shift: number | undefined;
}

export const UNKNOWN: Known = { affine: undefined, shift: undefined };

/** Nodes of an expression that stands for a value: they are evaluated again wherever it is a part. */
const MAX_NODES = 64;

export abstract class Values {
  protected readonly state = new Map<number, Known>();
  /** Something was met that cannot be: the rest does not matter. */
  protected isOther = false;
  /** Terms that stand for unknown values while it is searched how these change. */
  protected readonly symbols = new Set<Term>();
  /** Conditions that hold at this place. */
  protected readonly when: Expr[] = [];
  /** Of expressions of locals, constants and operations, which stand for values: those that are alike, their numbers, and how many nodes they have. */
  private readonly same = new Map<string, Expr>();
  private readonly firsts = new Map<Expr, Expr>();
  private readonly numbers = new Map<Expr, number>();
  private readonly nodes = new Map<Expr, number>();

  /** `begin`: what locals hold where the loop begins, where that is known. */
  constructor(
    protected readonly types: readonly Word[],
    private readonly begin: Constants,
  ) {}

  /** A load from an address; gives what the value differs by in the next round. */
  protected abstract loaded(e: Load, from: Known): number | undefined;
  protected abstract operated(e: Op): void;

  protected value(e: Expr): Known {
    switch (e.k) {
      case 'const':
        return { affine: e.type === 'i' ? fixed(constant(e.lo)) : undefined, shift: 0 };
      case 'get':
        return this.state.get(e.local) ?? this.unassigned(e.local);
      case 'global.get':
        return { affine: undefined, shift: 0 };
      case 'load':
        return { affine: undefined, shift: this.loaded(e, this.value(e.addr)) };
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

  protected unassigned(local: number): Known {
    return { affine: this.types[local] === 'i' ? fixed(this.atBegin(local)) : undefined, shift: 0 };
  }

  /** An i32 where the loop begins. */
  protected atBegin(local: number): Linear {
    const known = this.begin.get(local);
    return known === undefined ? term(local) : constant(known);
  }

  /** The value of an expression of locals, constants and operations; undefined where it is too large. */
  protected valued(e: Expr): Linear | undefined {
    const result = resultOf(e);
    if (result !== undefined) return constant(result);
    return this.nodesOf(e) > MAX_NODES ? undefined : term(this.first(e));
  }

  private nodesOf(e: Expr): number {
    let count = this.nodes.get(e);
    if (count === undefined) {
      count = 1;
      operands(e, (o) => { count! += this.nodesOf(o); });
      this.nodes.set(e, count);
    }
    return count;
  }

  /** The first one met that is the same expression. */
  private first(e: Expr): Expr {
    const known = this.firsts.get(e);
    if (known) return known;
    const parts: (string | number)[] = [e.k === 'get' ? `$${e.local}` : e.k === 'const' ? `=${e.lo}` : e.k === 'op' ? `${e.row.name} ${e.lanes.join()}` : e.k];
    operands(e, (o) => { parts.push(this.numbers.get(this.first(o))!); });
    const key = parts.join(' ');
    const first = this.same.get(key) ?? e;
    if (first === e) {
      this.same.set(key, e);
      this.numbers.set(e, this.numbers.size);
    }
    this.firsts.set(e, first);
    return first;
  }

  /** Whether it may be part of an expression, which hides what it is made of. */
  protected isKnown(a: Linear): boolean {
    return ![...a.terms.keys()].some((t) => this.symbols.has(t));
  }

  protected under(test: Expr | undefined, walk: () => void): void {
    const isOpen = test !== undefined && !resultOf(test);
    if (isOpen) this.when.push(test);
    walk();
    if (isOpen) this.when.pop();
  }

  /** What is known where one of two values arrives, by a condition that is the same in all rounds. */
  protected joined(isTrue: Expr | undefined, a: Known, b: Known, at: number): Known {
    const shift = a.shift === b.shift ? a.shift : undefined;
    if (!a.affine || !b.affine) return { affine: undefined, shift };
    if (isSameAffine(a.affine, b.affine)) return { affine: a.affine, shift };
    const [x, y] = [linearOf(a.affine), linearOf(b.affine)];
    const isKnown = isTrue && x && y && this.isKnown(x) && this.isKnown(y);
    const either = isKnown ? this.valued(make.cond('i', isTrue, written(x, at), written(y, at), at)) : undefined;
    return { affine: either && fixed(either), shift };
  }

  private operation(e: Op): Known {
    const args = e.args.map((a) => this.value(a));
    this.operated(e);
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
    const result = isKnown ? this.valued(make.op('i', e.row, linear.map((l) => written(l!, e.at)), e.at, e.lanes)) : undefined;
    return { affine: result && fixed(result), shift };
  }

  private multiplied(a: Known, b: Known, at: number): Known {
    const [x, y] = [linearOf(a.affine), linearOf(b.affine)];
    const affine = y ? this.product(a.affine, y, at) : x && this.product(b.affine, x, at);
    const [m, n] = [x && valueOf(x), y && valueOf(y)];
    const shift = a.shift === 0 && b.shift === 0 ? 0 : n !== undefined ? scaled(a.shift, n) : m !== undefined ? scaled(b.shift, m) : undefined;
    return { affine, shift };
  }

  protected product(a: Affine | undefined, factor: Linear, at: number): Affine | undefined {
    const isConstant = valueOf(factor) !== undefined;
    if (!a || (!isConstant && ![a.base, factor, ...a.steps.values()].every((part) => this.isKnown(part)))) return undefined;
    const base = this.multiple(a.base, factor, at);
    let all = base && fixed(base);
    for (const [loop, step] of a.steps) {
      const by = this.multiple(step, factor, at);
      all = all && by && stepping(all, loop, by);
    }
    return all;
  }

  private multiple(a: Linear, b: Linear, at: number): Linear | undefined {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (x !== undefined) return times(b, x);
    return y !== undefined ? times(a, y) : this.valued(make.apply('i32.mul', [written(a, at), written(b, at)], at));
  }
}

const combined = (a: Known, b: Known, sign: 1 | -1): Known => ({
  affine: a.affine && b.affine && affineSum(a.affine, b.affine, sign),
  shift: a.shift === undefined || b.shift === undefined ? undefined : (a.shift + sign * b.shift) | 0,
});

const scaled = (shift: number | undefined, factor: number): number | undefined => (shift === undefined ? undefined : Math.imul(shift, factor));
