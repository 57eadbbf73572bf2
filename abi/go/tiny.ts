/**
 * TinyGo for js/wasm: Go's references and package syscall/js with parameters in place of a stack, and the scheduler on timers.
 * A reference comes as two words. WASI has the rest.
 */
import { setHI } from '../../runtime-lite/registers.js';
import { CLOCK_REALTIME } from '../posix/constants.js';
import { bytesAt, decodeText } from '../posix/memory.js';
import { encodeText } from '../posix/text.js';
import { clockMs } from '../posix/time.js';
import { attempt as attemptCall, property } from './calls.js';
import { enter, tinyOf, type Tiny, type WasiContext } from './tiny-context.js';

/** A value from the two words of its reference. */
function value({ values, box }: Tiny, low: number, high: number): any {
  box.dv.setInt32(0, low, true);
  box.dv.setInt32(4, high, true);
  return values.load(box, 0);
}

/** The reference of a value: the low word, the high word in its register. */
function reference({ values, box }: Tiny, result: unknown): number {
  values.store(box, 0, result);
  setHI(box.dv.getInt32(4, true));
  return box.dv.getInt32(0, true);
}

const text = ({ m }: WasiContext, at: number, length: number): string => decodeText(m.u8, at >>> 0, (at >>> 0) + (length >>> 0));

/** Makes a call whose failure the program gets as a value. */
const attempt = (ctx: WasiContext, { values }: Tiny, resultAt: number, call: () => unknown): void => attemptCall(values, ctx.m, () => resultAt >>> 0, call);

/** Nanoseconds. */
export function ticks(_ctx: WasiContext) {
  return (): number => {
    const time = Math.floor(clockMs(CLOCK_REALTIME) * 1e6);
    setHI(Math.floor(time / 4294967296) | 0);
    return time | 0;
  };
}

/** Wakes the scheduler after so many nanoseconds; the program goes on meanwhile. */
export function sleepTicks(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (low: number, high: number): void => {
    const wake = (): void => {
      if (tiny.exited) return;
      try {
        enter(tiny, () => ctx.exports.go_scheduler());
      } catch (error) {
        tiny.fail(error);
      }
    };
    setTimeout(wake, ((low >>> 0) + high * 4294967296) / 1e6);
  };
}

export function finalizeRef(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (low: number, _high: number): void => tiny.values.release(low >>> 0);
}

export function stringVal(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (at: number, length: number): number => reference(tiny, text(ctx, at, length));
}

export function valueGet(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (low: number, high: number, at: number, length: number): number => {
    const result: unknown = property(tiny.globals, value(tiny, low, high), text(ctx, at, length));
    return reference(tiny, result);
  };
}

export function valueSet(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (low: number, high: number, at: number, length: number, itemLow: number, itemHigh: number): void =>
    void Reflect.set(value(tiny, low, high), text(ctx, at, length), value(tiny, itemLow, itemHigh));
}

export function valueDelete(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (low: number, high: number, at: number, length: number): void => void Reflect.deleteProperty(value(tiny, low, high), text(ctx, at, length));
}

export function valueIndex(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (low: number, high: number, index: number): number => reference(tiny, Reflect.get(value(tiny, low, high), index));
}

export function valueSetIndex(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (low: number, high: number, index: number, itemLow: number, itemHigh: number): void =>
    void Reflect.set(value(tiny, low, high), index, value(tiny, itemLow, itemHigh));
}

export function valueCall(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (resultAt: number, low: number, high: number, at: number, length: number, args: number, count: number, _capacity: number): void =>
    attempt(ctx, tiny, resultAt, () => {
      const object = value(tiny, low, high);
      return Reflect.apply(property(tiny.globals, object, text(ctx, at, length)), object, tiny.values.list(ctx.m, args >>> 0, count));
    });
}

export function valueInvoke(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (resultAt: number, low: number, high: number, args: number, count: number, _capacity: number): void =>
    attempt(ctx, tiny, resultAt, () => Reflect.apply(value(tiny, low, high), undefined, tiny.values.list(ctx.m, args >>> 0, count)));
}

export function valueNew(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (resultAt: number, low: number, high: number, args: number, count: number, _capacity: number): void =>
    attempt(ctx, tiny, resultAt, () => Reflect.construct(value(tiny, low, high), tiny.values.list(ctx.m, args >>> 0, count)));
}

export function valueLength(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (low: number, high: number): number => value(tiny, low, high).length | 0;
}

/** The bytes of a value as a string, for {@link valueLoadString}, and how many they are. */
export function valuePrepareString(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (resultAt: number, low: number, high: number): void => {
    const encoded = encodeText(String(value(tiny, low, high)));
    tiny.values.store(ctx.m, resultAt >>> 0, encoded);
    ctx.m.dv.setInt32((resultAt >>> 0) + 8, encoded.length, true);
  };
}

export function valueLoadString(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (low: number, high: number, at: number, length: number, _capacity: number): void => bytesAt(ctx.m, at, length).set(value(tiny, low, high));
}

export function valueInstanceOf(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (low: number, high: number, typeLow: number, typeHigh: number): number => (value(tiny, low, high) instanceof value(tiny, typeLow, typeHigh) ? 1 : 0);
}

/** Copies as many bytes as fit; stores the count, and whether there was an array of bytes at all. */
function copied(ctx: WasiContext, resultAt: number, array: unknown, copy: (array: Uint8Array) => Uint8Array): void {
  const good = array instanceof Uint8Array || array instanceof Uint8ClampedArray;
  if (good) ctx.m.dv.setUint32(resultAt >>> 0, copy(array as Uint8Array).length, true);
  ctx.m.u8[(resultAt >>> 0) + 4] = good ? 1 : 0;
}

function copyBytes(to: Uint8Array, from: Uint8Array): Uint8Array {
  const part = from.subarray(0, to.length);
  to.set(part);
  return part;
}

export function copyBytesToGo(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (resultAt: number, at: number, length: number, _capacity: number, low: number, high: number): void =>
    copied(ctx, resultAt, value(tiny, low, high), (from) => copyBytes(bytesAt(ctx.m, at, length), from));
}

export function copyBytesToJS(ctx: WasiContext) {
  const tiny = tinyOf(ctx);
  return (resultAt: number, low: number, high: number, at: number, length: number, _capacity: number): void =>
    copied(ctx, resultAt, value(tiny, low, high), (to) => copyBytes(to, bytesAt(ctx.m, at, length)));
}
