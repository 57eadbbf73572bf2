/** Accesses that a pass has shown to be aligned and in memory: elements of typed arrays, which need no check. */
import type { View } from '../ir/env.js';
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Load, Store } from '../ir/nodes.js';
import type { Lowering, Pair } from './expression.js';
import type { LaneKind } from './lanes.js';
import { lowWord } from './long.js';
import { exactF32, signed, storeSignalling } from './memory.js';
import { behind } from './memory-tables.js';

const { index, int32, num, shift, uint32 } = js;

interface Element {
  readonly view: View;
  readonly range: js.Range;
  readonly nonNegative?: true;
}
const BYTE: Element = { view: 'u8', range: 'i', nonNegative: true };
const HALF: Element = { view: 'u16', range: 'i', nonNegative: true };
const WORD: Element = { view: 'i32', range: 'i' };
const SINGLE: Element = { view: 'f32', range: 'f' };
const DOUBLE: Element = { view: 'f64', range: 'd' };

const elementOf = ({ row: { type, width } }: Load | Store): Element => (type === 'f' ? SINGLE : type === 'd' ? DOUBLE : width === 1 ? BYTE : width === 2 ? HALF : WORD);

/** The element so many behind an index. */
function element(cx: Lowering, e: Load | Store, i: Js, more: number, { view, range, nonNegative = false } = elementOf(e)): js.JsIndex {
  return index(cx.view(e.memory, view), behind(i, more), range, nonNegative, e.at);
}

/** The address in bytes of a word. */
function wordAddress(cx: Lowering, memory: number, i: Js, more: number): Js {
  const at = shift('<<', behind(i, more), num(2));
  return cx.env.isLarge(memory) ? uint32(at) : at;
}

/** An i32, f32 or f64. */
export function loadInside(cx: Lowering, e: Load): Js {
  const i = int32(cx.value(e.addr));
  cx.at = e.at;
  if (e.row.type === 'f' && cx.observes(e)) {
    const pre: Js[] = [];
    return js.seq(pre, exactF32(cx, e.memory, wordAddress(cx, e.memory, i, e.offset), pre));
  }
  const whole = element(cx, e, i, e.offset);
  return e.row.signed ? signed(whole, e.row.width!) : whole;
}

export function loadLongInside(cx: Lowering, e: Load, pre: Js[]): Pair {
  const { row, offset } = e;
  const i = int32(cx.value(e.addr));
  cx.at = e.at;
  if (row.width === 8) {
    const p = cx.atom(i, pre);
    const lo = cx.temp(element(cx, e, p, offset), pre);
    return { lo, hi: cx.temp(element(cx, e, cx.atom(p, pre), offset + 1), pre) };
  }
  const whole = element(cx, e, i, offset);
  const lo = cx.temp(row.signed && row.width! < 4 ? signed(whole, row.width!) : whole, pre);
  return { lo, hi: row.signed ? shift('>>', lo, num(31)) : num(0) };
}

export function storeInside(cx: Lowering, s: Store, out: Js[]): void {
  const { row, offset } = s;
  const i = int32(cx.value(s.addr));
  if (row.type === 'l') {
    const p = cx.frozen(s.addr, i, [s.value], out);
    if (row.width === 8) {
      const { lo, hi } = cx.long(s.value, out);
      const low = cx.atom(lo, out);
      cx.at = s.at;
      out.push(js.assign(element(cx, s, cx.atom(p, out), offset + 1), cx.bits(hi)));
      out.push(js.assign(element(cx, s, cx.atom(p, out), offset), cx.bits(low)));
    } else out.push(js.assign(element(cx, s, p, offset), cx.bits(lowWord(cx, s.value, out))));
    return;
  }
  const value = cx.value(s.value);
  cx.at = s.at;
  if (row.type === 'f' && value.range !== 'f') storeSignalling(cx, s, wordAddress(cx, s.memory, i, offset), value, out);
  else out.push(js.assign(element(cx, s, i, offset), row.type === 'i' ? cx.bits(value) : value));
}

/** Where a lane is. */
export interface LanePlace {
  /** In bytes. */
  readonly address: () => Js;
  /** Without one, it is read and written through the DataView. */
  readonly element?: () => js.JsIndex;
}

/** Lanes, of the width of an access, behind an index `i`, an atom: f64 are elements where that counts doubles. */
export function lanesInside(cx: Lowering, e: Load | Store, i: Js, kind: LaneKind, pre: Js[]): LanePlace[] {
  const { memory, align, offset, row } = e;
  const isPair = row.type === 'v' && align === 3;
  const lanes = (width: number): number[] => Array.from({ length: row.width! / width }, (_, k) => k);
  if (isPair && kind === 'd') return lanes(8).map((k): LanePlace => ({ address: () => cx.atom(i, []), element: () => element(cx, e, cx.atom(i, []), offset + k, DOUBLE) }));
  const first = isPair ? cx.temp(shift('<<', i, num(1)), pre) : i;
  const more = (k: number): number => offset * (isPair ? 2 : 1) + k;
  const address = (k: number) => (): Js => wordAddress(cx, memory, cx.atom(first, []), more(k));
  if (kind === 'd') return lanes(8).map((k) => ({ address: address(2 * k) }));
  return lanes(4).map((k) => ({ address: address(k), element: () => element(cx, e, cx.atom(first, []), more(k), kind === 'i' ? WORD : SINGLE) }));
}
