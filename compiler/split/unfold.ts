/**
 * Long expressions as statements. Code without jumps, such as the arithmetic of large numbers, becomes expressions of ten thousands of bytes, and
 * regions are runs of statements: without this nothing could be taken out of them.
 */
import * as js from '../ir/js.js';
import type { Js, JsFunction, JsLocal, JsStmt } from '../ir/js.js';
import { expressionOf, listsOf, operandsOf } from '../ir/js-walk.js';

/** Nodes of an expression that stays whole. */
const MOST = 100;
const CHOOSING: ReadonlySet<string> = new Set(['&&', '||', '??']);

/** Whether there was any. */
export function unfold(f: JsFunction): boolean {
  const unfolder = new Unfolder(f);
  unfolder.list(f.body);
  return unfolder.found;
}

class Unfolder {
  found = false;
  private readonly counts = new Map<Js, number>();
  private out: JsStmt[] = [];
  private at = 0;

  constructor(private readonly f: JsFunction) {}

  list(list: JsStmt[]): void {
    for (let i = 0; i < list.length; i++) {
      const s = list[i]!;
      for (const inner of listsOf(s)) this.list(inner);
      const e = expressionOf(s);
      if (e === undefined || this.count(e) <= MOST) continue;
      this.found = true;
      this.at = s.at;
      const { value, before } = this.apart(() => this.short(e));
      this.counts.clear();
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
    if (this.count(e) <= MOST) return e;
    const shorter = this.shorter(e);
    return this.count(shorter) <= MOST || shorter.k === 'assign' ? shorter : this.kept(shorter);
  }

  private shorter(e: Js): Js {
    switch (e.k) {
      case 'bin': {
        if (CHOOSING.has(e.op)) return { ...e, l: this.short(e.l) };
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
        const { target } = e;
        if (target.k !== 'index') return { ...e, value: this.short(e.value) };
        const [index, value] = this.operands([target.index, e.value]) as [Js, Js];
        return { ...e, target: { ...target, index }, value };
      }
      case 'seq':
        for (const x of e.list.slice(0, -1)) {
          const value = this.short(x);
          this.out.push({ k: 'expr', at: this.at, e: value });
        }
        return this.short(e.list.at(-1)!);
      default:
        return e;
    }
  }

  /** What is before a long operand is evaluated before it. */
  private operands(list: readonly Js[]): Js[] {
    const last = list.findLastIndex((e) => this.count(e) > MOST);
    return list.map((e, i) => (i < last ? this.kept(this.short(e)) : i === last ? this.short(e) : e));
  }

  /** The function, and the object that a method is of, are what they were after the arguments: no argument changes them. */
  private call(e: js.JsCall): Js {
    const { callee } = e;
    if (callee.k !== 'index') return { ...e, args: this.operands(e.args) };
    const [index, ...args] = this.operands([callee.index, ...e.args]);
    return { ...e, callee: { ...callee, index: index! }, args };
  }

  private choice(e: Js & { k: 'cond' }): Js {
    const test = this.short(e.test);
    if (this.count(e.a) <= MOST && this.count(e.b) <= MOST) return { ...e, test };
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
