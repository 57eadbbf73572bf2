/** Loads and stores of a whole v128; those of parts are loads and stores of scalars, of words that may come as numbers. */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import type { Load, Store } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { exactLane, type LaneKind, type Lanes } from './lanes.js';
import { address, keptBase, loadPlace, read, storePlace, write, type Place } from './memory.js';
import { lanesInside, type LanePlace } from './memory-inside.js';
import { naturalKind } from './vector.js';

const { int32 } = js;

const VIEW: Readonly<Record<LaneKind, string>> = { i: '4', f: 'f', s: 'f', d: 'd' };

/** Of a v128, or of an i32 or i64 that becomes lanes of one. */
export function loadLanes(cx: Lowering, e: Load, pre: Js[], kind: LaneKind): Lanes {
  const places = placesOf(cx, e, kind, pre);
  cx.at = e.at;
  const lanes = places.map(({ address, element }, k) => {
    const number = element?.() ?? read(cx, e.memory, VIEW[kind], address(), kind === 's' ? 'f' : kind);
    // All lanes are in memory where the last one is.
    return cx.temp(k < places.length - 1 ? js.spare(number) : number, pre);
  });
  if (kind !== 's') return lanes;
  return lanes.map((number, k) => cx.temp(unlessNaN(cx, number, number, js.spare(nan32(cx, e.memory, 'loadNaN32', [places[k]!.address()], 's'))), pre));
}

function placesOf(cx: Lowering, e: Load, kind: LaneKind, pre: Js[]): LanePlace[] {
  if (e.isElement) return lanesInside(cx, e, cx.atom(int32(cx.value(e.addr)), pre), kind, pre);
  const { base, offset, near } = loadPlace(cx, e, pre);
  return placesAt(cx, e, { base: cx.atom(keptBase(base), pre), offset, near }, kind);
}

function placesAt(cx: Lowering, { memory, row }: Load | Store, { base, offset, near }: Place, kind: LaneKind): LanePlace[] {
  const width = kind === 'd' ? 8 : 4;
  return Array.from({ length: row.width! / width }, (_, k) => ({ address: () => address(cx, memory, base, offset + width * k, near) }));
}

/** `otherwise` for a NaN, which DataView would make quiet. */
const unlessNaN = (cx: Lowering, number: Js, result: Js, otherwise: Js): Js => js.cond(js.binary('===', cx.atom(number, []), cx.atom(number, []), 'b'), result, otherwise);
const nan32 = (cx: Lowering, memory: number, name: string, args: readonly Js[], range: js.Range): Js =>
  js.call(cx.env.runtime('memory', name), [cx.view(memory, 'dv'), ...args], range, false, cx.at);

/** The places of lanes, once their kind is known: the address comes before the value. */
function storePlaces(cx: Lowering, s: Store, out: Js[]): (kind: LaneKind) => LanePlace[] {
  if (!s.isElement) {
    const place = storePlace(cx, s, true, out);
    return (kind) => placesAt(cx, s, place, kind);
  }
  const i = cx.frozen(s.addr, int32(cx.value(s.addr)), [s.value], out);
  return (kind) => lanesInside(cx, s, i, kind, out);
}

/** The last lane goes first: an access that traps must not have written anything. */
export function storeLanes(cx: Lowering, s: Store, out: Js[]): void {
  const { memory } = s;
  const placesFor = storePlaces(cx, s, out);
  const kind = naturalKind(cx, s.value);
  const lanes = cx.lanes(s.value, out, kind);
  cx.at = s.at;
  const places = placesFor(kind);
  for (let k = lanes.length - 1; k >= 0; k--) {
    const lane = lanes[k]!;
    const { address, element } = places[k]!;
    const put = (value: Js): Js => (element ? js.assign(element(), value) : write(cx, memory, VIEW[kind], address(), value));
    if (kind === 'i') out.push(put(exactLane(lane, kind)));
    else if (kind === 'd' || lane.range === 'f') out.push(put(lane));
    else {
      const number = cx.atom(lane, out);
      out.push(unlessNaN(cx, number, put(number), nan32(cx, memory, 'storeNaN32', [address(), number], 'x')));
    }
  }
}
