/** Lanes of a v128, and how they change from one kind to another. */
import * as js from '../ir/js.js';
import type { Js, JsLocal } from '../ir/js.js';
import type { Lowering } from './expression.js';
import { bitsOfF32, f32OfBits, f64OfWords, wordsOfF64 } from './reinterpret.js';

/**
 * i: four int32 words; f: four f32, none of which is a signalling NaN that matters; s: four f32, signalling NaNs marked as in any
 * f32 (see runtime-lite/float); d: two f64.
 */
export type LaneKind = 'i' | 'f' | 's' | 'd';
export type Lanes = readonly Js[];
export const laneCount: Readonly<Record<LaneKind, number>> = { i: 4, f: 4, s: 4, d: 2 };

const { int32 } = js;

/** A lane that leaves the expression. */
export const exactLane = (lane: Js, kind: LaneKind): Js => (kind === 'i' ? int32(lane) : lane);

export const toF32 = (cx: Lowering, word: Js, kind: 'f' | 's'): Js => f32OfBits(cx, word, kind === 's');
export const toF64 = f64OfWords;

const isSingle = (kind: LaneKind): kind is 'f' | 's' => kind === 'f' || kind === 's';

/** Lanes of one kind as lanes of another. */
export function converted(cx: Lowering, list: Lanes, from: LaneKind, to: LaneKind, pre: Js[]): Lanes {
  if (from === to || (isSingle(from) && isSingle(to))) return list;
  if (isSingle(from)) {
    const words = list.map((x) => bitsOfF32(cx, x));
    return converted(cx, words, 'i', to, pre);
  }
  if (from === 'd') {
    const words = list.flatMap((x) => {
      const { lo, hi } = wordsOfF64(cx, x, pre);
      return [lo, hi];
    });
    return converted(cx, words, 'i', to, pre);
  }
  return isSingle(to) ? list.map((word) => toF32(cx, word, to)) : [toF64(cx, list[0]!, list[1]!), toF64(cx, list[2]!, list[3]!)];
}

/** If the last thing done was to put the words into temporaries, undoes that and returns what was put there. */
export function takeFresh(cx: Lowering, value: Lanes, out: Js[], allows: (word: Js, k: number) => boolean): Lanes | undefined {
  const last = out.slice(-value.length);
  if (last.length < value.length || new Set(value).size < value.length) return undefined;
  const words: Js[] = [];
  for (const [k, s] of last.entries()) {
    if (s.k !== 'assign' || !cx.isTemp(s.target, value[k]!) || !allows(s.value, k)) return undefined;
    if (value.some((temp) => js.mentions(s.value, (temp as JsLocal).slot))) return undefined;
    words.push(s.value);
  }
  out.length -= value.length;
  for (const temp of value) cx.slots[(temp as JsLocal).slot]!.uses -= 2;
  return words;
}
