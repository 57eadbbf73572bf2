/**
 * Long expressions as statements. Code without jumps, such as the arithmetic of large numbers, becomes expressions of ten thousands of bytes, and
 * regions are runs of statements: without this nothing could be taken out of them.
 */
import * as js from '../ir/js.js';
import type { Js, JsFunction, JsLocal, JsStmt } from '../ir/js.js';
import { expressionOf, listsOf, operandsOf } from '../ir/js-walk.js';
import { bytesOf } from './size.js';

/** Bytes of a node, about. */
const NODE = 7.5;
/** How many expressions that are taken apart, and how many pieces of them, make a function. */
const LONG_ONES = 4;
const PIECES = 40;

/**
 * For functions of `aim` bytes. Before parts are taken out: what a part leaves is to be read at once (outline.ts), so that the reading stays
 * whole.
 */
export function unfold(f: JsFunction, aim: number): void {
  const unfolder = new Unfolder(f, aim / LONG_ONES, aim / PIECES / NODE);
  unfolder.list(f.body);
}

class Unfolder {
  private readonly counts = new WeakMap<Js, number>();
  private out: JsStmt[] = [];
  private at = 0;

  /** Bytes of an expression that is taken apart, and nodes of one that then stays whole. */
  constructor(
    private readonly f: JsFunction,
    private readonly long: number,
    private readonly most: number,
  ) {}

  list(list: JsStmt[]): void {
    for (let i = 0; i < list.length; i++) {
      const s = list[i]!;
      for (const inner of listsOf(s)) this.list(inner);
      const e = expressionOf(s);
      if (e === undefined || bytesOf(e) <= this.long) continue;
      this.at = s.at;
      const { value, before } = this.apart(() => this.short(e));
      list.splice(i, 1, ...before, withExpression(s, value));
      i += before.length;
    }
  }

  /** The statements that `make` asks for, and what it gives. */
  private apart(make: () => Js): { value: Js; before: JsStmt[] } {
    const { out } = this;
    this.out = [];
    const value = make();
    const before = this.out;
    this.out = out;
    return { value, before };
  }

  private count(e: Js): number {
    let count = this.counts.get(e);
    if (count === undefined) {
      count = 1;
      operandsOf(e, (operand) => { count! += this.count(operand); });
      this.counts.set(e, count);
    }
    return count;
  }

  private slot(): number {
    return this.f.slots.push({ uses: 0, zero: 'none' }) - 1;
  }

  private assign(slot: number, e: Js, out = this.out): JsLocal {
    const value = e.range === 'w' || e.range === 'b' ? js.int32(e) : e;
    const variable = (): JsLocal => ({ k: 'loc', slot, range: value.range });
    out.push({ k: 'expr', at: this.at, e: js.assign(variable(), value) });
    return variable();
  }

  /** The value in a variable, unless nothing can change it. */
  private kept(e: Js): Js {
    return e.k === 'num' || e.k === 'lit' ? e : this.assign(this.slot(), e);
  }

  /** An expression that is not long, after statements. */
  private short(e: Js): Js {
    const shorter = this.inPlace(e);
    return this.count(shorter) <= this.most || shorter.k === 'assign' ? shorter : this.kept(shorter);
  }

  /** The same operation, with operands that are not long. */
  private inPlace(e: Js): Js {
    return this.count(e) <= this.most ? e : this.shorter(e);
  }

  private shorter(e: Js): Js {
    switch (e.k) {
      case 'bin': {
        // An element that may be missing, whatever its range says, stays where that is asked.
        if (e.op === '??' || e.r.k === 'lit') return { ...e, l: this.inPlace(e.l) };
        if (e.op === '&&' || e.op === '||') return { ...e, l: this.short(e.l) };
        const [l, r] = this.operands([e.l, e.r]) as [Js, Js];
        return { ...e, l, r };
      }
      case 'un':
        return { ...e, e: this.short(e.e) };
      case 'cond':
        return this.choice(e);
      case 'call':
        return this.call(e);
      case 'new':
        return { ...e, args: this.operands(e.args) };
      case 'member':
        return { ...e, object: this.short(e.object) };
      case 'index': {
        const [object, index] = this.operands([e.object, e.index]) as [Js, Js];
        return { ...e, object, index };
      }
      case 'assign': {
        const [target, [value]] = this.reached(e.target, [e.value]);
        return { ...e, target, value: value! };
      }
      case 'seq':
        for (const x of e.list.slice(0, -1)) {
          const effect = this.inPlace(x);
          if (effect.k !== 'loc') this.out.push({ k: 'expr', at: this.at, e: effect });
        }
        return this.short(e.list.at(-1)!);
      default:
        return e;
    }
  }

  /** What is before a long operand is evaluated before it. */
  private operands(list: readonly Js[]): Js[] {
    const last = list.findLastIndex((e) => this.count(e) > this.most);
    return list.map((e, i) => (i < last ? this.kept(this.short(e)) : i === last ? this.short(e) : e));
  }

  private call(e: js.JsCall): Js {
    if (e.callee.k === 'loc') {
      const [callee, ...args] = this.operands([e.callee, ...e.args]);
      return { ...e, callee: callee!, args };
    }
    const [callee, args] = this.reached(e.callee, e.args);
    return { ...e, callee, args };
  }

  /** A property or element, to be read or written there, and operands behind what it is of. */
  private reached<T extends Js>(place: T, list: readonly Js[]): [T, Js[]] {
    if (place.k === 'member') {
      const [object, ...others] = this.operands([place.object, ...list]);
      return [{ ...place, object }, others];
    }
    if (place.k === 'index') {
      const [object, index, ...others] = this.operands([place.object, place.index, ...list]);
      return [{ ...place, object, index }, others];
    }
    return [place, this.operands(list)];
  }

  private choice(e: Js & { k: 'cond' }): Js {
    const test = this.short(e.test);
    if (this.count(e.a) <= this.most && this.count(e.b) <= this.most) return { ...e, test };
    const slot = this.slot();
    const [a, b] = [e.a, e.b].map((arm) => {
      const { value, before } = this.apart(() => this.short(arm));
      return { body: before, variable: this.assign(slot, value, before) };
    }) as [{ body: JsStmt[]; variable: JsLocal }, { body: JsStmt[]; variable: JsLocal }];
    this.out.push({ k: 'if', at: this.at, test, then: a.body, else: b.body });
    return { k: 'loc', slot, range: js.cond(test, a.variable, b.variable).range };
  }
}

function withExpression(s: JsStmt, e: Js): JsStmt {
  switch (s.k) {
    case 'expr':
      return { ...s, e };
    case 'if':
      return { ...s, test: e };
    case 'switch':
      return { ...s, index: e };
    case 'return':
    case 'throw':
      return { ...s, value: e };
    default:
      return s;
  }
}
