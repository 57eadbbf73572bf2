/**
 * What the v128 locals of a function hold. Numbers instead of words: they lose the signalling bit of a NaN, so they may stand only
 * for what was computed as numbers (`isQuiet`), or for what is only ever computed with. Masks, whose lanes are all ones or all
 * zeros. And one value in all lanes, which needs one variable.
 */
import type { Expr, FunctionIR } from '../ir/nodes.js';
import type { LaneKind } from './lanes.js';
import { isMask, isQuiet, periodOf } from './vector-facts.js';
import { definitionsOf, gatherUses, type Uses } from './vector-uses.js';

/** Width of the lanes of a mask. */
export type MaskBits = 32 | 64;
/** A v128 repeats itself after so many words. */
export type Period = 1 | 2 | 4;

export interface VectorLocals {
  kindOf(local: number): LaneKind;
  isMask(local: number, bits: MaskBits): boolean;
  period(local: number): Period;
}

type Definitions = ReadonlyMap<number, readonly Expr[]>;

const PLAIN: VectorLocals = { kindOf: () => 'i', isMask: () => false, period: () => 4 };
/** Each pass over the candidates removes some; what is not settled then is treated as plain words. */
const MAX_PASSES = 12;

export function vectorLocals(f: FunctionIR): VectorLocals {
  if (!f.locals.includes('v')) return PLAIN;
  const definitions = definitionsOf(f);
  const free = [...definitions.keys()];
  const masks = { 32: NONE, 64: NONE };
  for (const bits of [32, 64] as const)
    masks[bits] = greatest(free, (local, holds) => definitions.get(local)!.every((e) => isMask(e, bits, (other) => holds.has(other))));
  const isMaskLocal = (local: number, bits: MaskBits): boolean => masks[bits].has(local);
  const periods = findPeriods(definitions);
  const uses = gatherUses(f, free, isMaskLocal);
  const kinds = new Map<number, LaneKind>();
  const found: VectorLocals = {
    kindOf: (local) => kinds.get(local) ?? 'i',
    isMask: isMaskLocal,
    period: (local) => periods.get(local) ?? 4,
  };
  for (const [local, { score }] of uses) {
    const kind = score.f >= score.d ? 'f' : 'd';
    if (score[kind] > 0) kinds.set(local, kind);
  }
  let settled = false;
  for (let pass = 0; pass < MAX_PASSES && !settled; pass++) settled = !removeUnsafe(definitions, uses, kinds, found);
  if (!settled) kinds.clear();
  return found;
}

/** Whether a candidate was removed. */
function removeUnsafe(definitions: Definitions, uses: ReadonlyMap<number, Uses>, kinds: Map<number, LaneKind>, locals: VectorLocals): boolean {
  const { kindOf } = locals;
  const candidates = [...kinds.keys()];
  const quiet = greatest(candidates, (local, holds) => {
    const assumed: VectorLocals = { ...locals, kindOf: (other) => (holds.has(other) ? kindOf(other) : 'i') };
    return definitions.get(local)!.every((e) => isQuiet(e, kindOf(local), assumed));
  });
  const computed = greatest(candidates, (local, holds) =>
    uses.get(local)!.list.every((use) => use === kindOf(local) || (typeof use === 'object' && holds.has(use.local) && kindOf(use.local) === kindOf(local))),
  );
  for (const local of candidates) if (!quiet.has(local) && !computed.has(local)) kinds.delete(local);
  return kinds.size < candidates.length;
}

const NONE: ReadonlySet<number> = new Set();

/** The greatest set of candidates for all of which the condition holds, which may assume it for the others. */
function greatest(candidates: readonly number[], condition: (local: number, holds: ReadonlySet<number>) => boolean): ReadonlySet<number> {
  const holds = new Set(candidates);
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const failing = [...holds].filter((local) => !condition(local, holds));
    if (failing.length === 0) return holds;
    for (const local of failing) holds.delete(local);
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
