/**
 * What the v128 locals of a function hold. Numbers instead of words: those without marks lose the signalling bit of a NaN, so they
 * stand only for what was computed as numbers, or for what is only ever computed with. Masks, whose lanes are all ones or all zeros.
 * And one value in all lanes, which needs one variable.
 */
import type { Expr, FunctionIR } from '../ir/nodes.js';
import { definitionsOf } from '../ir/definitions.js';
import type { LaneKind } from './lanes.js';
import { isMask, isThere, periodOf } from './vector-facts.js';
import { gatherUses, type Uses } from './vector-uses.js';

/** Width of the lanes of a mask. */
export type MaskBits = 8 | 16 | 32 | 64;
/** A v128 repeats itself after so many words. */
export type Period = 1 | 2 | 4;

export interface VectorLocals {
  kindOf(local: number): LaneKind;
  isMask(local: number, bits: MaskBits): boolean;
  period(local: number): Period;
}

type Definitions = ReadonlyMap<number, readonly Expr[]>;

const PLAIN: VectorLocals = { kindOf: () => 'i', isMask: () => false, period: () => 4 };
/** Each pass over the candidates removes some; what is not settled then is not relied on. */
const MAX_PASSES = 12;
/** A local passes the kind that is wanted of it on to what it is made of, from one round to the next. */
const KIND_ROUNDS = 4;

export function vectorLocals(f: FunctionIR): VectorLocals {
  if (!f.locals.includes('v')) return PLAIN;
  const definitions = definitionsOf(f, 'v');
  const free = [...definitions.keys()];
  // Numbers are chosen by the wide ones alone.
  const masks: Record<MaskBits, ReadonlySet<number>> = { 8: NONE, 16: NONE, 32: NONE, 64: NONE };
  for (const bits of [32, 64] as const)
    masks[bits] = greatest(free, (local, holds) => definitions.get(local)!.every((e) => isMask(e, bits, (other) => holds.has(other))));
  const isMaskLocal = (local: number, bits: MaskBits): boolean => masks[bits].has(local);
  const periods = findPeriods(definitions);
  let uses: ReadonlyMap<number, Uses> = new Map();
  let kinds = new Map<number, LaneKind>();
  const found: VectorLocals = {
    kindOf: (local) => kinds.get(local) ?? 'i',
    isMask: isMaskLocal,
    period: (local) => periods.get(local) ?? 4,
  };
  for (let round = 0; round < KIND_ROUNDS; round++) {
    const known = kinds;
    uses = gatherUses(f, free, isMaskLocal, (local) => known.get(local));
    kinds = wanted(uses);
    if (isSame(kinds, known)) break;
  }
  settleMarks(definitions, uses, kinds, found);
  return found;
}

/** The kinds that save conversions. */
function wanted(uses: ReadonlyMap<number, Uses>): Map<number, LaneKind> {
  const kinds = new Map<number, LaneKind>();
  for (const [local, { score }] of uses) {
    const kind = score.f >= score.d ? 'f' : 'd';
    if (score[kind] > 0) kinds.set(local, kind);
  }
  return kinds;
}

const isSame = (a: ReadonlyMap<number, LaneKind>, b: ReadonlyMap<number, LaneKind>): boolean => a.size === b.size && [...a].every(([local, kind]) => b.get(local) === kind);

/** What can hold a signalling NaN that matters needs marks, which f32 have and f64 have not. */
function settleMarks(definitions: Definitions, uses: ReadonlyMap<number, Uses>, kinds: Map<number, LaneKind>, locals: VectorLocals): void {
  const { kindOf } = locals;
  const candidates = [...kinds.keys()];
  const made = greatest(candidates, (local, holds) => {
    const assumed: VectorLocals = { ...locals, kindOf: (other) => (holds.has(other) ? kindOf(other) : 'i') };
    return definitions.get(local)!.every((e) => isThere(e, kindOf(local), assumed));
  });
  const computed = greatest(candidates, (local, holds) =>
    uses.get(local)!.list.every((use) => use === kindOf(local) || (typeof use === 'object' && holds.has(use.local) && kindOf(use.local) === kindOf(local))),
  );
  for (const local of candidates) {
    if (made.has(local) || computed.has(local)) continue;
    if (kindOf(local) === 'f') kinds.set(local, 's');
    else kinds.delete(local);
  }
}

const NONE: ReadonlySet<number> = new Set();

/** The greatest set of candidates for all of which the condition holds, which may assume it for the others. */
function greatest(candidates: readonly number[], condition: (local: number, holds: ReadonlySet<number>) => boolean): ReadonlySet<number> {
  const holds = new Set(candidates);
  // Values are passed on to later locals, uses back to earlier ones.
  const orders = [candidates, [...candidates].reverse()];
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const before = holds.size;
    for (const local of orders[pass % 2]!) if (holds.has(local) && !condition(local, holds)) holds.delete(local);
    if (holds.size === before) return holds;
  }
  return NONE;
}

function findPeriods(definitions: Definitions): ReadonlyMap<number, Period> {
  const periods = new Map<number, Period>([...definitions.keys()].map((local) => [local, 1]));
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    let changed = false;
    for (const [local, list] of definitions) {
      const period = list.reduce<Period>((longest, e) => Math.max(longest, periodOf(e, (other) => periods.get(other) ?? 4)) as Period, 1);
      changed ||= period !== periods.get(local);
      periods.set(local, period);
    }
    if (!changed) return periods;
  }
  return new Map();
}
