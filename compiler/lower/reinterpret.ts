/**
 * Reinterpretations, written in place through the eight bytes of runtime-lite/scratch. As functions they use up what an engine inlines
 * into its caller, and one that stays a call makes an object of each double that it returns.
 */
import * as js from '../ir/js.js';
import type { Js, JsIndex } from '../ir/js.js';
import type { Lowering, Pair } from './expression.js';

const { call, int32, num } = js;

const area = (cx: Lowering, name: 'words' | 'f32s' | 'f64s', at: 0 | 1, range: js.Range): JsIndex => js.index(cx.env.runtime('scratch', name), num(at), range);

/** Whether its evaluation cannot write to the area. */
const isPlain = (e: Js): boolean => {
  switch (e.k) {
    case 'num':
    case 'loc':
      return true;
    case 'bin':
      return isPlain(e.l) && isPlain(e.r);
    case 'un':
      return isPlain(e.e);
    default:
      return false;
  }
};

/** The f64 with these words. */
export function f64OfWords(cx: Lowering, lo: Js, hi: Js): Js {
  const pre: Js[] = [];
  let [low, high] = [int32(lo), int32(hi)];
  if (!isPlain(high)) [low, high] = [cx.temp(low, pre), cx.temp(high, pre)];
  pre.push(js.assign(area(cx, 'words', 0, 'i'), low), js.assign(area(cx, 'words', 1, 'i'), high));
  return js.seq(pre, area(cx, 'f64s', 0, 'd'));
}

/** The words of an f64. */
export function wordsOfF64(cx: Lowering, x: Js, pre: Js[]): Pair {
  pre.push(js.assign(area(cx, 'f64s', 0, 'd'), x));
  return { lo: cx.temp(area(cx, 'words', 0, 'i'), pre), hi: cx.temp(area(cx, 'words', 1, 'i'), pre) };
}

/** The f32 with these bits; `exact`: even if it is a signalling NaN. */
export function f32OfBits(cx: Lowering, bits: Js, exact: boolean): Js {
  if (exact) return call(cx.env.runtime('float', 'f32_reinterpret_i32'), [int32(bits)], 's');
  return js.seq([js.assign(area(cx, 'words', 0, 'i'), int32(bits))], area(cx, 'f32s', 0, 'f'));
}

/** The bits of an f32. */
export function bitsOfF32(cx: Lowering, x: Js): Js {
  if (x.range !== 'f') return call(cx.env.runtime('float', 'i32_reinterpret_f32'), [x], 'i');
  return js.seq([js.assign(area(cx, 'f32s', 0, 'f'), x)], area(cx, 'words', 0, 'i'));
}
