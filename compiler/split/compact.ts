/**
 * Variables of a part, numbered anew: those of its function that it does not name cost nothing then, in any pass over the part. There may be
 * thousands of parts of thousands of variables.
 */
import type { Js, JsAssign, JsFunction, JsHandler, JsLocal, JsStmt, Slot } from '../ir/js.js';
import { eachSlot } from '../ir/js-walk.js';

/** The part with the slots alone that it names, in their order, none of which starts as zero. */
export function compact(f: JsFunction): JsFunction {
  const found = new Set(f.params);
  eachSlot(f.body, (slot) => found.add(slot));
  const named = [...found].sort((a, b) => a - b);
  const renaming = new Renaming(new Map(named.map((slot, i) => [slot, i])));
  const slots = named.map((slot): Slot => ({ uses: 0, zero: f.slots[slot]!.zero === 'caught' ? 'caught' : 'none' }));
  return { ...f, slots, params: f.params.map((slot) => renaming.slot(slot)), body: renaming.list(f.body) };
}

class Renaming {
  constructor(private readonly numbers: ReadonlyMap<number, number>) {}

  slot(slot: number): number {
    return this.numbers.get(slot)!;
  }

  list(list: readonly JsStmt[]): JsStmt[] {
    return list.map((s) => this.statement(s));
  }

  private statement(s: JsStmt): JsStmt {
    switch (s.k) {
      case 'expr':
        return { ...s, e: this.expression(s.e) };
      case 'block':
      case 'loop':
        return { ...s, body: this.list(s.body) };
      case 'if':
        return { ...s, test: this.expression(s.test), then: this.list(s.then), else: this.list(s.else) };
      case 'br':
        return s;
      case 'switch':
        return { ...s, index: this.expression(s.index), arms: s.arms.map((arm) => ({ ...arm, body: this.list(arm.body) })) };
      case 'return':
        return { ...s, value: s.value && this.expression(s.value) };
      case 'throw':
        return { ...s, value: this.expression(s.value) };
      case 'try':
        return { ...s, body: this.list(s.body), ...this.handler(s) };
      case 'finally':
        return { ...s, body: this.list(s.body), finalizer: this.list(s.finalizer) };
      case 'dispatch':
        return { ...s, state: this.local(s.state), cases: s.cases.map((list) => this.list(list)), handled: s.handled && this.handler(s.handled) };
    }
  }

  private handler({ thrown, handler }: JsHandler): JsHandler {
    return { thrown: this.local(thrown), handler: this.list(handler) };
  }

  private local(e: JsLocal): JsLocal {
    return { ...e, slot: this.slot(e.slot) };
  }

  private expression(e: Js): Js {
    switch (e.k) {
      case 'loc':
        return this.local(e);
      case 'bin':
        return { ...e, l: this.expression(e.l), r: this.expression(e.r) };
      case 'un':
        return { ...e, e: this.expression(e.e) };
      case 'cond':
        return { ...e, test: this.expression(e.test), a: this.expression(e.a), b: this.expression(e.b) };
      case 'call':
        return { ...e, callee: this.expression(e.callee), args: this.expressions(e.args) };
      case 'new':
        return { ...e, args: this.expressions(e.args) };
      case 'member':
        return { ...e, object: this.expression(e.object) };
      case 'index':
        return { ...e, object: this.expression(e.object), index: this.expression(e.index) };
      case 'assign':
        return { ...e, target: this.expression(e.target) as JsAssign['target'], value: this.expression(e.value) };
      case 'seq':
        return { ...e, list: this.expressions(e.list) };
      default:
        return e;
    }
  }

  private expressions(list: readonly Js[]): Js[] {
    return list.map((e) => this.expression(e));
  }
}
