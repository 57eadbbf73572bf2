/** Stores of constants of 64 bits. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Store } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { address, storePlace, write } from './memory.js';

/** A constant i64 is stored as the number that has its bits, where there is one: one store, not two. Whether it was. */
export function storeConstant(cx: Lowering, s: Store, out: Js[]): boolean {
  const { row, memory, value } = s;
  if (value.k !== 'const' || row.width !== 8) return false;
  const number = js.floatOf('d', value.lo, value.hi);
  if (number !== number) return false;
  const { base, offset, near } = storePlace(cx, s, true, out);
  cx.at = s.at;
  out.push(write(cx, memory, 'd', address(cx, memory, base, offset, near), { k: 'num', v: number, range: 'd' }));
  return true;
}
