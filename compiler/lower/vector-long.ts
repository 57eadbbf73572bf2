/** Operations on lanes of 64 bits, each a pair of words as any i64 is. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Lowering, Pair } from './expression.js';
import { binaries } from './long-arithmetic.js';
import { tests } from './long-tests.js';
import type { Lanes } from './lanes.js';
import { onWords } from './vector-integer.js';
import type { VectorOp } from './vector-operations.js';

const { bitwise, compare, int32, num, shift, ZERO } = js;

type OnPairs = (cx: Lowering, pre: Js[], ...pairs: Pair[]) => Pair;

const pair = (words: Lanes, k: number): Pair => ({ lo: words[2 * k]!, hi: words[2 * k + 1]! });

/** Lane by lane. */
const each = (f: OnPairs): VectorOp =>
  onWords((cx, operands, pre) =>
    [0, 1].flatMap((k) => {
      const { lo, hi } = f(cx, pre, ...operands.map((words) => pair(words, k)));
      return [lo, hi];
    }),
  );

const binary = (name: string): VectorOp => each((cx, pre, a, b) => binaries[name]!(cx, a!, b!, pre));

const shiftBy = (name: string): VectorOp =>
  onWords((cx, [words, count], pre) => {
    const n = cx.atom(int32(count![0]!), pre);
    return [0, 1].flatMap((k) => {
      const { lo, hi } = binaries[name]!(cx, pair(words!, k), { lo: n, hi: ZERO }, pre);
      return [lo, hi];
    });
  });

const comparison = (name: string): VectorOp =>
  each((cx, pre, a, b) => {
    const mask = cx.temp(js.cond(tests[`i64.${name}`]!(cx, a!, b!, pre, undefined, true), num(-1), ZERO), pre);
    return { lo: mask, hi: mask };
  });

const zero: Pair = { lo: ZERO, hi: ZERO };
const signed = (cx: Lowering, pre: Js[], word: Js): Pair => {
  const lo = cx.atom(int32(word), pre);
  return { lo, hi: shift('>>', lo, num(31)) };
};
const unsigned = (_cx: Lowering, _pre: Js[], word: Js): Pair => ({ lo: int32(word), hi: ZERO });

function widening(first: number, sign: 's' | 'u'): Record<string, VectorOp> {
  const which = first === 0 ? 'low' : 'high';
  const extend = sign === 's' ? signed : unsigned;
  return {
    [`i64x2.extend_${which}_i32x4_${sign}`]: onWords((cx, [a], pre) =>
      [first, first + 1].flatMap((k) => {
        const { lo, hi } = extend(cx, pre, a![k]!);
        return [lo, hi];
      }),
    ),
    [`i64x2.extmul_${which}_i32x4_${sign}`]: onWords((cx, [a, b], pre) =>
      [first, first + 1].flatMap((k) => {
        const { lo, hi } = binaries['mul']!(cx, extend(cx, pre, a![k]!), extend(cx, pre, b![k]!), pre);
        return [lo, hi];
      }),
    ),
  };
}

export const longOperations: Readonly<Record<string, VectorOp>> = {
  ...Object.fromEntries(['add', 'sub', 'mul'].map((name) => [`i64x2.${name}`, binary(name)])),
  ...Object.fromEntries(['shl', 'shr_s', 'shr_u'].map((name) => [`i64x2.${name}`, shiftBy(name)])),
  ...Object.fromEntries(['eq', 'ne', 'lt_s', 'gt_s', 'le_s', 'ge_s'].map((name) => [`i64x2.${name}`, comparison(name)])),
  'i64x2.neg': each((cx, pre, a) => binaries['sub']!(cx, zero, a!, pre)),
  'i64x2.abs': each((cx, pre, a) => {
    const hi = cx.atom(int32(a!.hi), pre);
    const sign = cx.temp(shift('>>', hi, num(31)), pre);
    return binaries['sub']!(cx, { lo: bitwise('^', a!.lo, sign), hi: bitwise('^', hi, sign) }, { lo: sign, hi: sign }, pre);
  }),
  'i64x2.all_true': onWords((_cx, [a]) => {
    const isTrue = ({ lo, hi }: Pair): Js => compare('!=', bitwise('|', lo, hi), ZERO);
    return [js.binary('&&', isTrue(pair(a!, 0)), isTrue(pair(a!, 1)), 'b', true)];
  }),
  'i64x2.bitmask': onWords((_cx, [a]) => [bitwise('|', shift('>>>', a![1]!, num(31)), bitwise('&', shift('>>>', a![3]!, num(30)), num(2)))]),
  ...widening(0, 's'),
  ...widening(0, 'u'),
  ...widening(2, 's'),
  ...widening(2, 'u'),
};
