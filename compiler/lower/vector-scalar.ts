/** Operations that take a v128 and give something else. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Expr, Op } from '../ir/nodes.js';
import type { Lowering, Pair } from './expression.js';
import { takeFresh } from './lanes.js';
import { packedTest } from './vector-flags.js';
import { naturalKind, operandsOf } from './vector.js';
import { operation } from './vector-operations.js';

/** A result of one word. */
export function fromVector(cx: Lowering, e: Op): Js {
  const pre: Js[] = [];
  const test = packedTest(cx, e, pre);
  if (test) return js.seq(pre, test);
  const op = operation(e);
  return evaluated(cx, op.apply(cx, operandsOf(cx, e, op, pre), pre, e)[0]!, pre);
}

/** The value after what must come before it, without a temporary that is read only here. */
function evaluated(cx: Lowering, value: Js, pre: Js[]): Js {
  const [direct] = takeFresh(cx, [value], pre, () => true) ?? [value];
  return js.seq(pre, direct!);
}

export function fromVectorLong(cx: Lowering, e: Op, pre: Js[]): Pair {
  const op = operation(e);
  const [lo, hi] = op.apply(cx, operandsOf(cx, e, op, pre), pre, e);
  return { lo: lo!, hi: hi! };
}

/** A lane reinterpreted as a number, where the lanes are numbers already. */
export function extractedNumber(cx: Lowering, e: Op): Js | undefined {
  const [lane] = e.args as [Expr];
  if (lane.k !== 'op' || lane.row.shape !== 'extract_lane' || (e.type !== 'f' && e.type !== 'd') || e.row.shape !== 'convert') return undefined;
  if (lane.type !== (e.type === 'f' ? 'i' : 'l') || !e.row.name.includes('reinterpret')) return undefined;
  const [vector] = lane.args as [Expr];
  const kind = naturalKind(cx, vector);
  if (lane.row.lanes !== (e.type === 'f' ? 4 : 2) || (kind === 's' ? 'f' : kind) !== e.type) return undefined;
  const pre: Js[] = [];
  const lanes = cx.lanes(vector, pre, kind);
  return evaluated(cx, lanes[lane.lanes[0]!]!, pre);
}
