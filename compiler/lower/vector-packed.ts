/**
 * Operations on lanes of 8 and 16 bits that are short enough to be written in place: as functions, four for each vector, they soon use up
 * what V8 inlines into a caller. The others are in runtime-lite/i8x4 and i16x2.
 */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Lowering } from './expression.js';
import type { VectorOp } from './vector-operations.js';

const { binary, bitwise, call, int32, num, shift, sum } = js;

interface Width {
  readonly bits: 8 | 16;
  /** The highest bit of each lane, and all others. */
  readonly signs: number;
  readonly others: number;
  readonly ones: number;
}
const EIGHT: Width = { bits: 8, signs: 0x80808080 | 0, others: 0x7f7f7f7f, ones: 0x01010101 };
const SIXTEEN: Width = { bits: 16, signs: 0x80008000 | 0, others: 0x7fff7fff, ones: 0x00010001 };

type OnWords = (cx: Lowering, pre: Js[], ...words: Js[]) => Js;
const each = (f: OnWords): VectorOp => ({
  takes: 'i',
  gives: 'i',
  apply: (cx, operands, pre) => operands[0]!.map((_, k) => f(cx, pre, ...operands.map((lanes) => cx.atom(int32(lanes[k]!), pre)))),
});
/** Another use of an atom. */
const again = (cx: Lowering, atom: Js): Js => cx.atom(atom, []);

const and = (a: Js, mask: number): Js => bitwise('&', a, num(mask));
const invert = (a: Js): Js => bitwise('^', a, num(-1));

/** The highest bit of each lane in which the words agree. */
function equal(cx: Lowering, pre: Js[], { others }: Width, a: Js, b: Js): Js {
  const x = cx.atom(bitwise('^', a, b), pre);
  return invert(bitwise('|', bitwise('|', sum('+', and(x, others), num(others)), again(cx, x)), num(others)));
}

/** All bits of each lane whose highest bit is set in `flags`, which has no other bits. */
function spread(cx: Lowering, pre: Js[], { bits }: Width, flags: Js): Js {
  const x = cx.temp(int32(flags), pre);
  return bitwise('|', sum('-', x, shift('>>>', again(cx, x), num(bits - 1))), again(cx, x));
}

const lanes = (shape: string, width: Width): Record<string, VectorOp> => ({
  [`${shape}.eq`]: each((cx, pre, a, b) => spread(cx, pre, width, equal(cx, pre, width, a!, b!))),
  [`${shape}.ne`]: each((cx, pre, a, b) => invert(spread(cx, pre, width, equal(cx, pre, width, a!, b!)))),
  [`${shape}.add`]: each((cx, _pre, a, b) => {
    const low = sum('+', and(a!, width.others), and(b!, width.others));
    return bitwise('^', int32(low), and(bitwise('^', again(cx, a!), again(cx, b!)), width.signs));
  }),
  [`${shape}.sub`]: each((cx, _pre, a, b) => {
    const low = sum('-', bitwise('|', a!, num(width.signs)), and(b!, width.others));
    return bitwise('^', int32(low), and(bitwise('^', again(cx, a!), invert(again(cx, b!))), width.signs));
  }),
});

/** A word's lanes' signs as its lowest bits: a product brings bits 0, 8, 16 and 24 (or 0 and 16) next to each other. */
const signsOf = (cx: Lowering, word: Js, { bits, ones }: Width): Js => {
  const flags = and(shift('>>>', word, num(bits - 1)), ones);
  return shift('>>>', call(cx.env.runtime('math', 'imul'), [flags, num(bits === 8 ? 0x10204080 : 0x40008000)], 'i'), num(bits === 8 ? 28 : 30));
};

const bitmask = (width: Width): VectorOp => ({
  takes: 'i',
  gives: 'i',
  apply: (cx, [words]) => [words!.map((word, k) => shift('<<', signsOf(cx, int32(word), width), num((k * 32) / width.bits))).reduce((a, b) => bitwise('|', a, b))],
});

const lowOf = (a: Js): Js => shift('>>', shift('<<', a, num(16)), num(16));
const highOf = (a: Js): Js => shift('>>', a, num(16));
const pack = (low: Js, high: Js): Js => bitwise('|', and(low, 0xffff), shift('<<', high, num(16)));

const written: Readonly<Record<string, VectorOp>> = {
  ...lanes('i8x16', EIGHT),
  ...lanes('i16x8', SIXTEEN),
  'i8x16.bitmask': bitmask(EIGHT),
  'i16x8.bitmask': bitmask(SIXTEEN),
  'i16x8.mul': each((cx, _pre, a, b) => {
    const imul = cx.env.runtime('math', 'imul');
    return pack(call(imul, [a!, b!], 'i'), call(imul, [highOf(again(cx, a!)), highOf(again(cx, b!))], 'i'));
  }),
  'i32x4.dot_i16x8_s': each((cx, _pre, a, b) => {
    const imul = cx.env.runtime('math', 'imul');
    const low = call(imul, [lowOf(a!), lowOf(b!)], 'i');
    return int32(binary('+', low, call(imul, [highOf(again(cx, a!)), highOf(again(cx, b!))], 'i'), 'w'));
  }),
};

/** The operation of this name as it is written in place, if it is; otherwise, and for engines that do not compile, `other`. */
export function inPlace(name: string, other: VectorOp): VectorOp {
  const op = written[name];
  return op ? { ...op, apply: (cx, ...rest) => (cx.env.profile.compiles ? op : other).apply(cx, ...rest) } : other;
}
