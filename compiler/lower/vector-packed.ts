/**
 * Operations on lanes of 8 and 16 bits as they are written in place: as functions, four for each vector, they soon use up what V8 inlines into a
 * caller. Only narrowing jumps. The others, and those for engines that do not compile, are in runtime-lite/i8x4 and i16x2.
 */
import type { Js } from '../ir/js.js';
import type { Lowering } from './expression.js';
import { order } from './packed-order.js';
import { products, sums } from './packed-sums.js';
import { widths } from './packed-widths.js';
import { and, EIGHT, left, minus, or, type Place, placeIn, right, rightUnsigned, SIXTEEN, type Width, type Word } from './packed-words.js';
import type { VectorOp } from './vector-operations.js';

const written: Readonly<Record<string, VectorOp>> = {
  ...sums('i8x16', EIGHT),
  ...sums('i16x8', SIXTEEN),
  ...order('i8x16', EIGHT),
  ...order('i16x8', SIXTEEN),
  ...products,
  ...widths,
};

/** The operation of this name as it is written in place, if it is; otherwise, and for engines that do not compile, `other`. */
export function inPlace(name: string, other: VectorOp): VectorOp {
  const op = written[name];
  return op ? { ...op, apply: (cx, ...rest) => (cx.env.profile.compiles ? op : other).apply(cx, ...rest) } : other;
}

/** Shifts by `n`, which is less than the width of a lane. */
function shifted(place: Place, { bits, signs, ones }: Width, name: string, word: Word, n: number): Js {
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

/** The words shifted by a constant, for any engine. */
export function shiftedBy(cx: Lowering, pre: Js[], shape: 'i8x16' | 'i16x8', name: string, words: readonly Js[], n: number): Js[] {
  const place = placeIn(cx, pre);
  return words.map((word) => place.finished(() => shifted(place, shape === 'i8x16' ? EIGHT : SIXTEEN, name, place.keep(word), n)));
}
