/**
 * Package syscall/js of Go: what the program does with JavaScript values. A piece gets the stack pointer; arguments begin 8
 * bytes above it, and results follow them. A call may come back into the program, which may move its stack: results are
 * written where its stack pointer is then.
 */
import { bytesAt, decodeText, getI64, setI64 } from '../posix/memory.js';
import { encodeText } from '../posix/text.js';
import { attempt as attemptCall, property } from './calls.js';
import type { Context } from './context.js';

/** A slice or a string: address and length. */
function bytes(ctx: Context, at: number): Uint8Array {
  return bytesAt(ctx.m, getI64(ctx.m, at), getI64(ctx.m, at + 8));
}

function text(ctx: Context, at: number): string {
  const start = getI64(ctx.m, at);
  return decodeText(ctx.m.u8, start, start + getI64(ctx.m, at + 8));
}

/** A slice of references. */
function list(ctx: Context, at: number): unknown[] {
  return ctx.values.list(ctx.m, getI64(ctx.m, at), getI64(ctx.m, at + 8));
}

const value = (ctx: Context, at: number): any => ctx.values.load(ctx.m, at);
const store = (ctx: Context, at: number, result: unknown): void => ctx.values.store(ctx.m, at, result);
const stackPointer = (ctx: Context): number => (ctx.exports.getsp() as number) >>> 0;

/** Makes a call whose failure the program gets as a value. */
const attempt = (ctx: Context, resultAt: number, call: () => unknown): void => attemptCall(ctx.values, ctx.m, () => stackPointer(ctx) + resultAt, call);

export function finalizeRef(ctx: Context) {
  return (sp: number): void => ctx.values.release(ctx.m.dv.getUint32((sp >>> 0) + 8, true));
}

export function stringVal(ctx: Context) {
  return (sp: number): void => store(ctx, (sp >>> 0) + 24, text(ctx, (sp >>> 0) + 8));
}

export function valueGet(ctx: Context) {
  return (sp: number): void => {
    const object = value(ctx, (sp >>> 0) + 8);
    const name = text(ctx, (sp >>> 0) + 16);
    const result: unknown = property(ctx.globals, object, name);
    store(ctx, stackPointer(ctx) + 32, result);
  };
}

export function valueSet(ctx: Context) {
  return (sp: number): void => {
    const at = sp >>> 0;
    const object = value(ctx, at + 8);
    const name = text(ctx, at + 16);
    if (object === globalThis && ctx.globals.has(name)) ctx.globals.set(name, value(ctx, at + 32));
    else Reflect.set(object, name, value(ctx, at + 32));
  };
}

export function valueDelete(ctx: Context) {
  return (sp: number): void => void Reflect.deleteProperty(value(ctx, (sp >>> 0) + 8), text(ctx, (sp >>> 0) + 16));
}

export function valueIndex(ctx: Context) {
  return (sp: number): void => {
    const result: unknown = Reflect.get(value(ctx, (sp >>> 0) + 8), getI64(ctx.m, (sp >>> 0) + 16));
    store(ctx, stackPointer(ctx) + 24, result);
  };
}

export function valueSetIndex(ctx: Context) {
  return (sp: number): void => void Reflect.set(value(ctx, (sp >>> 0) + 8), getI64(ctx.m, (sp >>> 0) + 16), value(ctx, (sp >>> 0) + 24));
}

export function valueCall(ctx: Context) {
  return (sp: number): void => {
    const at = sp >>> 0;
    attempt(ctx, 56, () => {
      const object = value(ctx, at + 8);
      return Reflect.apply(property(ctx.globals, object, text(ctx, at + 16)), object, list(ctx, at + 32));
    });
  };
}

export function valueInvoke(ctx: Context) {
  return (sp: number): void => attempt(ctx, 40, () => Reflect.apply(value(ctx, (sp >>> 0) + 8), undefined, list(ctx, (sp >>> 0) + 16)));
}

export function valueNew(ctx: Context) {
  return (sp: number): void => attempt(ctx, 40, () => Reflect.construct(value(ctx, (sp >>> 0) + 8), list(ctx, (sp >>> 0) + 16)));
}

export function valueLength(ctx: Context) {
  return (sp: number): void => setI64(ctx.m, (sp >>> 0) + 16, Number.parseInt(value(ctx, (sp >>> 0) + 8).length, 10));
}

/** The bytes of a value as a string, for {@link valueLoadString}, and how many they are. */
export function valuePrepareString(ctx: Context) {
  return (sp: number): void => {
    const encoded = encodeText(String(value(ctx, (sp >>> 0) + 8)));
    store(ctx, (sp >>> 0) + 16, encoded);
    setI64(ctx.m, (sp >>> 0) + 24, encoded.length);
  };
}

export function valueLoadString(ctx: Context) {
  return (sp: number): void => bytes(ctx, (sp >>> 0) + 16).set(value(ctx, (sp >>> 0) + 8));
}

export function valueInstanceOf(ctx: Context) {
  return (sp: number): void => void (ctx.m.u8[(sp >>> 0) + 24] = value(ctx, (sp >>> 0) + 8) instanceof value(ctx, (sp >>> 0) + 16) ? 1 : 0);
}

const isBytes = (object: unknown): object is Uint8Array => object instanceof Uint8Array || object instanceof Uint8ClampedArray;

/** Copies as many bytes as fit; the count, and whether `array` holds bytes at all. */
function copied(ctx: Context, resultAt: number, array: unknown, copy: (array: Uint8Array) => number): void {
  if (isBytes(array)) setI64(ctx.m, resultAt, copy(array));
  ctx.m.u8[resultAt + 8] = isBytes(array) ? 1 : 0;
}

function copyBytes(to: Uint8Array, from: Uint8Array): number {
  const part = from.subarray(0, to.length);
  to.set(part);
  return part.length;
}

export function copyBytesToGo(ctx: Context) {
  return (sp: number): void => {
    const to = bytes(ctx, (sp >>> 0) + 8);
    copied(ctx, (sp >>> 0) + 40, value(ctx, (sp >>> 0) + 32), (from) => copyBytes(to, from));
  };
}

export function copyBytesToJS(ctx: Context) {
  return (sp: number): void => {
    const from = bytes(ctx, (sp >>> 0) + 16);
    copied(ctx, (sp >>> 0) + 40, value(ctx, (sp >>> 0) + 8), (to) => copyBytes(to, from));
  };
}
