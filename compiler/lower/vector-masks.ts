/** Bitwise operations that choose among lanes where an operand is a mask: with comparisons of numbers, numbers stay numbers. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import { demanded } from './demanded.js';
import { each, isChosen } from './vector-integer.js';
import type { VectorOp } from './vector-operations.js';

const { bitwise, int32, num } = js;

/** Whether the word of a mask is not zero. */
function isSet(word: Js): Js {
  if (isChosen(word)) return word.test;
  if (word.k === 'bin' && word.op === '>>' && word.l.k === 'bin' && word.l.op === '<<' && word.l.l.range === 'b') return word.l.l;
  return int32(word);
}

/** The choice between two numbers, made of the lanes of the other operands. */
type Choice = (test: Js, ...lanes: Js[]) => Js;

/** On f32 and on f64, with the mask as this operand. */
const choosing = (operand: number, choose: Choice): VectorOp[] =>
  ([['f', 32], ['d', 64]] as const).map(([kind, bits]) => ({
    takes: kind,
    gives: kind,
    words: { operand, mask: bits },
    apply: (_cx, operands) => {
      const others = operands.filter((_, k) => k !== operand);
      return others[0]!.map((_, k) => choose(isSet(operands[operand]![kind === 'f' ? k : 2 * k]!), ...others.map((lanes) => lanes[k]!)));
    },
  }));

const zero: Js = { k: 'num', v: 0, range: 'f' };

export const maskOperations: Readonly<Record<string, VectorOp>> = {
  'v128.and': {
    ...each((_cx, _pre, a, b) => (b!.k === 'num' ? bitwise('&', demanded(a!, b!.v), b!) : bitwise('&', a!, b!))),
    alternatives: [0, 1].flatMap((operand) => choosing(operand, (test, x) => js.cond(test, x!, zero))),
  },
  'v128.andnot': {
    ...each((_cx, _pre, a, b) => bitwise('&', a!, bitwise('^', b!, num(-1)))),
    alternatives: choosing(1, (test, x) => js.cond(test, zero, x!)),
  },
  'v128.bitselect': {
    ...each((cx, pre, a, b, c) => {
      const m = cx.atom(int32(c!), pre);
      return bitwise('|', bitwise('&', a!, m), bitwise('&', b!, bitwise('^', m, num(-1))));
    }),
    alternatives: choosing(2, (test, a, b) => js.cond(test, a!, b!)),
  },
};
