/**
 * Where the variables of a lowered function hold values that will be read. The function is walked backwards, in the reverse of the
 * order of evaluation, with the set of live variables. At loops the walk is repeated until nothing changes.
 */
import type { Js, JsFunction, JsLocal, JsStmt, Range } from '../ir/js.js';
import { expressionOf, operandsOf } from '../ir/js-walk.js';
import type { Label } from '../ir/nodes.js';
import { LiveSet, type Bits } from './live-set.js';

/** Loops nested so that more walks are needed are rare. */
const MAX_WALKS = 8;

export interface Liveness {
  /** Of each slot: start, end, start, end ... of its segments in the order of the text. Both ends belong to it. */
  readonly segments: readonly number[][];
  /** Assignments of a variable to a variable: target, source. */
  readonly copies: readonly (readonly [number, number])[];
  /** What kind of value each slot holds; undefined where it is not used. */
  readonly ranges: readonly (Range | undefined)[];
  /** Slots that are live when the function begins. */
  readonly atStart: ReadonlySet<number>;
  /** Assignments of what is never read and does nothing else, such as counters that only count. */
  readonly idle: ReadonlySet<JsStmt>;
}

/** Undefined where the function is too large, or its control flow is more than blocks, loops and branches. */
export function liveness(f: JsFunction): Liveness | undefined {
  const walk = new Walk(f.slots.length);
  return walk.until(f.body) ? walk.found(f) : undefined;
}

class Walk {
  private readonly live: LiveSet;
  private readonly atLabel = new Map<Label, Bits>();
  private readonly atLoop = new Map<Label, Bits>();
  private changed = false;
  private fits = true;
  /** What finalizers around read. */
  private held: readonly JsLocal[] = [];
  private readonly copies: [number, number][] = [];
  private readonly idle = new Set<JsStmt>();
  private readonly ranges: (Range | undefined)[];

  constructor(private readonly slots: number) {
    this.live = new LiveSet(slots);
    this.ranges = new Array<undefined>(slots).fill(undefined);
  }

  private get goesOn(): boolean {
    return this.fits && !this.live.isExhausted;
  }

  /** Walks until the sets at the heads of loops are final. What the last walk notes is what holds. */
  until(body: readonly JsStmt[]): boolean {
    for (let walks = 0; walks < MAX_WALKS && this.goesOn; walks++) {
      this.changed = false;
      this.copies.length = 0;
      this.idle.clear();
      this.live.clear();
      this.list(body);
      if (!this.changed) return this.goesOn;
    }
    return false;
  }

  found({ params }: JsFunction): Liveness {
    const atStart = new Set<number>();
    for (let i = 0; i < this.slots; i++) if (this.live.has(i)) atStart.add(i);
    return { segments: this.live.begin(new Set([...params, ...atStart])), copies: this.copies, ranges: this.ranges, atStart, idle: this.idle };
  }

  /** An integer may be read as a number. */
  private note({ slot, range }: JsLocal): void {
    if (this.ranges[slot] !== 'i') this.ranges[slot] = range;
  }

  private read(e: JsLocal): void {
    this.note(e);
    this.live.read(e.slot);
  }

  private list(list: readonly JsStmt[]): void {
    for (let i = list.length - 1; i >= 0; i--) if (this.goesOn) this.statement(list[i]!);
  }

  private statement(s: JsStmt): void {
    switch (s.k) {
      case 'expr':
        if (this.isIdle(s.e)) this.idle.add(s);
        else this.expression(s.e);
        return;
      case 'block':
        this.atLabel.set(s.label, this.live.copy());
        this.list(s.body);
        return;
      case 'loop':
        this.loop(s);
        return;
      case 'if': {
        const after = this.live.copy();
        this.list(s.else);
        const otherwise = this.live.copy();
        this.live.become(after);
        this.list(s.then);
        this.live.join(otherwise);
        this.expression(s.test);
        return;
      }
      case 'switch': {
        const after = this.live.copy();
        const before = this.live.empty();
        for (let i = s.arms.length - 1; i >= 0; i--) {
          this.live.become(after);
          this.list(s.arms[i]!.body);
          for (let word = 0; word < before.length; word++) before[word]! |= this.live.bits[word]!;
        }
        this.live.become(before);
        this.expression(s.index);
        return;
      }
      case 'br': {
        const target = this.atLabel.get(s.label);
        if (target) this.live.become(target);
        else this.fits = false;
        this.hold();
        return;
      }
      case 'return':
      case 'throw':
        this.live.become(this.live.empty());
        this.hold();
        if (s.value) this.expression(s.value);
        return;
      case 'finally':
        this.finally(s);
        return;
      case 'try':
      case 'dispatch':
        this.fits = false;
    }
  }

  /** What the finalizer reads is live all through the body, which may be left anywhere. */
  private finally(s: JsStmt & { k: 'finally' }): void {
    const outer = this.held;
    this.held = [];
    this.list(s.finalizer);
    this.held = [...outer, ...readsOf(s.finalizer)];
    this.list(s.body);
    this.held = outer;
  }

  private isIdle(e: Js): boolean {
    return e.k === 'assign' && e.target.k === 'loc' && !this.live.has(e.target.slot) && this.held.length === 0 && isInert(e.value);
  }

  private hold(): void {
    for (const e of this.held) this.read(e);
  }

  private loop(s: JsStmt & { k: 'loop' }): void {
    const known = this.atLoop.get(s.label) ?? this.live.empty();
    this.atLabel.set(s.label, known);
    this.list(s.body);
    if (this.live.bits.every((word, i) => word === known[i])) return;
    this.changed = true;
    this.atLoop.set(s.label, this.live.copy());
  }

  private expression(e: Js): void {
    switch (e.k) {
      case 'num':
      case 'lit':
      case 'name':
        return;
      case 'loc':
        this.read(e);
        return;
      case 'bin':
        if (e.op === '??' || e.op === '&&' || e.op === '||') this.either(e.r, undefined);
        else this.expression(e.r);
        this.expression(e.l);
        return;
      case 'un':
        this.expression(e.e);
        return;
      case 'cond':
        this.either(e.a, e.b);
        this.expression(e.test);
        return;
      case 'call':
        this.all(e.args);
        this.expression(e.callee);
        return;
      case 'new':
        this.all(e.args);
        return;
      case 'member':
        this.expression(e.object);
        return;
      case 'index':
        this.expression(e.index);
        this.expression(e.object);
        return;
      case 'assign':
        if (e.target.k === 'loc') {
          this.note(e.target);
          this.live.write(e.target.slot);
          if (this.held.length > 0) this.hold();
          if (e.value.k === 'loc') this.copies.push([e.target.slot, e.value.slot]);
          this.expression(e.value);
          return;
        }
        this.expression(e.value);
        this.expression(e.target);
        return;
      case 'seq':
        this.all(e.list);
    }
  }

  private all(list: readonly Js[]): void {
    for (let i = list.length - 1; i >= 0; i--) this.expression(list[i]!);
  }

  /** One of two expressions is evaluated, or none. */
  private either(a: Js, b: Js | undefined): void {
    if (!assigns(a) && (b === undefined || !assigns(b))) {
      // What the one reads is live in the other, too, which is no mistake.
      if (b) this.expression(b);
      this.expression(a);
      return;
    }
    const after = this.live.copy();
    if (b) this.expression(b);
    const otherwise = this.live.copy();
    this.live.become(after);
    this.expression(a);
    this.live.join(otherwise);
  }
}

function readsOf(list: readonly JsStmt[]): JsLocal[] {
  const found: JsLocal[] = [];
  const visit = (e: Js): void => {
    if (e.k === 'loc') found.push(e);
    else operandsOf(e, visit);
  };
  for (const s of list) visit(expressionOf(s)!);
  return found;
}

/** Whether an expression does nothing but give a value, as far as is seen at once: what is read in an object may be none. */
function isInert(e: Js): boolean {
  switch (e.k) {
    case 'num':
    case 'lit':
    case 'loc':
      return true;
    case 'bin':
      return isInert(e.l) && isInert(e.r);
    case 'un':
      return isInert(e.e);
    case 'call':
      return (e.isSpare || (e.callee.k === 'name' && (e.callee.builtin || e.isUnsigned))) && e.args.every(isInert);
    case 'cond':
      return isInert(e.test) && isInert(e.a) && isInert(e.b);
    default:
      return false;
  }
}

/** Whether a variable is assigned in the expression, whose height is bounded. */
function assigns(e: Js): boolean {
  let found = e.k === 'assign' && e.target.k === 'loc';
  operandsOf(e, (operand) => { found ||= assigns(operand); });
  return found;
}
