/**
 * Doubles as elements of a typed array, for JavaScriptCore, which takes up to three times as long through a DataView. Its index is the address
 * rotated: that of an address that is not aligned is out of range as that of one out of bounds, and the DataView tells them apart.
 */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Load, Store } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { address, isWide, keptBase, loadPlace, putElement, read, storePlace, write, type Place } from './memory.js';

const { binary, index, num } = js;

/** Whether an access is rather an element: what is not said to be aligned is not. */
export const isElement = ({ env }: Lowering, { row, align, addr, offset }: Load | Store): boolean =>
  row.type === 'd' && env.profile.indexesDoubles && align === 3 && addr.type === 'i' && addr.k !== 'const' && offset < 2 ** 32;

/** The address for the DataView, and the element, where its index is a whole number. `pre`: what comes before. */
function placed(cx: Lowering, memory: number, { base, offset, near }: Place, pre: Js[]): { readonly at: Js; readonly element?: () => js.JsIndex } {
  if (isWide(base) || base.k === 'num' || offset % 8 !== 0) return { at: address(cx, memory, base, offset, near) };
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
  const { at, element } = placed(cx, e.memory, place, pre);
  const far = read(cx, e.memory, 'd', at, 'd');
  return js.seq(pre, element ? binary('??', element(), far, 'd') : far);
}

export function storeDouble(cx: Lowering, s: Store, out: Js[]): void {
  const { at, element } = placed(cx, s.memory, storePlace(cx, s, true, out), out);
  const value = cx.atom(cx.value(s.value), out);
  cx.at = s.at;
  const far = write(cx, s.memory, 'd', at, value);
  out.push(element ? putElement(element, cx.atom(value, []), far) : far);
}
