/**
 * Doubles in memory. A rotated index is out of range for an unaligned address as it is for one out of bounds: one check covers both, and the
 * slow path tells them apart. (V8 reads doubles through a DataView four times slower.)
 */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Load, Store } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { address, isCertain, isWide, loadBase, operand, read, replacesView, storeBase, write } from './memory.js';

const { binary, call, index, int32, num } = js;

/** Whether a rotated index may be used: an offset of memory64 can be beyond any int32. */
const isRotatable = (base: Js, offset: number): boolean => !isWide(base) && offset < 2 ** 32 && offset % 8 === 0 && (base.k !== 'num' || base.v % 8 === 0);

export function loadF64(cx: Lowering, e: Load): Js {
  const { memory, offset } = e;
  const pre: Js[] = [];
  const base = loadBase(cx, e, pre);
  cx.at = e.at;
  if (!isRotatable(base, offset)) return js.seq(pre, read(cx, memory, 'd', address(cx, memory, base, offset), 'd'));
  const p = cx.atom(int32(base), pre);
  return js.seq(pre, readF64(cx, memory, p, offset));
}

/** `p` is an atom. */
export function readF64(cx: Lowering, memory: number, p: Js, offset: number): Js {
  if (!isRotatable(p, offset)) return read(cx, memory, 'd', address(cx, memory, p, offset), 'd');
  const fast = index(cx.view(memory, 'f64'), elementIndex(p, offset), 'd');
  if (isCertain(cx, memory, 8, address(cx, memory, p, offset))) return fast;
  const slow = call(cx.env.runtime('memory', 'loadF64'), [cx.view(memory, 'dv'), address(cx, memory, p, offset)], 'd', false, cx.at);
  return binary('??', fast, slow, 'd');
}

function elementIndex(p: Js, offset: number): Js {
  if (p.k === 'num') return num(((p.v >>> 0) + offset) / 8);
  const element = binary('>>>', p, num(3), 'i');
  return binary('|', offset === 0 ? element : binary('+', element, num(offset / 8), 'i'), binary('<<', p, num(29), 'i'), 'i');
}

export function storeF64(cx: Lowering, s: Store, out: Js[]): void {
  const { memory, offset } = s;
  const early = replacesView(cx, memory, [s.addr, s.value]);
  const base = storeBase(cx, s, early, out);
  if (!isRotatable(base, offset)) {
    const at = address(cx, memory, base, offset);
    const value = operand(cx, s.value, early, out);
    cx.at = s.at;
    out.push(write(cx, memory, 'd', at, value));
    return;
  }
  const p = cx.frozen(s.addr, int32(base), [s.value], out);
  const value = cx.value(s.value);
  cx.at = s.at;
  writeF64(cx, memory, p, offset, value, out);
}

/** `p` is an atom. */
export function writeF64(cx: Lowering, memory: number, p: Js, offset: number, value: Js, out: Js[]): void {
  if (!isRotatable(p, offset)) {
    out.push(write(cx, memory, 'd', address(cx, memory, p, offset), value));
    return;
  }
  const v = cx.atom(value, out);
  const i = cx.atom(elementIndex(p, offset), out);
  const place = index(cx.view(memory, 'f64'), i, 'd');
  if (isCertain(cx, memory, 8, address(cx, memory, p, offset))) {
    out.push(js.assign(place, v));
    return;
  }
  const slow = call(cx.env.runtime('memory', 'storeF64'), [cx.view(memory, 'dv'), address(cx, memory, p, offset), v], 'x', false, cx.at);
  out.push(js.cond(binary('===', place, js.UNDEFINED, 'b'), slow, js.assign(place, v)));
}

/**
 * A constant i64 is stored as the number that has its bits, where there is one, and where that is worth its text: in loops, and where one
 * assignment does. Whether it was. What a module calls aligned may not be where the address is a global: AssemblyScript clears its stack so, whose
 * addresses are multiples of four, and an index that is none makes V8 leave its code again and again.
 */
export function storeConstant(cx: Lowering, s: Store, out: Js[]): boolean {
  const { row, memory, offset, value } = s;
  if (value.k !== 'const' || row.width !== 8 || s.align < 3 || offset % 8 !== 0 || s.addr.type !== 'i' || s.addr.k === 'global.get' || (s.addr.k === 'const' && s.addr.lo % 8 !== 0)) return false;
  const number = js.floatOf('d', value.lo, value.hi);
  const isCertainly = s.addr.k === 'const' && isCertain(cx, memory, 8, num((s.addr.lo >>> 0) + offset));
  if (number !== number || (cx.loops === 0 && !isCertainly)) return false;
  const base = storeBase(cx, s, true, out);
  cx.at = s.at;
  writeF64(cx, memory, base, offset, { k: 'num', v: number, range: 'd' }, out);
  return true;
}
