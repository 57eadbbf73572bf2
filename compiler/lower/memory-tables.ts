/**
 * Accesses of which it is known where they are: in tables at constant addresses, whose indices are masked, small or checked. They are elements of
 * typed arrays at whole indices, which need no check.
 */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Load, Store } from '../ir/nodes.js';
import { knownAddresses } from './addresses.js';
import type { Lowering } from './expression.js';

const { binary, bitwise, int32, num, shift } = js;

export const isInside = (cx: Lowering, e: Load | Store): boolean => (e.row.width === 1 || cx.env.profile.indexesTables) && knownAddresses(cx).inside.has(e);

/** The index of the element of `2^by` bytes at an address that is a multiple of that, not negative, and of parts of which the same is true. */
export function elementIndex(at: Js, by: number): Js {
  if (at.k === 'num') return num(at.v / 2 ** by);
  if (at.k !== 'bin') return shift('>>', int32(at), num(by));
  const { op, l, r } = at;
  const n = r.k === 'num' ? r.v : undefined;
  // Unsigned indices are slow in JavaScriptCore.
  if ((op === '|' || op === '>>>') && n === 0) return elementIndex(l, by);
  if (op === '+' && n !== undefined && n >= 0 && n % 2 ** by === 0) return behind(elementIndex(l, by), n / 2 ** by);
  if (by === 0) return int32(at);
  if (op === '<<' && n !== undefined && n >= by) return n === by ? int32(l) : shift('<<', l, num(n - by));
  if (op === '&' && n !== undefined && n >= 0 && n % 2 ** by === 0) return masked(quotient(l, by), n >> by);
  return shift('>>', int32(at), num(by));
}

/** The index of the element so many behind another. */
export const behind = (i: Js, more: number): Js => (more === 0 ? i : i.k === 'num' ? num(i.v + more) : binary('+', i, num(more), 'd'));

/** Without a mask that leaves out nothing. */
function masked(e: Js, mask: number): Js {
  const isWhole = e.k === 'bin' && e.op === '>>>' && e.r.k === 'num' && (-1 >>> e.r.v & ~mask) === 0;
  return isWhole ? e : bitwise('&', e, num(mask));
}

/** `e >>> by`, of whose upper bits nothing is asked. */
function quotient(e: Js, by: number): Js {
  if (e.k === 'bin' && e.r.k === 'num') {
    const n = e.r.v;
    if (e.op === '>>>' && n > 0 && n + by < 32) return shift('>>>', e.l, num(n + by));
    if (e.op === '<<' && n >= by) return n === by ? int32(e.l) : shift('<<', e.l, num(n - by));
  }
  return shift('>>>', e, num(by));
}
