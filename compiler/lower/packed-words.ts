/** Words of four lanes of 8 bits or two of 16, on which operations of v128 work as on one number: what these have in common. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Lowering } from './expression.js';
import type { VectorOp } from './vector-operations.js';

const { bitwise, int32, num, shift, sum } = js;

export interface Width {
  readonly bits: 8 | 16 | 32;
  /** The highest bit of each lane, all others, and the lowest. */
  readonly signs: number;
  readonly others: number;
  readonly ones: number;
}
export const EIGHT: Width = { bits: 8, signs: 0x80808080 | 0, others: 0x7f7f7f7f, ones: 0x01010101 };
export const SIXTEEN: Width = { bits: 16, signs: 0x80008000 | 0, others: 0x7fff7fff, ones: 0x00010001 };
/** One lane, where the same is asked of it. */
export const WHOLE: Width = { bits: 32, signs: 0x80000000 | 0, others: 0x7fffffff, ones: 1 };

/** A constant or a variable with lanes; each call is a use of it. */
export type Word = () => Js;

/** What an operation is written with. */
export interface Place {
  readonly cx: Lowering;
  /** The value, to be used more than once. */
  readonly keep: (e: Js) => Word;
  /** The value that `make` gives, there before that of another word begins: compilers keep this order, and would run out of registers. */
  readonly finished: (make: () => Js) => Js;
}

export function placeIn(cx: Lowering, pre: Js[]): Place {
  return {
    cx,
    keep: (e) => {
      const atom = cx.atom(int32(e), pre);
      return () => cx.atom(atom, pre);
    },
    finished: (make) => {
      const before = pre.length;
      const value = make();
      return pre.length === before ? value : cx.atom(int32(value), pre);
    },
  };
}

/** Word by word. */
export const eachWord = (f: (place: Place, ...words: Word[]) => Js): VectorOp => ({
  takes: 'i',
  gives: 'i',
  apply: (cx, operands, pre) => {
    const place = placeIn(cx, pre);
    return operands[0]!.map((_, k) => place.finished(() => f(place, ...operands.map((lanes) => place.keep(lanes[k]!)))));
  },
});

export const and = (a: Js, b: Js | number): Js => bitwise('&', a, typeof b === 'number' ? num(b) : b);
export const or = (a: Js, b: Js | number): Js => bitwise('|', a, typeof b === 'number' ? num(b) : b);
export const xor = (a: Js, b: Js | number): Js => bitwise('^', a, typeof b === 'number' ? num(b) : b);
export const invert = (a: Js): Js => xor(a, -1);
export const plus = (a: Js, b: Js | number): Js => sum('+', a, typeof b === 'number' ? num(b) : b);
export const minus = (a: Js, b: Js | number): Js => sum('-', a, typeof b === 'number' ? num(b) : b);
export const left = (a: Js, n: number): Js => shift('<<', a, num(n));
export const right = (a: Js, n: number): Js => shift('>>', a, num(n));
export const rightUnsigned = (a: Js, n: number): Js => shift('>>>', a, num(n));
export const product = ({ cx }: Place, a: Js, b: Js): Js => js.call(cx.env.runtime('math', 'imul'), [int32(a), int32(b)], 'i');

/** The lanes of a word of two as numbers, and two numbers, of which the low 16 bits count, as such a word. */
export const lowOf = (a: Js): Js => right(left(a, 16), 16);
export const highOf = (a: Js): Js => right(a, 16);
export const pack = (low: Js, high: Js): Js => or(and(low, 0xffff), left(high, 16));

/** The sum of all bits but the highest of each lane: no carry comes into another one. */
export const lowSum = ({ others }: Width, a: Word, b: Word): Js => plus(and(a(), others), and(b(), others));

/** The difference of all bits but the highest, which is set where that is not negative. */
export const lowDifference = ({ others, signs }: Width, a: Word, b: Word): Js => minus(or(a(), signs), and(b(), others));

/** All bits of each lane whose highest bit is set in `flags`, which has no other bits. */
export function spread({ keep }: Place, { bits }: Width, flags: Js): Js {
  const x = keep(flags);
  return or(minus(x(), rightUnsigned(x(), bits - 1)), x());
}
