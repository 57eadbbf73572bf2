/**
 * Where the variables of a lowered function hold values that will be read. The function is walked backwards, in the reverse of the
 * order of evaluation, with the set of live variables; every stretch of the text in which a variable is live is a segment. At loops the
 * walk is repeated until nothing changes.
 */
import type { Js, JsFunction, JsLocal, JsStmt, Range } from '../ir/js.js';
import { expressionOf, operandsOf } from '../ir/js-walk.js';
import type { Label } from '../ir/nodes.js';

/** Functions with more work than this (words of sets, times branches, times walks) are left alone. */
const MAX_WORK = 2 ** 24;
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
}

/** Undefined where the function is too large, or its control flow is more than blocks, loops and branches. */
export function liveness(f: JsFunction): Liveness | undefined {
  const walk = new Walk(f.slots.length);
  return walk.until(f.body) ? walk.found(f) : undefined;
}

type Bits = Int32Array;

class Walk {
  private live: Bits;
  private readonly atLabel = new Map<Label, Bits>();
  private readonly atLoop = new Map<Label, Bits>();
  private changed = false;
  private work = 0;
  private fits = true;
  /** Position in the text: falls while the walk goes on. */
  private position = 0;
  private readonly ends: Int32Array;
  /** What finalizers around read. */
  private held: readonly JsLocal[] = [];
  private readonly segments: number[][] = [];
  private readonly copies: [number, number][] = [];
  private readonly ranges: (Range | undefined)[];

  constructor(private readonly slots: number) {
    this.live = this.empty();
    this.ends = new Int32Array(slots);
    for (let i = 0; i < slots; i++) this.segments.push([]);
    this.ranges = new Array<undefined>(slots).fill(undefined);
  }

  private empty(): Bits {
    return new Int32Array((this.slots + 31) >> 5);
  }

  private copy(): Bits {
    this.work += this.live.length;
    if (this.work > MAX_WORK) this.fits = false;
    return this.live.slice();
  }

  /** Walks until the sets at the heads of loops are final. What the last walk notes is what holds. */
  until(body: readonly JsStmt[]): boolean {
    for (let walks = 0; walks < MAX_WALKS && this.fits; walks++) {
      if (walks > 0) for (const list of this.segments) list.length = 0;
      this.changed = false;
      this.copies.length = 0;
      this.live.fill(0);
      this.list(body);
      if (!this.changed) return this.fits;
    }
    return false;
  }

  found(f: JsFunction): Liveness {
    this.position--;
    const atStart = new Set<number>();
    for (let i = 0; i < this.slots; i++) if (this.isLive(i)) atStart.add(i);
    for (const i of new Set([...f.params, ...atStart])) this.write(i, this.position);
    for (const list of this.segments) list.reverse();
    return { segments: this.segments, copies: this.copies, ranges: this.ranges, atStart };
  }

  private isLive(slot: number): boolean {
    return (this.live[slot >> 5]! & (1 << (slot & 31))) !== 0;
  }

  /** An integer may be read as a number. */
  private note({ slot, range }: JsLocal): void {
    if (this.ranges[slot] !== 'i') this.ranges[slot] = range;
  }

  private read(e: JsLocal): void {
    const { slot } = e;
    this.position--;
    this.note(e);
    if (this.isLive(slot)) return;
    this.live[slot >> 5]! |= 1 << (slot & 31);
    this.ends[slot] = this.position;
  }

  private write(slot: number, position = --this.position): void {
    const end = this.isLive(slot) ? this.ends[slot]! : position;
    this.live[slot >> 5]! &= ~(1 << (slot & 31));
    this.segments[slot]!.push(end, position);
  }

  /** What is live before a jump, or before the other of two ways. */
  private become(next: Bits): void {
    const { live, ends } = this;
    this.position -= 2;
    this.work += live.length;
    for (let word = 0; word < live.length; word++) {
      let bits = live[word]! ^ next[word]!;
      live[word] = next[word]!;
      for (; bits !== 0; bits &= bits - 1) {
        const slot = word * 32 + 31 - Math.clz32(bits & -bits);
        if ((next[word]! & bits & -bits) !== 0) ends[slot] = this.position;
        else this.segments[slot]!.push(ends[slot]!, this.position + 1);
      }
    }
  }

  private join(other: Bits): void {
    const both = this.copy();
    for (let word = 0; word < both.length; word++) both[word]! |= other[word]!;
    this.become(both);
  }

  private list(list: readonly JsStmt[]): void {
    for (let i = list.length - 1; i >= 0; i--) if (this.fits) this.statement(list[i]!);
  }

  private statement(s: JsStmt): void {
    switch (s.k) {
      case 'expr':
        this.expression(s.e);
        return;
      case 'block':
        this.atLabel.set(s.label, this.copy());
        this.list(s.body);
        return;
      case 'loop':
        this.loop(s);
        return;
      case 'if': {
        const after = this.copy();
        this.list(s.else);
        const otherwise = this.copy();
        this.become(after);
        this.list(s.then);
        this.join(otherwise);
        this.expression(s.test);
        return;
      }
      case 'switch': {
        const after = this.copy();
        const before = this.empty();
        for (let i = s.arms.length - 1; i >= 0; i--) {
          this.become(after);
          this.list(s.arms[i]!.body);
          for (let word = 0; word < before.length; word++) before[word]! |= this.live[word]!;
        }
        this.become(before);
        this.expression(s.index);
        return;
      }
      case 'br': {
        const target = this.atLabel.get(s.label);
        if (target) this.become(target);
        else this.fits = false;
        this.hold();
        return;
      }
      case 'return':
      case 'throw':
        this.become(this.empty());
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

  private hold(): void {
    for (const e of this.held) this.read(e);
  }

  private loop(s: JsStmt & { k: 'loop' }): void {
    const known = this.atLoop.get(s.label) ?? this.empty();
    this.atLabel.set(s.label, known);
    this.list(s.body);
    if (this.live.every((word, i) => word === known[i])) return;
    this.changed = true;
    this.atLoop.set(s.label, this.copy());
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
          this.write(e.target.slot);
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
    const after = this.copy();
    if (b) this.expression(b);
    const otherwise = this.copy();
    this.become(after);
    this.expression(a);
    this.join(otherwise);
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

/** Whether a variable is assigned in the expression, whose height is bounded. */
function assigns(e: Js): boolean {
  switch (e.k) {
    case 'assign':
      return e.target.k === 'loc' || assigns(e.target) || assigns(e.value);
    case 'bin':
      return assigns(e.l) || assigns(e.r);
    case 'un':
      return assigns(e.e);
    case 'cond':
      return assigns(e.test) || assigns(e.a) || assigns(e.b);
    case 'call':
      return assigns(e.callee) || e.args.some(assigns);
    case 'new':
      return e.args.some(assigns);
    case 'member':
      return assigns(e.object);
    case 'index':
      return assigns(e.object) || assigns(e.index);
    case 'seq':
      return e.list.some(assigns);
    default:
      return false;
  }
}
