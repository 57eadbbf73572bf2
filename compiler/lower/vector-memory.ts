/** Loads and stores of a whole v128; those of parts are loads and stores of scalars. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Load, Store } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { exactLane, type LaneKind, type Lanes } from './lanes.js';
import { address, keptBase, loadBase, read, readF64, storeBase, write, writeF64 } from './memory.js';
import { naturalKind } from './vector.js';

export function loadLanes(cx: Lowering, e: Load, pre: Js[], kind: LaneKind): Lanes {
  const { memory, offset } = e;
  const p = cx.atom(keptBase(loadBase(cx, e, pre)), pre);
  cx.at = e.at;
  if (kind === 'd') return [0, 8].map((k) => cx.temp(readF64(cx, memory, p, offset + k), pre));
  const [view, range] = kind === 'f' ? (['f', 'f'] as const) : (['4', 'i'] as const);
  return [0, 4, 8, 12].map((k) => cx.temp(read(cx, memory, view, address(cx, memory, p, offset + k), range), pre));
}

/** The last lane goes first: an access that traps must not have written anything. */
export function storeLanes(cx: Lowering, s: Store, out: Js[]): void {
  const { memory, offset } = s;
  const p = storeBase(cx, s, true, out);
  const kind = naturalKind(cx, s.value);
  const lanes = cx.lanes(s.value, out, kind);
  cx.at = s.at;
  for (let k = lanes.length - 1; k >= 0; k--) {
    if (kind === 'd') writeF64(cx, memory, p, offset + 8 * k, lanes[k]!, out);
    else out.push(write(cx, memory, kind === 'f' ? 'f' : '4', address(cx, memory, p, offset + 4 * k), kind === 'i' ? js.bits(exactLane(lanes[k]!, kind)) : lanes[k]!));
  }
}
