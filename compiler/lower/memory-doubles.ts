/**
 * Doubles as elements of a typed array, for JavaScriptCore, which takes up to three times as long through a DataView. Its index is the address
 * rotated: that of an address that is not aligned is out of range as that of one out of bounds, and the DataView tells them apart.
 */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Load, Store } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { address, isWide, keptBase, loadPlace, read, storePlace, write, type Place } from './memory.js';

const { binary, index, num } = js;

/** Whether an access is rather an element: what is not said to be aligned is not. */
export const isElement = ({ env }: Lowering, { row, align, addr, offset }: Load | Store): boolean =>
  row.type === 'd' && env.profile.indexesDoubles && align === 3 && addr.type === 'i' && addr.k !== 'const' && offset < 2 ** 32;

/** The element, and its address for the DataView; undefined where the index would not be a whole number. `pre`: what comes before. */
function placed(cx: Lowering, { memory }: Load | Store, { base, offset, near }: Place, pre: Js[]): { readonly at: Js; readonly element: () => Js } | undefined {
  if (isWide(base) || base.k === 'num' || offset % 8 !== 0) return undefined;
  const p = cx.atom(keptBase(base), pre);
  const quotient = binary('>>>', p, num(3), 'i');
  const rotated = binary('|', offset === 0 ? quotient : binary('+', quotient, num(offset / 8), 'i'), binary('<<', cx.atom(p, pre), num(29), 'i'), 'i');
  const i = cx.temp(rotated, pre);
  return { at: address(cx, memory, cx.atom(p, pre), offset, near), element: () => index(cx.view(memory, 'f64'), cx.atom(i, []), 'd', false, cx.at) };
}

export function loadDouble(cx: Lowering, e: Load): Js {
  const pre: Js[] = [];
  const place = loadPlace(cx, e, pre);
  cx.at = e.at;
  const found = placed(cx, e, place, pre);
  if (!found) return js.seq(pre, read(cx, e.memory, 'd', address(cx, e.memory, place.base, place.offset, place.near), 'd'));
  return js.seq(pre, binary('??', found.element(), read(cx, e.memory, 'd', found.at, 'd'), 'd'));
}

export function storeDouble(cx: Lowering, s: Store, out: Js[]): void {
  const place = storePlace(cx, s, true, out);
  const found = placed(cx, s, place, out);
  const value = cx.atom(cx.value(s.value), out);
  cx.at = s.at;
  if (!found) out.push(write(cx, s.memory, 'd', address(cx, s.memory, place.base, place.offset, place.near), value));
  else out.push(js.cond(binary('===', found.element(), js.UNDEFINED, 'b'), write(cx, s.memory, 'd', found.at, value), js.assign(found.element() as js.JsIndex, cx.atom(value, []))));
}
