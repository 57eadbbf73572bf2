/**
 * Which v128 locals hold numbers instead of words. Numbers lose the signalling bit of a NaN, so they may stand only for what
 * was computed as numbers (`isQuiet`), or for what is only ever computed with.
 */
import { operands } from '../ir/effects.js';
import type { Expr, FunctionIR, Stmt } from '../ir/nodes.js';
import { expressionsOf, listsOf } from '../ir/walk.js';
import type { LaneKind } from './lanes.js';
import { isQuiet, operation } from './vector-operations.js';

/** Where a v128 goes: to an operation on lanes of a kind, to a local, or to where its kind does not matter. */
type Use = LaneKind | { readonly local: number } | undefined;

interface Facts {
  readonly definitions: Expr[];
  readonly uses: Use[];
  /** Conversions saved less conversions made. */
  readonly score: Record<'f' | 'd', number>;
  /** Takes part in a call or a return as words. */
  fixed: boolean;
}

/** Code in a loop counts as often as this many rounds, for each level of nesting. */
const ROUNDS = 8;
const MAX_LEVEL = 4;
/** Each pass over the candidates removes some; functions that need more have words only. */
const MAX_PASSES = 12;
const NO_KINDS: ReadonlyMap<number, LaneKind> = new Map();

export function laneKinds(f: FunctionIR): ReadonlyMap<number, LaneKind> {
  if (!f.locals.includes('v')) return NO_KINDS;
  const facts = new Gathering(f).run();
  const kinds = new Map<number, LaneKind>();
  for (const [local, { score, fixed }] of facts) {
    const kind = score.f >= score.d ? 'f' : 'd';
    if (!fixed && score[kind] > 0) kinds.set(local, kind);
  }
  for (let pass = 0; pass < MAX_PASSES; pass++) if (!removeUnsafe(facts, kinds)) return kinds;
  return NO_KINDS;
}

/** Whether a candidate was removed. */
function removeUnsafe(facts: ReadonlyMap<number, Facts>, kinds: Map<number, LaneKind>): boolean {
  const kindOf = (local: number): LaneKind => kinds.get(local) ?? 'i';
  const quiet = greatest(kinds, (local, holds) => {
    const of = (other: number): LaneKind => (holds.has(other) ? kindOf(other) : 'i');
    return facts.get(local)!.definitions.every((e) => isQuiet(e, kindOf(local), of));
  });
  const computed = greatest(kinds, (local, holds) =>
    facts.get(local)!.uses.every((use) => use === kindOf(local) || (typeof use === 'object' && holds.has(use.local) && kindOf(use.local) === kindOf(local))),
  );
  const before = kinds.size;
  for (const local of [...kinds.keys()]) if (!quiet.has(local) && !computed.has(local)) kinds.delete(local);
  return kinds.size < before;
}

/** The greatest set of candidates for all of which the condition holds that may assume it for the others. */
function greatest(candidates: ReadonlyMap<number, LaneKind>, condition: (local: number, holds: ReadonlySet<number>) => boolean): ReadonlySet<number> {
  const holds = new Set(candidates.keys());
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const failing = [...holds].filter((local) => !condition(local, holds));
    if (failing.length === 0) return holds;
    for (const local of failing) holds.delete(local);
  }
  return new Set();
}

class Gathering {
  private readonly facts = new Map<number, Facts>();
  private weight = 1;

  constructor(private readonly f: FunctionIR) {
    f.locals.forEach((type, local) => {
      if (type === 'v') this.facts.set(local, { definitions: [], uses: [], score: { f: 0, d: 0 }, fixed: local < f.params.length });
    });
  }

  run(): ReadonlyMap<number, Facts> {
    this.list(this.f.body, 0);
    return this.facts;
  }

  private list(list: readonly Stmt[], level: number): void {
    for (const s of list) {
      this.weight = ROUNDS ** Math.min(level, MAX_LEVEL);
      if (s.k === 'multi') for (const local of s.dests) if (this.facts.has(local)) this.facts.get(local)!.fixed = true;
      const use = s.k === 'set' ? { local: s.local } : s.k === 'store' ? undefined : 'i';
      for (const e of expressionsOf(s)) this.expression(e, use);
      if (s.k === 'set') this.define(s.local, s.value);
      for (const inner of listsOf(s)) this.list(inner, s.k === 'loop' ? level + 1 : level);
    }
  }

  private define(local: number, value: Expr): void {
    const facts = this.facts.get(local);
    if (!facts) return;
    facts.definitions.push(value);
    const given = value.k === 'op' ? operation(value).gives : value.k === 'call' || value.k === 'call_indirect' || value.k === 'call_ref' || value.k === 'global.get' ? 'i' : undefined;
    if (given !== undefined && !(value.k === 'op' && operation(value).floats)) this.count(facts, given);
  }

  private count({ score }: Facts, kind: LaneKind): void {
    score.f += kind === 'f' ? this.weight : -this.weight;
    score.d += kind === 'd' ? this.weight : -this.weight;
  }

  private use(local: number, use: Use): void {
    const facts = this.facts.get(local)!;
    facts.uses.push(use);
    if (typeof use === 'string') this.count(facts, use);
  }

  private expression(e: Expr, use: Use): void {
    if (e.type === 'v' && (e.k === 'get' || e.k === 'tee')) this.use(e.local, use);
    if (e.k === 'tee') {
      this.define(e.local, e.value);
      this.expression(e.value, { local: e.local });
    } else if (e.k === 'cond') {
      this.expression(e.cond, 'i');
      this.expression(e.a, use);
      this.expression(e.b, use);
    } else if (e.k === 'op' && e.args.some((a) => a.type === 'v')) {
      const { takes, floats } = operation(e);
      const inner = floats ? (floats.gives === use ? use : undefined) : isReinterpretedLane(e) ? undefined : takes;
      for (const a of e.args) this.expression(a, inner);
    } else operands(e, (o) => this.expression(o, 'i'));
  }
}

/** Whether the lane may be taken as a number: what is done with it then does not need its word. */
const isReinterpretedLane = (e: Expr & { k: 'op' }): boolean => e.row.name === 'i32x4.extract_lane' || e.row.name === 'i64x2.extract_lane';
