/** Sums and differences of packed lanes. The highest bits of lanes are added apart from the others, so that no carry comes into another lane. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import { and, eachWord, invert, left, lowOf, highOf, minus, or, pack, type Place, plus, product, right, rightUnsigned, spread, type Width, type Word, xor } from './packed-words.js';
import { isBelow, less } from './packed-order.js';
import type { VectorOp } from './vector-operations.js';

/** The sum of all bits but the highest, and the whole sum. */
function added({ keep }: Place, { others, signs }: Width, a: Word, b: Word): { low: Word; all: Js } {
  const low = keep(plus(and(a(), others), and(b(), others)));
  return { low, all: xor(low(), and(xor(a(), b()), signs)) };
}

/** The difference of all bits but the highest, with the highest set where it is not negative, and the whole difference. */
function subtracted({ keep }: Place, { others, signs }: Width, a: Word, b: Word): { low: Word; all: Js } {
  const low = keep(minus(or(a(), signs), and(b(), others)));
  return { low, all: xor(low(), and(invert(xor(a(), b())), signs)) };
}

/** `value`, or where the highest bits of `flags` are set the bound of the signed range on the side of `a`. */
function saturated(place: Place, width: Width, a: Word, value: Word, flags: Js): Js {
  const bounds = plus(and(rightUnsigned(a(), width.bits - 1), width.ones), width.others);
  return xor(value(), and(xor(value(), bounds), spread(place, width, and(flags, width.signs))));
}

/** A product of fractions with 15 bits, rounded; only that of -1 and -1 is out of range. */
function fraction(place: Place, a: Js, b: Js): Js {
  const rounded = place.keep(right(plus(product(place, a, b), 0x4000), 15));
  return plus(rounded(), right(minus(js.num(0x7fff), rounded()), 31));
}

export const sums = (shape: string, width: Width): Record<string, VectorOp> => ({
  [`${shape}.add`]: eachWord((_place, a, b) => xor(plus(and(a!(), width.others), and(b!(), width.others)), and(xor(a!(), b!()), width.signs))),
  [`${shape}.sub`]: eachWord((_place, a, b) => xor(minus(or(a!(), width.signs), and(b!(), width.others)), and(invert(xor(a!(), b!())), width.signs))),
  [`${shape}.neg`]: eachWord((_place, a) => xor(minus(js.num(width.signs), and(a!(), width.others)), and(invert(a!()), width.signs))),
  [`${shape}.abs`]: eachWord((place, a) => {
    const negative = place.keep(spread(place, width, and(a!(), width.signs)));
    return js.int32(plus(xor(a!(), negative()), and(negative(), width.ones)));
  }),
  [`${shape}.avgr_u`]: eachWord((_place, a, b) => js.int32(minus(or(a!(), b!()), and(rightUnsigned(xor(a!(), b!()), 1), width.others)))),
  [`${shape}.add_sat_u`]: eachWord((place, a, b) => {
    const { low, all } = added(place, width, a!, b!);
    return or(all, spread(place, width, and(or(and(a!(), b!()), and(xor(a!(), b!()), low())), width.signs)));
  }),
  [`${shape}.sub_sat_u`]: eachWord((place, a, b) => {
    if (width.bits === 16) return and(subtracted(place, width, a!, b!).all, invert(less(place, width, 'u', a!, b!)));
    const { low, all } = subtracted(place, width, a!, b!);
    return and(all, invert(spread(place, width, isBelow(width, 'u', a!, b!, low))));
  }),
  [`${shape}.add_sat_s`]: eachWord((place, a, b) => {
    const all = place.keep(added(place, width, a!, b!).all);
    return saturated(place, width, a!, all, and(invert(xor(a!(), b!())), xor(a!(), all())));
  }),
  [`${shape}.sub_sat_s`]: eachWord((place, a, b) => {
    const all = place.keep(subtracted(place, width, a!, b!).all);
    return saturated(place, width, a!, all, and(xor(a!(), b!()), xor(a!(), all())));
  }),
});

export const products: Readonly<Record<string, VectorOp>> = {
  'i16x8.mul': eachWord((place, a, b) => pack(product(place, a!(), b!()), product(place, highOf(a!()), highOf(b!())))),
  'i16x8.q15mulr_sat_s': eachWord((place, a, b) => pack(fraction(place, lowOf(a!()), lowOf(b!())), fraction(place, highOf(a!()), highOf(b!())))),
  'i32x4.dot_i16x8_s': eachWord((place, a, b) => {
    const low = product(place, lowOf(a!()), lowOf(b!()));
    return js.int32(js.binary('+', low, product(place, highOf(a!()), highOf(b!())), 'w'));
  }),
};

/** Shifts by `n`, which is less than the width of a lane. */
export function shifted(place: Place, { bits, signs, ones }: Width, name: string, word: Word, n: number): Js {
  const all = (1 << bits) - 1;
  if (n === 0) return word();
  if (name === 'shl') return and(left(word(), n), ((all << n) & all) * ones);
  const value = and(rightUnsigned(word(), n), (all >>> n) * ones);
  if (name === 'shr_u') return value;
  if (bits === 16) return or(and(right(left(word(), 16), 16 + n), 0xffff), and(right(word(), n), -65536));
  // Of a sign in bit 7, 256 less its place after the shift are the bits from there on.
  const negative = place.keep(and(word(), signs));
  return or(value, minus(left(negative(), 1), rightUnsigned(negative(), n)));
}
