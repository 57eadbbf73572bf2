/** What the operations on v128 do to lanes, by name; which kinds of lanes they take and give. */
import type { Js } from '../ir/js.js';
import type { Op } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import type { LaneKind, Lanes } from './lanes.js';
import { isMask } from './vector-facts.js';
import { floatOperations } from './vector-float.js';
import { integerOperations } from './vector-integer.js';
import { laneOperations, shuffle } from './vector-lanes.js';
import type { MaskBits } from './vector-locals.js';
import { longOperations } from './vector-long.js';
import { maskOperations } from './vector-masks.js';
import { onSigns } from './vector-signs.js';

export interface VectorOp {
  readonly takes: LaneKind;
  /** Of a result that is not a v128: how it comes has no kind. */
  readonly gives: LaneKind;
  /** From operands (lanes of a v128, words of anything else) to the lanes of a v128, or the words of another result. */
  readonly apply: (cx: Lowering, operands: readonly Lanes[], pre: Js[], e: Op) => Lanes;
  /** An operand that comes as words, whatever the operation takes: a constant, or what must be a mask of lanes of so many bits. */
  readonly words?: { readonly operand: number; readonly mask?: MaskBits } | undefined;
  /** The same on numbers: for operations that only move or choose lanes, or change nothing but signs. */
  readonly alternatives?: readonly VectorOp[] | undefined;
}

const operations: ReadonlyMap<string, VectorOp> = new Map(
  [integerOperations, maskOperations, longOperations, floatOperations, laneOperations].flatMap((list) => Object.entries(list)),
);

export const nameOf = ({ row }: Op): string => row.lower ?? row.name;

export function operation(e: Op): VectorOp {
  if (e.row.shape === 'shuffle') return shuffle(e.lanes);
  const op = operations.get(nameOf(e));
  if (!op) throw new Error(`no lowering for ${e.row.name}`);
  const signs = onSigns(e);
  return signs.length === 0 ? op : { ...op, alternatives: [...signs, ...op.alternatives ?? []] };
}

/** The operation on numbers of a kind, if it has one and what must be a mask is one. All of these leave the mark of a signalling NaN where it is. */
export function alternative(e: Op, kind: LaneKind, isMaskLocal: (local: number, bits: MaskBits) => boolean): VectorOp | undefined {
  const unmarked = kind === 's' ? 'f' : kind;
  const found = operation(e).alternatives?.find(({ gives, words }) => gives === unmarked && (!words?.mask || isMask(e.args[words.operand]!, words.mask, isMaskLocal)));
  return found && kind === 's' ? { ...found, takes: 's', gives: 's' } : found;
}
