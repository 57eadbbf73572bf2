/** Operations on lanes that are floating point numbers: those of the scalar operations, lane by lane. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Op } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { scalar } from './scalar.js';
import { converted, type LaneKind } from './lanes.js';
import type { VectorOp } from './vector-operations.js';

const { bitwise, compare, num, ZERO } = js;
const SIGN = -0x80000000;

type OnNumbers = (cx: Lowering, e: Op, ...lanes: Js[]) => Js;

/** Lane by lane. */
const each = (takes: LaneKind, f: OnNumbers, gives: LaneKind = takes): VectorOp => ({
  takes,
  gives,
  apply: (cx, operands, _pre, e) => operands[0]!.map((_, k) => f(cx, e, ...operands.map((lanes) => lanes[k]!))),
});

/** The scalar operation of this name. */
const as =
  (name: string): OnNumbers =>
  (cx, e, a, b) =>
    scalar[name]!(cx, a!, b!, { ...e, type: e.row.name.startsWith('f32x4') ? 'f' : 'd' });

/** An f64 has its sign in the second of its words. */
const onSigns = (kind: 'f' | 'd', f: (word: Js) => Js, name: string): VectorOp => ({
  takes: 'i',
  gives: 'i',
  apply: (_cx, [words]) => words!.map((word, k) => (kind === 'f' || k % 2 === 1 ? f(word) : word)),
  alternatives: [each(kind, as(name))],
});

/** pmin and pmax give one of the operands as it is: `op` tells when the second. */
function pseudo(kind: 'f' | 'd', op: '<' | '>'): VectorOp {
  const numbers: VectorOp = {
    takes: kind,
    gives: kind,
    apply: (cx, [a, b], pre) =>
      a!.map((lane, k) => {
        const [x, y] = [cx.atom(lane, pre), cx.atom(b![k]!, pre)];
        return js.cond(compare(op, y, x), y, x);
      }),
  };
  return {
    takes: 'i',
    gives: 'i',
    apply: (cx, [a, b], pre) => {
      const [x, y] = [a!.map((word) => cx.atom(js.int32(word), pre)), b!.map((word) => cx.atom(js.int32(word), pre))];
      const [p, q] = [converted(cx, x, 'i', kind, pre), converted(cx, y, 'i', kind, pre)];
      const tests = p.map((lane, k) => cx.temp(compare(op, q[k]!, lane), pre));
      return x.map((word, k) => js.cond(tests[kind === 'f' ? k : k >> 1]!, y[k]!, word));
    },
    alternatives: [numbers],
  };
}

const multiplyAdd = (type: string, op: 'add' | 'sub'): OnNumbers => (cx, e, a, b, c) => as(`${type}.${op}`)(cx, e, c!, as(`${type}.mul`)(cx, e, a!, b!));

const both = (shape: string, type: string, kind: 'f' | 'd'): Record<string, VectorOp> => ({
  ...Object.fromEntries(
    ['add', 'sub', 'mul', 'div', 'sqrt'].map((name) => [`${shape}.${name}`, each(kind, as(`${type}.${name}`))]),
  ),
  ...Object.fromEntries(['min', 'max', 'ceil', 'floor', 'trunc', 'nearest'].map((name) => [`${shape}.${name}`, each(kind, as(`f64.${name}`))])),
  ...Object.fromEntries(
    ['eq', 'ne', 'lt', 'gt', 'le', 'ge'].map((name): [string, VectorOp] => [
      `${shape}.${name}`,
      {
        takes: kind,
        gives: 'i',
        apply: (cx, [a, b], pre, e) =>
          a!.flatMap((lane, k) => {
            const mask = js.cond(as(`${type}.${name}`)(cx, e, lane, b![k]!), num(-1), ZERO);
            if (kind === 'f') return [mask];
            const both = cx.temp(mask, pre);
            return [both, both];
          }),
      },
    ]),
  ),
  [`${shape}.abs`]: onSigns(kind, (word) => bitwise('&', word, num(~SIGN)), `${type}.abs`),
  [`${shape}.neg`]: onSigns(kind, (word) => bitwise('^', word, num(SIGN)), `${type}.neg`),
  [`${shape}.pmin`]: pseudo(kind, '<'),
  [`${shape}.pmax`]: pseudo(kind, '>'),
  [`${shape}.relaxed_madd`]: each(kind, multiplyAdd(type, 'add')),
  [`${shape}.relaxed_nmadd`]: each(kind, multiplyAdd(type, 'sub')),
});

const zeroLane: Js = { k: 'num', v: 0, range: 'f' };

export const floatOperations: Readonly<Record<string, VectorOp>> = {
  ...both('f32x4', 'f32', 'f'),
  ...both('f64x2', 'f64', 'd'),
  'f32x4.convert_i32x4_s': each('i', as('f32.convert_i32_s'), 'f'),
  'f32x4.convert_i32x4_u': each('i', as('f32.convert_i32_u'), 'f'),
  'f64x2.convert_low_i32x4_s': { takes: 'i', gives: 'd', apply: (cx, [a], _pre, e) => a!.slice(0, 2).map((lane) => as('f64.convert_i32_s')(cx, e, lane)) },
  'f64x2.convert_low_i32x4_u': { takes: 'i', gives: 'd', apply: (cx, [a], _pre, e) => a!.slice(0, 2).map((lane) => as('f64.convert_i32_u')(cx, e, lane)) },
  'f32x4.demote_f64x2_zero': {
    takes: 'd',
    gives: 'f',
    apply: (cx, [a], _pre, e) => [...a!.map((lane) => as('f32.demote_f64')(cx, e, lane)), zeroLane, zeroLane],
  },
  'f64x2.promote_low_f32x4': { takes: 'f', gives: 'd', apply: (_cx, [a]) => a!.slice(0, 2) },
  'i32x4.trunc_sat_f32x4_s': each('f', as('i32.trunc_sat_f64_s'), 'i'),
  'i32x4.trunc_sat_f32x4_u': each('f', as('i32.trunc_sat_f64_u'), 'i'),
  'i32x4.trunc_sat_f64x2_s_zero': truncateZero('i32.trunc_sat_f64_s'),
  'i32x4.trunc_sat_f64x2_u_zero': truncateZero('i32.trunc_sat_f64_u'),
};

function truncateZero(name: string): VectorOp {
  return { takes: 'd', gives: 'i', apply: (cx, [a], _pre, e) => [...a!.map((lane) => as(name)(cx, e, lane)), ZERO, ZERO] };
}
