/** Which variables may still be read: a walk against the flow of control, repeated until loops agree. */
import { append } from '../ir/append.js';
import type { Js, JsFunction, JsHandler, JsStmt } from '../ir/js.js';
import { expressionOf } from '../ir/js-walk.js';
import type { Label } from '../ir/nodes.js';
import { Bits } from './bits.js';
import { derivedAmong, type Derivations } from './derived.js';
import type { Region } from './regions.js';

/** Where regions begin and end in a list. */
interface Marks {
  readonly starts: Map<number, Region[]>;
  readonly ends: Map<number, Region[]>;
}

/** Finds for each region what it reads from outside and what of it is read outside. Those that cannot be taken out lose their exits. */
export function findFlow(f: JsFunction, regions: readonly Region[], derived: Derivations): void {
  const liveness = new Liveness(f, derived);
  liveness.settle();
  liveness.record(regions);
}

/** What may be read before it is assigned. */
export function liveAtEntry(f: JsFunction): Bits {
  return new Liveness(f, new Map()).settle();
}

class Liveness {
  /** What is live where branches to a label go. */
  private readonly labels = new Map<Label, Bits>();
  private readonly cases = new Map<Label, Bits[]>();
  private readonly states = new Map<Label, number>();
  /** Cases of each dispatch that are in others inside it. */
  private readonly enclosed = new Map<Label, Set<number>>();
  private changed = false;
  private marks: ReadonlyMap<JsStmt[], Marks> = new Map();
  /** What is read by finalizers around, to which every way out leads. */
  private finalized: Bits | undefined;

  /** `derived`: of what other variables some are made, which are read with them. */
  constructor(
    private readonly f: JsFunction,
    private readonly derived: Derivations,
  ) {}

  private none(): Bits {
    return Bits.of(this.f.slots.length);
  }

  /** What is live at the start. */
  settle(): Bits {
    let live;
    do {
      this.changed = false;
      live = this.none();
      this.list(this.f.body, live, undefined);
    } while (this.changed);
    return live;
  }

  record(regions: readonly Region[]): void {
    const marks = new Map<JsStmt[], Marks>();
    for (const region of regions) {
      let m = marks.get(region.list);
      if (!m) marks.set(region.list, (m = { starts: new Map(), ends: new Map() }));
      append(m.starts, region.from, region);
      append(m.ends, region.to, region);
    }
    this.marks = marks;
    this.list(this.f.body, this.none(), undefined);
  }

  /** What is live at the start of a case; it grows from round to round. */
  private atCase(dispatch: Label, index: number): Bits {
    let cases = this.cases.get(dispatch);
    if (!cases) this.cases.set(dispatch, (cases = []));
    return (cases[index] ??= this.none());
  }

  /** What is live where a dispatch begins with the state of one of these cases. */
  private atAny(dispatch: Label, cases: Iterable<number>): Bits {
    const live = this.none();
    for (const index of cases) live.union(this.atCase(dispatch, index));
    live.add(this.states.get(dispatch)!);
    return live;
  }

  private at(label: Label): Bits {
    if (label.dispatch) return label.among ? this.atAny(label.dispatch.label, label.among) : this.atCase(label.dispatch.label, label.index);
    let live = this.labels.get(label);
    if (!live) this.labels.set(label, (live = this.none()));
    return live;
  }

  private grow(known: Bits, live: Bits): void {
    if (known.union(live)) this.changed = true;
  }

  /** `live` at the end becomes `live` at the start. `handler`: what is live where exceptions go. */
  private list(list: JsStmt[], live: Bits, handler: Bits | undefined): void {
    const marks = this.marks.get(list);
    for (let i = list.length - 1; i >= 0; i--) {
      for (const region of marks?.ends.get(i + 1) ?? []) this.atEnd(region, live, handler);
      this.statement(list[i]!, live, handler);
      if (handler) live.union(handler);
      for (const region of marks?.starts.get(i) ?? []) this.atStart(region, live);
    }
  }

  private atEnd(region: Region, live: Bits, handler: Bits | undefined): void {
    if (this.finalized?.meets(region.writes)) region.exits = undefined;
    if (handler) region.thrown = region.writes.common(handler);
    for (const exit of region.exits ?? []) exit.outs = region.writes.common(exit.label ? this.at(exit.label) : live);
  }

  private atStart(region: Region, live: Bits): void {
    const read = region.names.common(live);
    if (read.some((slot) => this.f.slots[slot]!.zero === 'caught')) region.exits = undefined;
    region.derived = derivedAmong(read, this.derived);
    const made = new Set(region.derived);
    region.ins = [...new Set(read.map((slot) => (made.has(slot) ? this.derived.get(slot)!.base : slot)))];
  }

  private statement(s: JsStmt, live: Bits, handler: Bits | undefined): void {
    switch (s.k) {
      case 'block':
        this.at(s.label).set(live);
        this.list(s.body, live, handler);
        return;
      case 'loop':
        this.list(s.body, live, handler);
        this.grow(this.at(s.label), live);
        live.union(this.at(s.label));
        return;
      case 'if': {
        const otherwise = live.copy();
        this.list(s.else, otherwise, handler);
        this.list(s.then, live, handler);
        live.union(otherwise);
        break;
      }
      case 'br':
        live.set(this.at(s.label));
        return;
      case 'switch': {
        const after = live.copy();
        if (s.arms.some((arm) => arm.isDefault)) live.clear();
        for (const arm of s.arms) {
          const inside = after.copy();
          this.list(arm.body, inside, handler);
          live.union(inside);
        }
        break;
      }
      case 'return':
      case 'throw':
        live.clear();
        break;
      case 'try': {
        const thrown = this.handler(s, live, handler);
        this.list(s.body, live, thrown);
        live.union(thrown);
        return;
      }
      case 'finally': {
        const thrown = handler?.copy() ?? this.none();
        this.list(s.finalizer, thrown, handler);
        this.list(s.finalizer, live, handler);
        const outer = this.finalized;
        this.finalized = thrown;
        this.list(s.body, live, thrown);
        this.finalized = outer;
        return;
      }
      case 'dispatch':
        this.dispatch(s, live, handler);
        return;
      case 'expr':
    }
    const e = expressionOf(s);
    if (e) this.expression(e, live);
  }

  /** What is live where the handler begins; control falls out of it to where `after` is live. */
  private handler({ thrown, handler }: JsHandler, after: Bits, outer: Bits | undefined): Bits {
    const live = after.copy();
    this.list(handler, live, outer);
    live.delete(thrown.slot);
    return live;
  }

  private dispatch(s: JsStmt & { k: 'dispatch' }, live: Bits, outer: Bits | undefined): void {
    const { first } = s;
    this.states.set(s.label, s.state.slot);
    if (first === undefined) this.at(s.label).set(live);
    const handler = s.handled ? this.handler(s.handled, live, outer) : outer;
    const enclosed = this.enclosedIn(s.label);
    for (let k = s.cases.length - 1; k >= 0; k--) {
      const i = (first ?? 0) + k;
      this.list(s.cases[k]!, live, handler);
      if (first !== undefined || !enclosed.has(i)) this.grow(this.atCase(s.label, i), live);
      live.union(this.atCase(s.label, i));
    }
    if (handler) live.union(handler);
    if (first === undefined) live.delete(s.state.slot);
    else {
      const inside = s.cases.map((_, k) => first + k);
      for (const i of inside) enclosed.add(i);
      live.union(this.atAny(s.label, inside));
    }
  }

  private enclosedIn(dispatch: Label): Set<number> {
    let found = this.enclosed.get(dispatch);
    if (!found) this.enclosed.set(dispatch, (found = new Set()));
    return found;
  }

  private expression(e: Js, live: Bits): void {
    switch (e.k) {
      case 'loc':
        this.read(e.slot, live);
        return;
      case 'bin':
        if (e.op === '&&' || e.op === '||' || e.op === '??') this.perhaps(e.r, live);
        else this.expression(e.r, live);
        this.expression(e.l, live);
        return;
      case 'un':
        this.expression(e.e, live);
        return;
      case 'cond': {
        const otherwise = live.copy();
        this.expression(e.b, otherwise);
        this.expression(e.a, live);
        live.union(otherwise);
        this.expression(e.test, live);
        return;
      }
      case 'call':
      case 'new':
        this.backwards(e.args, live);
        this.expression(e.callee, live);
        return;
      case 'member':
        this.expression(e.object, live);
        return;
      case 'index':
        this.expression(e.index, live);
        this.expression(e.object, live);
        return;
      case 'assign':
        if (e.target.k === 'loc') live.delete(e.target.slot);
        this.expression(e.value, live);
        if (e.target.k !== 'loc') this.expression(e.target, live);
        return;
      case 'seq':
        this.backwards(e.list, live);
        return;
      default:
    }
  }

  /** What a variable is made of is read with it. */
  private read(slot: number, live: Bits): void {
    live.add(slot);
    const derived = this.derived.get(slot);
    if (derived) live.add(derived.base);
  }

  private backwards(list: readonly Js[], live: Bits): void {
    for (let i = list.length - 1; i >= 0; i--) this.expression(list[i]!, live);
  }

  /** An expression that may not be evaluated. */
  private perhaps(e: Js, live: Bits): void {
    const after = live.copy();
    this.expression(e, live);
    live.union(after);
  }
}
