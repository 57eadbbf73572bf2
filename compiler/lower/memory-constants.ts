/** Stores of constants of 64 bits. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Store } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { address, storePlace, write } from './memory.js';

/** The number that has the bits of a constant i64, where there is one: one store, not two. */
export function numberOf({ row, value }: Store): Js | undefined {
  if (value.k !== 'const' || row.type !== 'l' || row.width !== 8) return undefined;
  const v = js.floatOf('d', value.lo, value.hi);
  return v === v ? { k: 'num', v, range: 'd' } : undefined;
}

/** A constant i64 is stored as a number, where there is one. Whether it was. */
export function storeConstant(cx: Lowering, s: Store, out: Js[]): boolean {
  const { memory } = s;
  const number = numberOf(s);
  if (number === undefined) return false;
  const { base, offset, near } = storePlace(cx, s, true, out);
  cx.at = s.at;
  out.push(write(cx, memory, 'd', address(cx, memory, base, offset, near), number));
  return true;
}
