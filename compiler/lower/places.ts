/** The variables of JavaScript that a function has: those of its locals, one for each word or lane, and temporaries. */
import type { ModuleEnv } from '../ir/env.js';
import type { Intervals } from '../ir/intervals.js';
import * as js from '../ir/js.js';
import type { Js, JsLocal, Slot } from '../ir/js.js';
import { Fx, isReference, type Expr, type FunctionIR, type Word } from '../ir/nodes.js';
import { laneCount, type LaneKind } from './lanes.js';
import { findSignalling, type Signalling } from './signalling.js';
import { placeConstants } from './vector-constants.js';
import { vectorLocals, type VectorLocals } from './vector-locals.js';
import { separatedIntervals, separateVectors } from './webs.js';

export class Places {
  readonly slots: Slot[] = [];
  protected readonly signalling: Signalling;
  private readonly firstTemp: number;
  /** Slots of each local, one per word or lane. */
  private readonly places: number[][] = [];
  /** What the v128 locals hold. */
  readonly vectors: VectorLocals;
  readonly intervals: Intervals;
  private readonly pools: Record<string, { slots: number[]; used: number }> = {};
  private thrownSlot: number | undefined;

  constructor(
    readonly env: ModuleEnv,
    readonly ir: FunctionIR,
  ) {
    // The first, because they give locals new numbers.
    separateVectors(ir);
    placeConstants(ir);
    this.intervals = separatedIntervals(ir);
    this.signalling = findSignalling(ir);
    this.vectors = vectorLocals(ir);
    ir.locals.forEach((type, i) => {
      const zero =
        i >= ir.declared || i < ir.params.length || ir.zeroed?.has(i) === false ? 'none' : isReference(type) ? 'null' : 'number';
      const count = type === 'l' ? (this.intervals.local(i) ? 1 : 2) : type === 'v' ? laneCount[this.kindOf(i)] : 1;
      const different = type === 'v' ? Math.max(1, (this.vectors.period(i) * count) / 4) : count;
      const slots: number[] = [];
      while (slots.length < count) slots.push(slots.length < different ? this.slot(zero) : slots[slots.length - different]!);
      this.places.push(slots);
    });
    this.firstTemp = this.slots.length;
  }

  /** Whether the assignment's target is a temporary and the word is that temporary. */
  isTemp(target: Js, word: Js): boolean {
    return target.k === 'loc' && word.k === 'loc' && target.slot === word.slot && target.slot >= this.firstTemp;
  }

  private slot(zero: Slot['zero']): number {
    return this.slots.push({ uses: 0, zero }) - 1;
  }

  private loc(slot: number, range: js.Range): JsLocal {
    this.slots[slot]!.uses++;
    return { k: 'loc', slot, range };
  }

  /** A new variable that no local stands for: gives a use of it each time. */
  variable(range: js.Range): () => JsLocal {
    const slot = this.slot('none');
    return () => this.loc(slot, range);
  }

  /** The parameter of catch clauses: each uses it up before the next can begin. */
  thrown(): JsLocal {
    this.thrownSlot ??= this.slot('caught');
    return this.loc(this.thrownSlot, 'x');
  }

  /** Slots of the parameters, in order of words. */
  parameters(): number[] {
    return this.ir.params.flatMap((_, i) => this.places[i]!);
  }

  /** The variable of a local, or of the low word of an i64. */
  local(local: number): JsLocal {
    const type = this.ir.locals[local]!;
    return this.loc(this.places[local]![0]!, type === 'f' && !this.signalling.locals.has(local) ? 'f' : js.RANGE[type]);
  }
  /** The high word of an i64 local: its variable, or what it is known to be. */
  localHigh(local: number): Js {
    const known = this.intervals.local(local);
    if (known === undefined) return this.loc(this.places[local]![1]!, 'i');
    return known === 'zero' ? js.ZERO : js.shift('>>', this.local(local), js.num(31));
  }
  /** The variable of a word of a local that holds words. */
  localWord(local: number, word: number): JsLocal {
    return this.loc(this.places[local]![word]!, js.RANGE[this.ir.locals[local]!]);
  }
  /** The variables of a v128 local, one per lane. */
  localLanes(local: number): JsLocal[] {
    return this.places[local]!.map((slot) => this.loc(slot, this.kindOf(local)));
  }
  /** What the variables of a v128 local hold. */
  kindOf(local: number): LaneKind {
    return this.vectors.kindOf(local);
  }
  typeOf(local: number): Word {
    return this.ir.locals[local]!;
  }

  /** Temporaries live within one statement; the next one uses them again. */
  nextStatement(): void {
    for (const p in this.pools) this.pools[p]!.used = 0;
  }

  /** Evaluates into a new temporary. */
  temp(e: Js, pre: Js[]): JsLocal {
    const kind = e.range === 'd' || e.range === 'f' || e.range === 's' ? 'd' : e.range === 'x' ? 'x' : 'i';
    const pool = (this.pools[kind] ??= { slots: [], used: 0 });
    if (pool.used === pool.slots.length) pool.slots.push(this.slot('none'));
    const slot = pool.slots[pool.used++]!;
    const value = e.range === 'w' || e.range === 'b' ? js.int32(e) : e;
    pre.push(js.assign(this.loc(slot, value.range), value));
    return this.loc(slot, value.range);
  }

  /** Something that may be written more than once: a constant, or a local. */
  atom(e: Js, pre: Js[]): Js {
    if (e.k === 'num') return e;
    if (e.k === 'loc') {
      this.slots[e.slot]!.uses++;
      return e;
    }
    return this.temp(e, pre);
  }

  /** Whether a value is a sum that {@link uncut} leaves as it is. */
  isUncut(e: Js): boolean {
    return !this.env.profile.compiles && e.range === 'w';
  }

  /** An atom for what cuts it to 32 bits itself, or looks at it again: where nothing compiles a sum is left as it is. */
  uncut(e: Js, pre: Js[]): Js {
    if (!this.isUncut(e)) return this.atom(js.int32(e), pre);
    const sum = this.variable('d');
    pre.push(js.assign(sum(), e));
    return sum();
  }

  /** `lowered` (of `source`) as an atom that the evaluation of `later` cannot change. */
  frozen(source: Expr, lowered: Js, later: readonly Expr[], pre: Js[]): Js {
    const stays = lowered.k === 'num' || (lowered.k === 'loc' && later.every((e) => (e.fx & Fx.WritesLocal) === 0));
    return stays || source.k === 'const' ? this.atom(lowered, pre) : this.temp(lowered, pre);
  }
}
