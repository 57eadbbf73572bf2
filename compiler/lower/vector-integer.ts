/** Operations on v128 as bits and on lanes of 8, 16 and 32 bits. Lanes of 8 and 16 bits stay packed in their words. */
import * as js from '../ir/js.js';
import type { BinaryOperator, Js } from '../ir/js.js';
import { demanded } from './demanded.js';
import type { Lowering } from './expression.js';
import type { Lanes } from './lanes.js';
import type { VectorOp } from './vector-operations.js';
import { inPlace, shiftedBy } from './vector-packed.js';

const { bitwise, call, compare, int32, num, shift, sum, uint32, ZERO } = js;

type OnWords = (cx: Lowering, pre: Js[], ...words: Js[]) => Js;

export const onWords = (apply: VectorOp['apply']): VectorOp => ({ takes: 'i', gives: 'i', apply });

/** Word by word. */
export const each = (f: OnWords): VectorOp =>
  onWords((cx, operands, pre) => operands[0]!.map((_, k) => f(cx, pre, ...operands.map((lanes) => lanes[k]!))));

/** A runtime function of words. */
const helper =
  (file: string, name: string): OnWords =>
  (cx, _pre, ...words) =>
    call(cx.env.runtime(file, name), words.map(int32), 'i');

/** A function per word, of the words of the operands. */
const perWord = (file: string, shape: string, names: string): Record<string, VectorOp> =>
  Object.fromEntries(names.split(' ').map((name) => [`${shape}.${name}`, inPlace(`${shape}.${name}`, each(helper(file, `${file}_${name}`)))]));

/** The count of a shift is taken modulo the width of a lane; if it is no constant, the shift is a function per word. */
const shifts = (file: string, shape: 'i8x16' | 'i16x8', mask: number): Record<string, VectorOp> =>
  Object.fromEntries(
    ['shl', 'shr_s', 'shr_u'].map((name) => [
      `${shape}.${name}`,
      onWords((cx, [words, count], pre) => {
        const n = cx.atom(bitwise('&', count![0]!, num(mask)), pre);
        if (n.k === 'num') return shiftedBy(cx, pre, shape, name, words!, n.v);
        return words!.map((word) => helper(file, `${file}_${name}`)(cx, pre, word, n));
      }),
    ]),
  );

/** A word of a mask that numbers are compared for. */
export const isChosen = (word: Js): word is Js & { k: 'cond' } => word.k === 'cond' && word.a.k === 'num' && word.a.v === -1 && word.b.k === 'num' && word.b.v === 0;

/** All four words in one condition or number. */
const folded = (f: (cx: Lowering, words: Lanes, pre: Js[]) => Js): VectorOp => onWords((cx, [words], pre) => [f(cx, words!, pre)]);
const or = (words: Lanes): Js => words.reduce((a, b) => bitwise('|', a, b));
const allTrue = (file: string): VectorOp =>
  folded((cx, words, pre) => js.not(or(words.map((word) => helper(file, `${file}_zeros`)(cx, pre, word)))));
const bitmask = (file: string, bits: number): VectorOp =>
  folded((cx, words, pre) => or(words.map((word, k) => shift('<<', helper(file, `${file}_bitmask`)(cx, pre, word), num(k * bits)))));

/** Two words of the operand (both operands) make one of the result. */
const narrow = (file: string, name: string): VectorOp =>
  onWords((cx, [a, b], pre) => {
    const f = helper(file, `${file}_${name}`);
    return [f(cx, pre, a![0]!, a![1]!), f(cx, pre, a![2]!, a![3]!), f(cx, pre, b![0]!, b![1]!), f(cx, pre, b![2]!, b![3]!)];
  });

type Half = (word: Js) => Js;
/** Both halves of two words, from word `first` on. */
const halves = (cx: Lowering, words: Lanes, first: number, pre: Js[], low: Half, high: Half): Js[] =>
  [first, first + 1].flatMap((k) => {
    const word = cx.atom(int32(words[k]!), pre);
    return [low(word), high(word)];
  });
const asIs: Half = (word) => word;
const upper: Half = (word) => shift('>>>', word, num(16));
const lowSigned: Half = (word) => shift('>>', shift('<<', word, num(16)), num(16));
const highSigned: Half = (word) => shift('>>', word, num(16));
const lowUnsigned: Half = (word) => bitwise('&', word, num(0xffff));

/** `extend_low_*`, `extend_high_*`, `extmul_low_*`, `extmul_high_*`: of the halves of two words each. */
function widening(shape: string, from: string, sign: 's' | 'u', low: Half, high: Half, extend: OnWords, multiply: OnWords): Record<string, VectorOp> {
  const made: Record<string, VectorOp> = {};
  for (const [which, first] of [['low', 0], ['high', 2]] as const) {
    const parts = (cx: Lowering, words: Lanes, pre: Js[]): Js[] => halves(cx, words, first, pre, low, high);
    const add = (name: string, op: VectorOp): void => { made[name] = inPlace(name, op); };
    add(`${shape}.extend_${which}_${from}_${sign}`, onWords((cx, [a], pre) => parts(cx, a!, pre).map((x) => extend(cx, pre, x))));
    add(`${shape}.extmul_${which}_${from}_${sign}`, onWords((cx, [a, b], pre) => {
      const y = parts(cx, b!, pre);
      return parts(cx, a!, pre).map((x, k) => multiply(cx, pre, x, y[k]!));
    }));
  }
  return made;
}

const imul: OnWords = (cx, _pre, a, b) => call(cx.env.runtime('math', 'imul'), [int32(a!), int32(b!)], 'i');
/** All ones where the test holds, without a jump. */
export const mask = (test: Js): Js => shift('>>', shift('<<', test, num(31)), num(31));
const ordered =
  (op: BinaryOperator, coerce: (e: Js) => Js): OnWords =>
  (_cx, _pre, a, b) =>
    mask(compare(op, coerce(a!), coerce(b!)));
/** Newer engines make conditional moves of these; a comparison is a jump everywhere. */
const extreme =
  (name: 'min' | 'max'): OnWords =>
  (cx, _pre, a, b) =>
    js.binary('|', call(cx.env.runtime('math', name), [int32(a!), int32(b!)], 'd'), ZERO, 'i');
/** The operand for which the comparison of unsigned numbers holds. */
const extremeUnsigned =
  (op: BinaryOperator): OnWords =>
  (cx, pre, a, b) => {
    const [x, y] = [cx.atom(int32(a!), pre), cx.atom(int32(b!), pre)];
    const chosen = bitwise('&', mask(compare(op, uint32(x), uint32(y))), bitwise('^', cx.atom(x, pre), cx.atom(y, pre)));
    return bitwise('^', chosen, cx.atom(y, pre));
  };

const comparisons = (shape: string, signs: readonly (readonly [string, (e: Js) => Js])[]): Record<string, VectorOp> =>
  Object.fromEntries(
    signs.flatMap(([sign, coerce]) =>
      ([['lt', '<'], ['gt', '>'], ['le', '<='], ['ge', '>=']] as const).map(([name, op]) => [`${shape}.${name}_${sign}`, each(ordered(op, coerce))]),
    ),
  );

const packed = 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u abs neg add add_sat_s add_sat_u sub sub_sat_s sub_sat_u min_s min_u max_s max_u avgr_u';

export const integerOperations: Readonly<Record<string, VectorOp>> = {
  'v128.not': each((_cx, _pre, a) => bitwise('^', a!, num(-1))),
  'v128.or': each((_cx, _pre, a, b) => bitwise('|', a!, b!)),
  'v128.xor': each((_cx, _pre, a, b) => bitwise('^', a!, b!)),
  'v128.any_true': folded((_cx, words) => compare('!=', or(words), ZERO)),

  ...perWord('i8x4', 'i8x16', `${packed} popcnt`),
  ...shifts('i8x4', 'i8x16', 7),
  'i8x16.all_true': allTrue('i8x4'),
  'i8x16.bitmask': bitmask('i8x4', 4),
  'i8x16.narrow_i16x8_s': inPlace('i8x16.narrow_i16x8_s', narrow('i8x4', 'narrow_s')),
  'i8x16.narrow_i16x8_u': inPlace('i8x16.narrow_i16x8_u', narrow('i8x4', 'narrow_u')),
  'i8x16.swizzle': onWords((cx, [a, b], pre) => {
    const call0 = call(cx.env.runtime('i8x4', 'i8x16_swizzle'), [...a!, ...b!].map(int32), 'i');
    const registers = cx.env.runtime('registers', 'R');
    return [call0, ...[0, 1, 2].map((k) => js.index(registers, num(k), 'i'))].map((word) => cx.temp(word, pre));
  }),

  ...perWord('i16x2', 'i16x8', `${packed} mul q15mulr_sat_s extadd_pairwise_i8x16_s extadd_pairwise_i8x16_u relaxed_dot_i8x16_i7x16_s`),
  ...shifts('i16x2', 'i16x8', 15),
  'i16x8.all_true': allTrue('i16x2'),
  'i16x8.bitmask': bitmask('i16x2', 2),
  'i16x8.narrow_i32x4_s': inPlace('i16x8.narrow_i32x4_s', narrow('i16x2', 'narrow_s')),
  'i16x8.narrow_i32x4_u': inPlace('i16x8.narrow_i32x4_u', narrow('i16x2', 'narrow_u')),
  ...widening('i16x8', 'i8x16', 's', asIs, upper, helper('i16x2', 'i16x2_extend_s'), helper('i16x2', 'i16x2_extmul_s')),
  ...widening('i16x8', 'i8x16', 'u', asIs, upper, helper('i16x2', 'i16x2_extend_u'), helper('i16x2', 'i16x2_extmul_u')),

  ...comparisons('i32x4', [['s', int32], ['u', uint32]]),
  'i32x4.eq': each(ordered('==', int32)),
  'i32x4.ne': each(ordered('!=', int32)),
  'i32x4.abs': each((cx, pre, a) => {
    const x = cx.atom(int32(a!), pre);
    const sign = cx.temp(shift('>>', cx.atom(x, pre), num(31)), pre);
    return int32(sum('-', bitwise('^', x, sign), cx.atom(sign, pre)));
  }),
  'i32x4.neg': each((_cx, _pre, a) => int32(sum('-', ZERO, a!))),
  'i32x4.add': each((cx, _pre, a, b) => int32(cx.sum('+', a!, b!))),
  'i32x4.sub': each((cx, _pre, a, b) => int32(cx.sum('-', a!, b!))),
  'i32x4.mul': each(imul),
  'i32x4.min_s': each(extreme('min')),
  'i32x4.min_u': each(extremeUnsigned('<')),
  'i32x4.max_s': each(extreme('max')),
  'i32x4.max_u': each(extremeUnsigned('>')),
  ...Object.fromEntries(
    ([['shl', '<<'], ['shr_s', '>>'], ['shr_u', '>>>']] as const).map(([name, op]) => [
      `i32x4.${name}`,
      onWords((cx, [words, count], pre) => {
        const n = cx.atom(int32(count![0]!), pre);
        return words!.map((word) => shift(op, n.k === 'num' ? demanded(word, op === '<<' ? -1 >>> (n.v & 31) : -1 << (n.v & 31)) : word, n));
      }),
    ]),
  ),
  'i32x4.all_true': folded((_cx, words) => words.map((word) => compare('!=', int32(word), ZERO)).reduce((a, b) => js.binary('&&', a, b, 'b', true))),
  'i32x4.bitmask': folded((_cx, words) =>
    or(words.map((word, k) => (isChosen(word) ? js.cond(word.test, num(1 << k), ZERO) : bitwise('&', shift('>>>', word, num(31 - k)), num(1 << k))))),
  ),
  'i32x4.extadd_pairwise_i16x8_s': onWords((cx, [a], pre) => pairwise(cx, a!, pre, lowSigned, highSigned)),
  'i32x4.extadd_pairwise_i16x8_u': onWords((cx, [a], pre) => pairwise(cx, a!, pre, lowUnsigned, upper)),
  'i32x4.dot_i16x8_s': inPlace('i32x4.dot_i16x8_s', each(helper('i16x2', 'i16x2_dot'))),
  'i32x4.relaxed_dot_i8x16_i7x16_add_s': onWords((cx, [a, b, c], pre) => {
    const dots = a!.map((x, k) => helper('i16x2', 'i16x2_relaxed_dot_i8x16_i7x16_s')(cx, pre, x, b![k]!));
    return pairwise(cx, dots, pre, lowSigned, highSigned).map((x, k) => int32(sum('+', x, c![k]!)));
  }),
  ...widening('i32x4', 'i16x8', 's', lowSigned, highSigned, (_cx, _pre, x) => x!, imul),
  ...widening('i32x4', 'i16x8', 'u', lowUnsigned, upper, (_cx, _pre, x) => x!, imul),
};

/** The sum of the halves of each word. */
function pairwise(cx: Lowering, words: Lanes, pre: Js[], low: Half, high: Half): Js[] {
  return words.map((lane) => {
    const word = cx.atom(int32(lane), pre);
    return int32(sum('+', low(word), high(word)));
  });
}
