/** Loads and stores of a whole v128; those of parts are loads and stores of scalars. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Load, Store } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { exactLane, type LaneKind, type Lanes } from './lanes.js';
import { address, keptBase, loadPlace, read, storePlace, write } from './memory.js';
import { naturalKind } from './vector.js';

export function loadLanes(cx: Lowering, e: Load, pre: Js[], kind: LaneKind): Lanes {
  const { memory } = e;
  const { base, offset, near } = loadPlace(cx, e, pre);
  const p = cx.atom(keptBase(base), pre);
  cx.at = e.at;
  const places = (kind === 'd' ? [0, 8] : [0, 4, 8, 12]).map((k) => address(cx, memory, p, offset + k, near));
  if (kind === 'd') return places.map((at) => cx.temp(read(cx, memory, 'd', at, 'd'), pre));
  if (kind === 'i') return places.map((at) => cx.temp(read(cx, memory, '4', at, 'i'), pre));
  const numbers = places.map((at) => cx.temp(read(cx, memory, 'f', at, 'f'), pre));
  if (kind === 'f') return numbers;
  return numbers.map((number, k) => cx.temp(unlessNaN(cx, number, number, nan32(cx, memory, 'loadNaN32', [places[k]!], 's')), pre));
}

/** `otherwise` for a NaN, which DataView would make quiet. */
const unlessNaN = (cx: Lowering, number: Js, result: Js, otherwise: Js): Js => js.cond(js.binary('===', cx.atom(number, []), cx.atom(number, []), 'b'), result, otherwise);
const nan32 = (cx: Lowering, memory: number, name: string, args: readonly Js[], range: js.Range): Js =>
  js.call(cx.env.runtime('memory', name), [cx.view(memory, 'dv'), ...args], range, false, cx.at);

/** The last lane goes first: an access that traps must not have written anything. */
export function storeLanes(cx: Lowering, s: Store, out: Js[]): void {
  const { memory } = s;
  const { base: p, offset, near } = storePlace(cx, s, true, out);
  const kind = naturalKind(cx, s.value);
  const lanes = cx.lanes(s.value, out, kind);
  cx.at = s.at;
  for (let k = lanes.length - 1; k >= 0; k--) {
    const at = address(cx, memory, p, offset + (kind === 'd' ? 8 : 4) * k, near);
    if (kind === 'd') out.push(write(cx, memory, 'd', at, lanes[k]!));
    else if (kind === 'i') out.push(write(cx, memory, '4', at, exactLane(lanes[k]!, kind)));
    else if (lanes[k]!.range === 'f') out.push(write(cx, memory, 'f', at, lanes[k]!));
    else {
      const number = cx.atom(lanes[k]!, out);
      out.push(unlessNaN(cx, number, write(cx, memory, 'f', at, number), nan32(cx, memory, 'storeNaN32', [at, number], 'x')));
    }
  }
}
