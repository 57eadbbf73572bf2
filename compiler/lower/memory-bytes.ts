/**
 * Bytes in memory, as elements of a typed array. In loops that work with aliases of the views they have signed indices where memories may
 * have 2 GiB and more: what is not found is looked for again at the unsigned address, or is the trap. JavaScriptCore takes up to 1.9 times
 * as long for unsigned ones; V8 takes the same time for both.
 */
import * as js from '../ir/js.js';
import type { Js } from '../ir/js.js';
import { Fx, type Store } from '../ir/nodes.js';
import type { Lowering } from './expression.js';
import { address, isWide, keptBase, putElement, type Place } from './memory.js';

const { binary, call, index, isNonNegative } = js;

/** Whether a byte at `place` has a signed index. */
function isSigned(cx: Lowering, memory: number, { base, offset, near }: Place): boolean {
  const { env, aliases } = cx;
  return env.profile.signsBytes && (aliases.complete || !env.profile.compiles) && !env.fastTraps && env.isLarge(memory)
    && offset === 0 && !near && !isWide(base) && base.k !== 'num' && !isNonNegative(base);
}

/** An unsigned byte whose signed index is looked at first; undefined where the address is as good. */
export function readSigned(cx: Lowering, memory: number, place: Place, pre: Js[]): Js | undefined {
  if (!isSigned(cx, memory, place)) return undefined;
  const at = cx.uncut(place.base, pre);
  const far = call(cx.env.runtime('memory', 'loadFar'), [cx.view(memory, 'u8'), cx.atom(at, pre)], 'i', true, cx.at);
  return binary('??', index(cx.view(memory, 'u8'), cx.atom(at, pre), 'i'), far, 'i', true);
}

/**
 * Whether a byte is stored as an element: in loops that work with aliases of the views. At a store through a DataView V8 forgets the kinds,
 * lengths and addresses of views, which are not constant once a memory has grown or a module has two instances; at this one it does not.
 */
export const prefersBytes = (cx: Lowering, s: Store): boolean => (cx.aliases.complete || !cx.env.profile.compiles) && s.addr.k !== 'const';

export function storeByte(cx: Lowering, { memory, addr, value: source, at }: Store, place: Place, value: () => Js, out: Js[]): void {
  const signed = isSigned(cx, memory, place);
  const isSum = signed && cx.isUncut(place.base);
  const i = isSum ? cx.uncut(place.base, out) : cx.frozen(addr, signed ? keptBase(place.base) : address(cx, memory, place.base, place.offset, place.near), [source], out);
  const isPlain = (source.fx & ~Fx.ReadsLocal) === 0;
  const byte = isPlain && !signed ? cx.bits(value()) : cx.uncut(cx.bits(value()), out);
  cx.at = at;
  const element = (): js.JsIndex => index(cx.view(memory, 'u8'), cx.atom(i, []), 'i');
  const absent = signed
    ? call(cx.env.runtime('memory', 'storeFar'), [cx.view(memory, 'u8'), cx.atom(i, []), cx.atom(byte, [])], 'x', false, at)
    : call(cx.env.runtime('trap', 'trapMemory'), [], 'x', false, at);
  out.push(putElement(element, byte, absent));
}
