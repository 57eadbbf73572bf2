/** Which accesses of the innermost loops of a nest go from address to address by steps that do not change. */
import type { Expr, Load, Op, Store, Word } from '../../ir/nodes.js';
import type { Constants } from '../loops/constants.js';
import { fixed, isSameAffine, stepping, term, type Affine, type Linear } from '../loops/linear.js';
import type { Exit, Piece, Pieces, Repeat } from '../loops/pieces.js';
import type { Known } from '../loops/values.js';
import { Walk, type Last } from '../loops/walk.js';
import { unitOf, type Unit } from './units.js';

/** Where an access is in each round. */
export interface Place {
  /** As it is in the function. */
  readonly access: Load | Store;
  /** Bytes of the elements that it is made of. */
  readonly unit: Unit;
  readonly loop: Repeat;
  readonly affine: Affine;
}

export interface Nest {
  readonly whole: Repeat;
  /** Loops without loops inside. */
  readonly innermost: readonly Repeat[];
  /** Loops that may be left at any time. */
  readonly open: ReadonlySet<Repeat>;
  readonly places: ReadonlyMap<Load | Store, Place>;
  /** How often loops go round again, at most. */
  readonly lasts: ReadonlyMap<Repeat, Last>;
  /** What a round of the whole loop adds to locals that it leaves to the next one. */
  readonly steps: ReadonlyMap<number, Linear>;
  /** i32 that must not be zero for all this to hold. */
  readonly conditions: readonly Expr[];
}

/** `begin`: what locals hold where the loop begins. Gives undefined where nothing is known. */
export function nestOf(pieces: Pieces, types: readonly Word[], begin: Constants): Nest | undefined {
  return new Reading(pieces, types, begin).nest();
}

class Reading extends Walk {
  private readonly places = new Map<Load | Store, Place | undefined>();
  private readonly innermost: Repeat[] = [];
  private readonly open = new Set<Repeat>();
  private around: Repeat | undefined;

  constructor(
    private readonly pieces: Pieces,
    types: readonly Word[],
    begin: Constants,
  ) {
    super(pieces.whole, types, begin);
  }

  nest(): Nest | undefined {
    const { outer } = this;
    const steps = this.search(outer, (local) => (this.types[local] === 'i' ? fixed(term(local)) : undefined), (local) => local);
    for (const [local, step] of steps) this.state.set(local, { affine: stepping(fixed(this.atBegin(local)), outer, step), shift: undefined });
    if (!hasLoop(outer.body)) this.innermost.push(outer);
    this.body(outer);
    this.repeated(outer, false, this.last(outer, outer));
    if (this.isOther) return undefined;
    const known = [...this.places].filter((entry): entry is [Load | Store, Place] => entry[1] !== undefined && this.isCounted(entry[1].affine));
    const { innermost, open, lasts, conditions } = this;
    return { whole: outer, innermost, open, places: new Map(known), lasts, steps, conditions };
  }

  private isCounted({ steps }: Affine): boolean {
    return [...steps.keys()].every((loop) => {
      const last = this.lasts.get(loop);
      return last && this.isCounted(last.rounds);
    });
  }

  protected override body(loop: Repeat): void {
    const { around } = this;
    this.around = loop;
    super.body(loop);
    this.around = around;
  }

  protected override loop(loop: Repeat): void {
    if (!this.isSearch && !hasLoop(loop.body)) this.innermost.push(loop);
    super.loop(loop);
  }

  private note(access: Load | Store, affine: Affine | undefined): void {
    const loop = this.around;
    if (this.isSearch || !loop || !this.innermost.includes(loop)) return;
    const origin = this.pieces.origins.get(access) ?? access;
    const known = this.places.get(origin);
    const isSame = !this.places.has(origin) || (known && affine && known.loop === loop && isSameAffine(known.affine, affine));
    this.places.set(origin, isSame && affine ? { access: origin, unit: unitOf(origin, this.pieces.hasPairs), loop, affine } : undefined);
  }

  protected override loaded(e: Load, { affine }: Known): undefined {
    this.note(e, affine);
  }

  protected override stored(s: Store, affine: Affine | undefined): void {
    this.note(s, affine);
  }

  protected override exit({ cond, ifTrue }: Exit): void {
    const known = cond.k === 'op' ? cond.args.map((e) => this.value(e)) : [this.value(cond)];
    const loop = this.around;
    if (this.isSearch || !loop) return;
    if (known.some(({ affine }) => affine === undefined)) this.open.add(loop);
    if (loop.cond.k !== 'const' || this.lasts.has(loop)) return;
    const last = loop.body.some((p) => p.k === 'exit' && p.cond === cond) ? this.last(loop, { cond, ifTrue: !ifTrue }) : undefined;
    if (last) this.lasts.set(loop, last);
  }

  protected override repeated(loop: Repeat, _isEven: boolean, last: Last | undefined): Last | undefined {
    if (last && !this.isSearch) this.lasts.set(loop, last);
    return loop.isLeft ? undefined : last;
  }

  protected override entered(local: number, { affine }: Known): void {
    this.state.set(local, { affine, shift: undefined });
  }

  protected override assign(local: number, known: Known): void {
    this.state.set(local, known);
  }

  protected override operated(_e: Op): void {}
  protected override chosen(_test: Known): void {}
}

function hasLoop(list: readonly Piece[]): boolean {
  return list.some((p) => p.k === 'loop' || (p.k === 'if' && (hasLoop(p.then) || hasLoop(p.else))));
}
