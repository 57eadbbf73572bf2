/** Comparisons and extrema of packed lanes. */
import type { Js } from '../ir/js.js';
import { and, eachWord, highOf, invert, lowDifference, lowOf, minus, or, type Place, plus, rightUnsigned, spread, type Width, type Word, xor } from './packed-words.js';
import type { VectorOp } from './vector-operations.js';

/** The highest bit of each lane that is not zero is set; other bits are any. */
export const flagsOfLanes = ({ others }: Width, x: Word): Js => or(plus(and(x(), others), others), x());

/** The highest bit of each lane in which the words agree. */
function agreeing({ keep }: Place, width: Width, a: Word, b: Word): Js {
  return invert(or(flagsOfLanes(width, keep(xor(a(), b()))), width.others));
}

/**
 * The highest bit of each lane in which `a` is below `b` is set; other bits are any. `low` has it set where the other bits of `a` are not below
 * those of `b`. What the highest bits decide is the other way round where they are signs.
 */
export function below(sign: 's' | 'u', a: Word, b: Word, low: Word): Js {
  const decided = sign === 'u' ? and(invert(a()), b()) : and(a(), invert(b()));
  return or(decided, invert(or(xor(a(), b()), low())));
}

/** The highest bit of each lane in which `a` is below `b`. */
export const isBelow = ({ signs }: Width, sign: 's' | 'u', a: Word, b: Word, low: Word): Js => and(below(sign, a, b, low), signs);

/** All bits of each lane in which `a` is below `b`. */
export function less(place: Place, width: Width, sign: 's' | 'u', a: Word, b: Word): Js {
  if (width.bits === 8) return spread(place, width, isBelow(width, sign, a, b, place.keep(lowDifference(width, a, b))));
  // Differences of 17 bits: what is above the lowest 16 is the sign.
  const [low, high]: ((e: Js) => Js)[] = sign === 's' ? [lowOf, highOf] : [(e) => and(e, 0xffff), (e) => rightUnsigned(e, 16)];
  return or(rightUnsigned(minus(low!(a()), low!(b())), 16), and(minus(high!(a()), high!(b())), -65536));
}

const signed = (shape: string, width: Width, sign: 's' | 'u'): Record<string, VectorOp> => ({
  [`${shape}.lt_${sign}`]: eachWord((place, a, b) => less(place, width, sign, a!, b!)),
  [`${shape}.gt_${sign}`]: eachWord((place, a, b) => less(place, width, sign, b!, a!)),
  [`${shape}.le_${sign}`]: eachWord((place, a, b) => invert(less(place, width, sign, b!, a!))),
  [`${shape}.ge_${sign}`]: eachWord((place, a, b) => invert(less(place, width, sign, a!, b!))),
  [`${shape}.min_${sign}`]: eachWord((place, a, b) => xor(b!(), and(xor(a!(), b!()), less(place, width, sign, a!, b!)))),
  [`${shape}.max_${sign}`]: eachWord((place, a, b) => xor(a!(), and(xor(a!(), b!()), less(place, width, sign, a!, b!)))),
});

export const order = (shape: string, width: Width): Record<string, VectorOp> => ({
  [`${shape}.eq`]: eachWord((place, a, b) => spread(place, width, agreeing(place, width, a!, b!))),
  [`${shape}.ne`]: eachWord((place, a, b) => invert(spread(place, width, agreeing(place, width, a!, b!)))),
  ...signed(shape, width, 's'),
  ...signed(shape, width, 'u'),
});
