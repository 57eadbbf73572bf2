/**
 * What has to hold for several rounds to be made at once: all that they load and store is in memory, and nothing that they load is stored by
 * a round before.
 */
import * as make from '../../ir/make.js';
import type { Expr, FunctionIR, Stmt } from '../../ir/nodes.js';
import { allOf, distance, Extents, groups, isOrdered, type Group } from '../loops/extents.js';
import { constant, fixed, haveSameTerms, isSame, valueOf, written } from '../loops/linear.js';
import type { Repeat } from '../loops/pieces.js';
import type { Bounded, Round } from './reading.js';

const { apply } = make;

/** Groups of accesses, and bounds, that are looked at. */
const MAX_LOADED = 12, MAX_STORED = 4, MAX_BOUNDED = 8;

export interface Guard {
  /** Whether there are rounds enough for the rest to be looked at; undefined where there are. */
  readonly isLong: Expr | undefined;
  /** Assigns what the test compares. */
  readonly before: readonly Stmt[];
  /** Undefined where nothing has to hold. */
  readonly test: Expr | undefined;
}

/** `copies` rounds at once; gives undefined where they can never be. */
export function guardOf(f: FunctionIR, outer: Repeat, round: Round, copies: number): Guard | undefined {
  return new Maker(f, outer, round, copies).guard();
}

class Maker {
  private readonly extents: Extents;

  constructor(
    f: FunctionIR,
    private readonly outer: Repeat,
    private readonly round: Round,
    private readonly copies: number,
  ) {
    this.extents = new Extents(f, outer.at, new Map([...round.lasts].map(([loop, last]) => [loop, { rounds: fixed(last), unit: 1 }])));
  }

  guard(): Guard | undefined {
    const { outer, round, copies, extents } = this;
    const { at } = outer;
    const last = round.lasts.get(outer)!;
    const rounds = valueOf(last);
    if (rounds !== undefined && rounds >>> 0 < copies - 1) return undefined;
    const isLong = rounds === undefined ? apply('i32.ge_u', [written(last, at), make.i32(2 * copies - 1, at)], at) : undefined;
    const [loaded, stored] = [groups(round.loads), groups(round.stores)];
    if (loaded.length > MAX_LOADED || stored.length > MAX_STORED || round.bounded.length > MAX_BOUNDED) return undefined;
    const pairs = stored.flatMap((store) => loaded.map((load) => ({ store, load, apart: this.areApart(store, load) })));
    if (pairs.some(({ apart }) => apart === false)) return undefined;
    for (const b of round.bounded) this.bound(b);
    const ranges = new Map([...loaded, ...stored].map((g) => [g, extents.range(g)] as const));
    for (const { store, load, apart } of pairs) {
      const [a, b] = [ranges.get(store)!, ranges.get(load)!];
      if (apart || isOrdered(a.high, b.low) || isOrdered(b.high, a.low)) continue;
      extents.demand([...store.when, ...load.when], apply('i32.or', [apply('f64.le', [a.high, b.low], at), apply('f64.le', [b.high, a.low], at)], at));
    }
    if (extents.fails) return undefined;
    return { isLong, before: extents.before, test: allOf([...round.conditions, ...extents.tests], at) };
  }

  /** Whether no load is of bytes that one of the rounds before it stores; undefined where constants alone do not tell. */
  private areApart(store: Group, load: Group): boolean | undefined {
    const { outer, copies, round } = this;
    const by = store.affine.steps.get(outer) ?? constant(0);
    const step = valueOf(by);
    if (step === undefined || !haveSameTerms(store.affine.base, load.affine.base) || !isSame(by, load.affine.steps.get(outer) ?? constant(0))) return undefined;
    let [less, more] = [0, 0];
    for (const [loop, inner] of load.affine.steps) {
      const last = valueOf(round.lasts.get(loop)!);
      if (loop === outer || last === 0) continue;
      const way = (valueOf(inner) ?? Infinity) * (last === undefined ? Infinity : last >>> 0);
      if (way < 0) less += way;
      else more += way;
    }
    // Whether bytes that are stored so many rounds before may be loaded.
    const meet = Array.from({ length: copies - 1 }, (_, before) => store.members.flatMap((s) => load.members.map((l) => {
      const from = distance(s.affine.base, l.affine.base) + l.access.offset - s.access.offset + (before + 1) * step;
      return from + less < s.access.row.width! && from + more > -l.access.row.width!;
    }))).flat();
    return meet.includes(true) ? (Number.isFinite(more - less) ? false : undefined) : true;
  }

  private bound({ affine, limit, isBelow, when }: Bounded): void {
    const { at } = this.outer;
    const most = apply('f64.convert_i32_u', [written(limit, at)], at);
    this.extents.demand(when, apply(isBelow ? 'f64.lt' : 'f64.le', [this.extents.ends(affine.base, affine, when, 0).high, most], at));
  }
}
