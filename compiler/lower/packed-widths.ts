/** Packed lanes of twice or half the width. */
import { compare, cond, num, type Js } from '../ir/js.js';
import { and, EIGHT, highOf, left, lowOf, minus, or, pack, type Place, placeIn, plus, product, right, rightUnsigned, SIXTEEN, eachWord, type Word, xor } from './packed-words.js';
import type { VectorOp } from './vector-operations.js';

/** Every second byte, as lanes of 16 bits. */
const EVEN = 0x00ff00ff;

/** The bytes of a word as numbers, by their place. */
const bytes: Readonly<Record<'s' | 'u', readonly ((a: Js) => Js)[]>> = {
  s: [(a) => right(left(a, 24), 24), (a) => right(left(a, 16), 24), (a) => right(left(a, 8), 24), (a) => right(a, 24)],
  u: [(a) => and(a, 0xff), (a) => and(rightUnsigned(a, 8), 0xff), (a) => and(rightUnsigned(a, 16), 0xff), (a) => rightUnsigned(a, 24)],
};

/** The two low (`at` 0) or high (2) bytes of a word as lanes. */
function extended(sign: 's' | 'u', at: 0 | 2, word: Word): Js {
  const low = bytes[sign][at]!(word());
  const upper = at === 0 ? left(word(), sign === 's' ? 16 : 8) : word();
  if (sign === 's') return or(and(low, 0xffff), and(right(upper, 8), -65536));
  return or(low, and(at === 0 ? upper : rightUnsigned(upper, 8), 0xff0000));
}

function multiplied(place: Place, sign: 's' | 'u', at: 0 | 2, a: Word, b: Word): Js {
  const [low, high] = [at, at + 1].map((k) => product(place, bytes[sign][k]!(a()), bytes[sign][k]!(b()))) as [Js, Js];
  return sign === 's' ? pack(low, high) : or(low, left(high, 16));
}

/** Both halves of two words, from word `first` on. */
const ofHalves = (first: 0 | 2, f: (place: Place, at: 0 | 2, ...words: Word[]) => Js): VectorOp => ({
  takes: 'i',
  gives: 'i',
  apply: (cx, operands, pre) => {
    const place = placeIn(cx, pre);
    return [first, first + 1].flatMap((k) => {
      const words = operands.map((lanes) => place.keep(lanes[k]!));
      return ([0, 2] as const).map((at) => place.finished(() => f(place, at, ...words)));
    });
  },
});

/** Of two words each, of the one operand and then of the other, one word. */
const ofPairs = (f: (place: Place, a: Js, b: Js) => Js): VectorOp => ({
  takes: 'i',
  gives: 'i',
  apply: (cx, [a, b], pre) => {
    const place = placeIn(cx, pre);
    return [a!, b!].flatMap((words) => [0, 2].map((k) => place.finished(() => f(place, words[k]!, words[k + 1]!))));
  },
});

/** With jumps, which were faster than without even where nobody can foresee them. */
const bounded = (least: number, most: number) => ({ keep }: Place, e: Js): Js => {
  const x = keep(e);
  return cond(compare('<', x(), num(least)), num(least), cond(compare('>', x(), num(most)), num(most), x()));
};

type Clamp = ReturnType<typeof bounded>;
const narrowHalves = (clamp: Clamp): VectorOp => ofPairs((place, a, b) => pack(clamp(place, a), clamp(place, b)));
const narrowBytes = (clamp: Clamp): VectorOp => ofPairs((place, ...words) => {
  const lanes = words.flatMap((e) => {
    const x = place.keep(e);
    return [lowOf, highOf].map((lane) => place.keep(clamp(place, lane(x())))());
  });
  return lanes.map((lane, k) => left(k === 3 ? lane : and(lane, 0xff), 8 * k)).reduce(or);
});

const pairwise = (word: Word): Js => plus(and(word(), EVEN), and(rightUnsigned(word(), 8), EVEN));

export const widths: Readonly<Record<string, VectorOp>> = {
  ...Object.fromEntries((['s', 'u'] as const).flatMap((sign) => ([['low', 0], ['high', 2]] as const).flatMap(([which, first]): [string, VectorOp][] => [
    [`i16x8.extend_${which}_i8x16_${sign}`, ofHalves(first, (_place, at, a) => extended(sign, at, a!))],
    [`i16x8.extmul_${which}_i8x16_${sign}`, ofHalves(first, (place, at, a, b) => multiplied(place, sign, at, a!, b!))],
  ]))),
  'i16x8.extadd_pairwise_i8x16_u': eachWord((_place, a) => pairwise(a!)),
  // Of bytes plus 128; what they are too much by is taken away where a bit above the lane's sum lends.
  'i16x8.extadd_pairwise_i8x16_s': eachWord(({ keep }, a) => {
    const x = keep(xor(a!(), EIGHT.signs));
    return xor(minus(or(pairwise(x), SIXTEEN.signs), 0x01000100), SIXTEEN.signs);
  }),
  'i8x16.narrow_i16x8_s': narrowBytes(bounded(-0x80, 0x7f)),
  'i8x16.narrow_i16x8_u': narrowBytes(bounded(0, 0xff)),
  'i16x8.narrow_i32x4_s': narrowHalves(bounded(-0x8000, 0x7fff)),
  'i16x8.narrow_i32x4_u': narrowHalves(bounded(0, 0xffff)),
};
