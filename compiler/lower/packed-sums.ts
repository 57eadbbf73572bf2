/** Sums, differences and products of packed lanes. The highest bits of lanes are added apart from the others, so that no carry comes into another lane. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import { and, eachWord, highOf, invert, lowDifference, lowOf, lowSum, minus, or, pack, type Place, plus, product, right, rightUnsigned, spread, type Width, type Word, xor } from './packed-words.js';
import { isBelow, less } from './packed-order.js';
import type { VectorOp } from './vector-operations.js';

/** The sum or difference, of what it is without the highest bits. */
const sumOf = ({ signs }: Width, low: Js, a: Word, b: Word): Js => xor(low, and(xor(a(), b()), signs));
const differenceOf = ({ signs }: Width, low: Js, a: Word, b: Word): Js => xor(low, and(invert(xor(a(), b())), signs));

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
  [`${shape}.add`]: eachWord((_place, a, b) => sumOf(width, lowSum(width, a!, b!), a!, b!)),
  [`${shape}.sub`]: eachWord((_place, a, b) => differenceOf(width, lowDifference(width, a!, b!), a!, b!)),
  [`${shape}.neg`]: eachWord((_place, a) => xor(minus(js.num(width.signs), and(a!(), width.others)), and(invert(a!()), width.signs))),
  [`${shape}.abs`]: eachWord((place, a) => {
    const negative = place.keep(spread(place, width, and(a!(), width.signs)));
    return js.int32(plus(xor(a!(), negative()), and(negative(), width.ones)));
  }),
  [`${shape}.avgr_u`]: eachWord((_place, a, b) => js.int32(minus(or(a!(), b!()), and(rightUnsigned(xor(a!(), b!()), 1), width.others)))),
  [`${shape}.add_sat_u`]: eachWord((place, a, b) => {
    const low = place.keep(lowSum(width, a!, b!));
    return or(sumOf(width, low(), a!, b!), spread(place, width, and(or(and(a!(), b!()), and(xor(a!(), b!()), low())), width.signs)));
  }),
  [`${shape}.sub_sat_u`]: eachWord((place, a, b) => {
    const low = place.keep(lowDifference(width, a!, b!));
    const below = width.bits === 16 ? less(place, width, 'u', a!, b!) : spread(place, width, isBelow(width, 'u', a!, b!, low));
    return and(differenceOf(width, low(), a!, b!), invert(below));
  }),
  [`${shape}.add_sat_s`]: eachWord((place, a, b) => {
    const all = place.keep(sumOf(width, lowSum(width, a!, b!), a!, b!));
    return saturated(place, width, a!, all, and(invert(xor(a!(), b!())), xor(a!(), all())));
  }),
  [`${shape}.sub_sat_s`]: eachWord((place, a, b) => {
    const all = place.keep(differenceOf(width, lowDifference(width, a!, b!), a!, b!));
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
