/** Operands whose evaluation may change what the operation looks at, where JavaScript would look first. */
import type { Js } from '../ir/js.js';
import * as js from '../ir/js.js';
import type { Expr } from '../ir/nodes.js';
import { Effects } from '../ops/row.js';
import type { Lowering } from './expression.js';

/** The words of operands as temporaries, for what JavaScript would look at before it evaluates them otherwise. */
export function spilled(cx: Lowering, args: readonly Expr[]): { pre: Js[]; words: Js[] } {
  const pre: Js[] = [];
  return { pre, words: kept(cx, cx.args(args), pre) };
}

const kept = (cx: Lowering, words: readonly Js[], pre: Js[]): Js[] => words.map((w) => (w.k === 'num' ? w : cx.temp(w, pre)));

/** JavaScript looks at a segment before it evaluates the operands: whether they may drop it meanwhile. */
export const callsOut = (args: readonly Expr[]): boolean => args.some((a) => (a.fx & Effects.Calls) !== 0);

/** `make` of the words of operands, which are evaluated before anything else in it if `early`. */
export function withOperands(cx: Lowering, words: readonly Js[], early: boolean, make: (words: readonly Js[]) => Js): Js {
  if (!early) return make(words);
  const pre: Js[] = [];
  const temporaries = kept(cx, words, pre);
  return js.seq(pre, make(temporaries));
}
