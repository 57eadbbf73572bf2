/**
 * Operations on memories that other threads may share. An address is the effective one, not negative unless it is out of bounds.
 * After each operation the views of memories that other threads may have grown are looked at again: who sees what another thread
 * did, sees how far its memory reached.
 */
import { syncForeign } from './foreign.js';
import { fromI64, toI64 } from './interop.js';
import { RuntimeError, trapMemory, trapUnaligned } from './trap.js';

type Narrow = Uint8Array | Uint16Array | Int32Array;

/** What operations need of `Atomics`; the elements are numbers or BigInts. */
interface Operations {
  load(view: any, at: number): any;
  store(view: any, at: number, value: any): any;
  add(view: any, at: number, value: any): any;
  sub(view: any, at: number, value: any): any;
  and(view: any, at: number, value: any): any;
  or(view: any, at: number, value: any): any;
  xor(view: any, at: number, value: any): any;
  exchange(view: any, at: number, value: any): any;
  compareExchange(view: any, at: number, expected: any, replacement: any): any;
  wait(view: any, at: number, value: any, timeout: number): 'ok' | 'not-equal' | 'timed-out';
  notify(view: any, at: number, count: number): number;
}

function replace(view: any, at: number, value: any): any {
  const old = view[at];
  view[at] = value;
  return old;
}

/** For engines without threads. */
const alone: Operations = {
  load: (view, at) => view[at],
  store: replace,
  add: (view, at, value) => replace(view, at, view[at] + value),
  sub: (view, at, value) => replace(view, at, view[at] - value),
  and: (view, at, value) => replace(view, at, view[at] & value),
  or: (view, at, value) => replace(view, at, view[at] | value),
  xor: (view, at, value) => replace(view, at, view[at] ^ value),
  exchange: replace,
  compareExchange: (view, at, expected, replacement) => (view[at] === expected ? replace(view, at, replacement) : view[at]),
  wait: (view, at, value, timeout) => {
    if (view[at] !== value) return 'not-equal';
    if (timeout === Infinity) throw new TypeError('nobody could end the wait');
    return 'timed-out';
  },
  notify: () => 0,
};

const atomics: Operations = typeof Atomics === 'object' ? (Atomics as unknown as Operations) : alone;

/** The address, if it is a multiple of `width`. */
export function aligned(address: number, width: number): number {
  if (address % width !== 0) trapUnaligned();
  return address;
}

/** The index of the element at an address. */
function place(view: Narrow | BigInt64Array, address: number): number {
  const at = aligned(address, view.BYTES_PER_ELEMENT) / view.BYTES_PER_ELEMENT;
  if (at < 0 || at >= view.length) trapMemory();
  return at;
}

function seen<T>(value: T): T {
  syncForeign();
  return value;
}

export function atomicLoad(view: Narrow, address: number): number {
  return seen(atomics.load(view, place(view, address)));
}
export function atomicStore(view: Narrow, address: number, value: number): void {
  seen(atomics.store(view, place(view, address), value));
}
export function atomicAdd(view: Narrow, address: number, value: number): number {
  return seen(atomics.add(view, place(view, address), value));
}
export function atomicSub(view: Narrow, address: number, value: number): number {
  return seen(atomics.sub(view, place(view, address), value));
}
export function atomicAnd(view: Narrow, address: number, value: number): number {
  return seen(atomics.and(view, place(view, address), value));
}
export function atomicOr(view: Narrow, address: number, value: number): number {
  return seen(atomics.or(view, place(view, address), value));
}
export function atomicXor(view: Narrow, address: number, value: number): number {
  return seen(atomics.xor(view, place(view, address), value));
}
export function atomicExchange(view: Narrow, address: number, value: number): number {
  return seen(atomics.exchange(view, place(view, address), value));
}

/** The expected value is wrapped to the width of the element. */
export function atomicCompareExchange(view: Narrow, address: number, expected: number, replacement: number): number {
  const at = place(view, address);
  const bits = 8 * view.BYTES_PER_ELEMENT;
  return seen(atomics.compareExchange(view, at, bits < 32 ? expected & ((1 << bits) - 1) : expected, replacement));
}

export function atomicLoad64(view: BigInt64Array, address: number): number {
  return toI64(seen(atomics.load(view, place(view, address))));
}
export function atomicStore64(view: BigInt64Array, address: number, low: number, high: number): void {
  seen(atomics.store(view, place(view, address), fromI64(low, high)));
}
export function atomicAdd64(view: BigInt64Array, address: number, low: number, high: number): number {
  return toI64(seen(atomics.add(view, place(view, address), fromI64(low, high))));
}
export function atomicSub64(view: BigInt64Array, address: number, low: number, high: number): number {
  return toI64(seen(atomics.sub(view, place(view, address), fromI64(low, high))));
}
export function atomicAnd64(view: BigInt64Array, address: number, low: number, high: number): number {
  return toI64(seen(atomics.and(view, place(view, address), fromI64(low, high))));
}
export function atomicOr64(view: BigInt64Array, address: number, low: number, high: number): number {
  return toI64(seen(atomics.or(view, place(view, address), fromI64(low, high))));
}
export function atomicXor64(view: BigInt64Array, address: number, low: number, high: number): number {
  return toI64(seen(atomics.xor(view, place(view, address), fromI64(low, high))));
}
export function atomicExchange64(view: BigInt64Array, address: number, low: number, high: number): number {
  return toI64(seen(atomics.exchange(view, place(view, address), fromI64(low, high))));
}
export function atomicCompareExchange64(view: BigInt64Array, address: number, low: number, high: number, newLow: number, newHigh: number): number {
  return toI64(seen(atomics.compareExchange(view, place(view, address), fromI64(low, high), fromI64(newLow, newHigh))));
}

/** memory.atomic.notify: how many waiters were woken. */
export function atomicNotify(view: Int32Array, address: number, count: number): number {
  return seen(atomics.notify(view, place(view, address), count >>> 0));
}

const WAITED: Record<string, number> = { ok: 0, 'not-equal': 1, 'timed-out': 2 };

/** The timeout is in nanoseconds; a negative one never comes. Traps on a thread that must not block. */
function wait(view: Int32Array | BigInt64Array, at: number, value: any, low: number, high: number): number {
  const timeout = high < 0 ? Infinity : (high * 4294967296 + (low >>> 0)) / 1e6;
  let result: string;
  try {
    result = atomics.wait(view, at, value, timeout);
  } catch (error) {
    throw new RuntimeError(`this thread cannot wait: ${(error as Error).message}`);
  }
  return seen(WAITED[result]!);
}

export function atomicWait(view: Int32Array, address: number, value: number, low: number, high: number): number {
  return wait(view, place(view, address), value, low, high);
}
export function atomicWait64(view: BigInt64Array, address: number, value: number, valueHigh: number, low: number, high: number): number {
  return wait(view, place(view, address), fromI64(value, valueHigh), low, high);
}

let fence: Int32Array | undefined = undefined;

/** atomic.fence. JavaScript has none; engines order other accesses around one to shared memory. */
export function atomicFence(): void {
  if (fence === undefined) fence = new Int32Array(typeof SharedArrayBuffer === 'function' ? new SharedArrayBuffer(4) : new ArrayBuffer(4));
  seen(atomics.exchange(fence, 0, 0));
}
