/** What the operations on v128 do to lanes, by name; which kinds of lanes they take and give. */
import type { Js } from '../ir/js.js';
import type { Const, Expr, Op } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import type { LaneKind, Lanes } from './lanes.js';
import { floatOperations } from './vector-float.js';
import { integerOperations } from './vector-integer.js';
import { laneOperations, shuffle } from './vector-lanes.js';
import { longOperations } from './vector-long.js';

export interface VectorOp {
  readonly takes: LaneKind;
  /** Of a result that is not a v128: how it comes has no kind. */
  readonly gives: LaneKind;
  /** From operands (lanes of a v128, words of anything else) to the lanes of a v128, or the words of another result. */
  apply(cx: Lowering, operands: readonly Lanes[], pre: Js[], e: Op): Lanes;
  /** The same on numbers: for operations that only move lanes, or change nothing but signs. */
  readonly floats?: VectorOp | undefined;
}

const operations: ReadonlyMap<string, VectorOp> = new Map(
  [integerOperations, longOperations, floatOperations, laneOperations].flatMap((list) => Object.entries(list)),
);

export function operation(e: Op): VectorOp {
  if (e.row.shape === 'shuffle') return shuffle(e.lanes);
  const op = operations.get(e.row.lower ?? e.row.name);
  if (!op) throw new Error(`no lowering for ${e.row.name}`);
  return op;
}

/** Whether the value is there as numbers of this kind, none of which is a signalling NaN. */
export function isQuiet(e: Expr, kind: LaneKind, kindOf: (local: number) => LaneKind): boolean {
  switch (e.k) {
    case 'const':
      return e.type === 'v' && !holdsNaN(e, kind);
    case 'get':
    case 'tee':
      return e.type === 'v' && kindOf(e.local) === kind;
    case 'cond':
      return isQuiet(e.a, kind, kindOf) && isQuiet(e.b, kind, kindOf);
    case 'op': {
      if (e.type !== 'v') return isArithmetic(e, kind);
      const { gives, floats } = operation(e);
      return gives === kind || (floats?.gives === kind && e.args.every((a) => isQuiet(a, floats.takes, kindOf)));
    }
    default:
      return false;
  }
}

/** The bits of a number that was computed. */
function isArithmetic(e: Op, kind: LaneKind): boolean {
  if (e.row.name !== (kind === 'f' ? 'i32.reinterpret_f32' : 'i64.reinterpret_f64')) return false;
  const [number] = e.args as [Expr];
  return number.k === 'op' && number.row.params === number.row.params.replace(/[^fd]/g, '') && !/abs|neg|copysign|promote/.test(number.row.name);
}

function holdsNaN({ lo, hi, lo2, hi2 }: Const, kind: LaneKind): boolean {
  const isNaN = (top: number): boolean => (top & 0x7f800000) === 0x7f800000;
  return kind === 'f' ? [lo, hi, lo2, hi2].some(isNaN) : [hi, hi2].some((top) => (top & 0x7ff00000) === 0x7ff00000);
}
