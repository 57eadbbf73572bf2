/**
 * Accesses for engines without a compiler, to which an operation costs what it is in bytecodes and calls: elements of typed arrays, whose
 * index is the address divided by the width. Out of bounds there is no element, and an address that is not aligned gives a fraction, which
 * is no index: both find `undefined`, and runtime-lite/elements tells them apart. A base without an offset stays signed: it looks again at
 * what is negative, too.
 */
import type { View } from '../ir/env.js';
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Load, Store } from '../ir/nodes.js';
import type { Lowering, Pair } from './expression.js';
import { numberOf } from './memory-constants.js';
import { address, isCertain, isWide, loadPlace, operand, putElement, replacesView, signed, storePlace, type Place } from './memory.js';
import { behind } from './memory-tables.js';

const { binary, call, index, int32, num, uint32 } = js;

interface Element {
  readonly view: View;
  /** Bytes. */
  readonly width: number;
  readonly range: js.Range;
  /** Functions of runtime-lite/elements for what is not found. */
  readonly load: string;
  readonly store: string;
}

const HALF: Element = { view: 'u16', width: 2, range: 'i', load: 'loadHalf', store: 'storeHalf' };
const WORD: Element = { view: 'i32', width: 4, range: 'i', load: 'loadWord', store: 'storeWord' };
const SINGLE: Element = { view: 'f32', width: 4, range: 'f', load: 'loadSingle', store: 'storeSingle' };
const DOUBLE: Element = { view: 'f64', width: 8, range: 'd', load: 'loadDouble', store: 'storeDouble' };

/**
 * The elements that an access is made by, two for an i64; undefined where there are none. What is not said to be aligned is rather looked
 * for by the DataView: a fraction as an index takes far longer.
 */
function elementOf(cx: Lowering, { row: { type, width }, align }: Load | Store): Element | undefined {
  if (cx.env.profile.compiles || cx.env.fastTraps) return undefined;
  const element = type === 'f' ? SINGLE : type === 'd' ? DOUBLE : type === 'v' || width === 1 ? undefined : width === 2 ? HALF : WORD;
  return element && 2 ** align >= element.width ? element : undefined;
}

/** Whether it is a sum or difference below 2^32, which is the unsigned address unless it is negative. */
const isSum = (e: Js): boolean => e.k === 'bin' && (e.op === '+' || e.op === '-') && e.range === 'w' && e.bound <= 2 ** 32;

/** The index of an access, as an atom. That of an i64 is not negative: its second word would be in bounds where the first is not. */
function elementIndex(cx: Lowering, e: Load | Store, { base, offset, near }: Place, { width }: Element, pre: Js[]): Js {
  const isPlain = offset === 0 && !isWide(base);
  const at = !isPlain ? address(cx, e.memory, base, offset, near) : e.row.width! > width && !near ? uint32(base) : isSum(base) ? base : int32(base);
  return at.k === 'num' ? num(at.v / width) : cx.temp(binary('/', at, num(width), 'd'), pre);
}

function get(cx: Lowering, memory: number, element: Element, i: Js): Js {
  const { view, width, range } = element;
  const fast = index(cx.view(memory, view), i, range, element === HALF, cx.at);
  if (i.k === 'num' && isCertain(cx, memory, width, num(i.v * width))) return fast;
  const slow = call(cx.env.runtime('elements', element.load), [cx.view(memory, 'dv'), again(cx, i)], range, false, cx.at);
  return binary('??', fast, slow, range, element === HALF);
}

function set(cx: Lowering, memory: number, element: Element, i: Js, v: Js, out: Js[]): void {
  const { view, width, range } = element;
  const place = (): js.JsIndex => index(cx.view(memory, view), again(cx, i), range, false, cx.at);
  if (i.k === 'num' && isCertain(cx, memory, width, num(i.v * width))) {
    out.push(js.assign(place(), v));
    return;
  }
  const value = range === 'i' ? cx.uncut(v, out) : cx.atom(v, out);
  const slow = call(cx.env.runtime('elements', element.store), [cx.view(memory, 'dv'), again(cx, i), value], 'x', false, cx.at);
  out.push(putElement(place, again(cx, value), slow));
}

/** An f32 that may be a marked NaN: an element would make it quiet. */
function setSignalling(cx: Lowering, memory: number, i: Js, v: Js, out: Js[]): void {
  const value = cx.atom(v, out);
  const numbers: Js[] = [];
  set(cx, memory, SINGLE, i, value, numbers);
  const slow = call(cx.env.runtime('elements', 'storeNaN'), [cx.view(memory, 'dv'), again(cx, i), again(cx, value)], 'x', false, cx.at);
  out.push(js.cond(binary('===', again(cx, value), again(cx, value), 'b'), js.seq(numbers.slice(0, -1), numbers[numbers.length - 1]!), slow));
}

/** An atom once more. */
const again = (cx: Lowering, e: Js): Js => (e.k === 'bin' ? binary(e.op, cx.atom(e.l, []), e.r, e.range) : cx.atom(e, []));

/** A load of an i32, f32 or f64. */
export function loadElement(cx: Lowering, e: Load): Js | undefined {
  const element = e.row.type === 'f' && cx.observes(e) ? undefined : elementOf(cx, e);
  if (!element) return undefined;
  const pre: Js[] = [];
  const place = loadPlace(cx, e, pre);
  cx.at = e.at;
  const value = get(cx, e.memory, element, elementIndex(cx, e, place, element, pre));
  return js.seq(pre, element === HALF && e.row.signed ? signed(value, 2) : value);
}

/** A load of an i64, as two words. */
export function loadElements(cx: Lowering, e: Load, pre: Js[]): Pair | undefined {
  const element = elementOf(cx, e);
  if (!element) return undefined;
  const place = loadPlace(cx, e, pre);
  cx.at = e.at;
  const i = elementIndex(cx, e, place, element, pre);
  const word = get(cx, e.memory, element, i);
  const lo = cx.temp(element === HALF && e.row.signed ? signed(word, 2) : word, pre);
  if (e.row.width === 8) return { lo, hi: cx.temp(get(cx, e.memory, element, behind(again(cx, i), 1)), pre) };
  return { lo, hi: e.row.signed ? js.shift('>>', again(cx, lo), num(31)) : num(0) };
}

/** A store, as expressions to be evaluated in order. Whether it is one. */
export function storeElements(cx: Lowering, s: Store, out: Js[]): boolean {
  const { memory, row, value: source } = s;
  const constant = s.align === 3 ? numberOf(s) : undefined;
  const words = elementOf(cx, s);
  if (!words) return false;
  const element = constant ? DOUBLE : words;
  const i = elementIndex(cx, s, storePlace(cx, s, false, out), element, out);
  if (row.type === 'l' && !constant) {
    const { lo, hi } = cx.long(source, out);
    cx.at = s.at;
    const low = cx.atom(js.bits(lo), out);
    // The high word goes first: an access that traps must not have written anything.
    if (row.width === 8) set(cx, memory, element, behind(i, 1), js.bits(hi), out);
    set(cx, memory, element, again(cx, i), low, out);
    return true;
  }
  const given = constant ?? operand(cx, source, replacesView(cx, memory, [source]), out);
  const value = row.type === 'i' ? cx.bits(given) : given;
  cx.at = s.at;
  if (row.type === 'f' && value.range !== 'f') setSignalling(cx, memory, i, value, out);
  else set(cx, memory, element, i, value, out);
  return true;
}
