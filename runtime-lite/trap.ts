/** Traps, link errors, and the translation of engine errors into them at the boundary of exported functions. */

import { isObject } from './descriptor.js';

/** A class like `TypeError`. */
export type ErrorClass = new (message?: string, options?: ErrorOptions) => Error;

/** A WebAssembly trap. `message` is the specification's text for it. */
export const RuntimeError = function (...args: unknown[]): Error {
  return makeError('RuntimeError', args, new.target ?? RuntimeError);
} as unknown as ErrorClass;

/** An import that is missing or does not match its declaration. */
export const LinkError = function (...args: unknown[]): Error {
  return makeError('LinkError', args, new.target ?? LinkError);
} as unknown as ErrorClass;

/**
 * The error that `new Class(...args)` makes. Its class becomes one of errors with the first: a small module traps seldom, and begins sooner
 * without. The name is the prototype's before there is an error, so that engines put it into `stack`.
 */
export function makeError(name: string, args: readonly unknown[], Class: Function): Error {
  const { prototype } = Class;
  if (!(prototype instanceof Error)) {
    Object.setPrototypeOf(prototype, Error.prototype);
    Object.defineProperty(prototype, 'name', { value: name, configurable: true, writable: true });
  }
  return Reflect.construct(Error, args, Class) as Error;
}

export function trapUnreachable(): never {
  throw new RuntimeError('unreachable');
}
export function trapDivideByZero(): never {
  throw new RuntimeError('integer divide by zero');
}
export function trapOverflow(): never {
  throw new RuntimeError('integer overflow');
}
export function trapConversion(): never {
  throw new RuntimeError('invalid conversion to integer');
}
export function trapMemory(): never {
  throw new RuntimeError('out of bounds memory access');
}
/** An operation on shared memory whose address is no multiple of its width. */
export function trapUnaligned(): never {
  throw new RuntimeError('unaligned atomic');
}
export function trapNotShared(): never {
  throw new RuntimeError('expected shared memory');
}
export function trapTable(): never {
  throw new RuntimeError('out of bounds table access');
}
export function trapUndefined(): never {
  throw new RuntimeError('undefined element');
}
export function trapNull(): never {
  throw new RuntimeError('uninitialized element');
}
/** call_ref of a null reference. */
export function trapNullFunction(): never {
  throw new RuntimeError('null function reference');
}
export function trapSignature(): never {
  throw new RuntimeError('indirect call type mismatch');
}

export function trapArray(): never {
  throw new RuntimeError('out of bounds array access');
}
export function trapArraySize(): never {
  throw new RuntimeError('requested new array is too large');
}
export function trapCast(): never {
  throw new RuntimeError('cast failure');
}
export function trapString(): never {
  throw new RuntimeError('string offset out of bounds');
}
export function trapNullReference(): never {
  throw new RuntimeError('null reference');
}

const hostErrors = new WeakSet<object>();

/**
 * Remembers that `error` was thrown by the host (an imported function), so that `translateError` leaves it alone, and
 * returns it. Primitives need no mark: they are never translated.
 */
export function hostThrew<E>(error: E): E {
  if (isObject(error)) hostErrors.add(error);
  return error;
}

/** Property of errors that stand for traps, of this or any other linked copy, to tell them from those that somebody made. */
const TRAP = Symbol.for('wasm2js-aot.trap');

function asTrap<E extends Error>(error: E): E {
  Object.defineProperty(error, TRAP, { value: true });
  return error;
}

/** No regular expression: V8 compiles one when it is first used, and throws a SyntaxError if too little stack is left for that. */
function isExhaustion({ name, message }: Error): boolean {
  if (name !== 'RangeError') return name === 'InternalError';
  const text = message.toLowerCase();
  return text.includes('call stack') || text.includes('stack size') || text.includes('stack depth') || text.includes('stack overflow');
}

/** Whether handlers catch what the host threw: all but traps on their way through it, running out of stack included. */
export function isCatchable(error: unknown): boolean {
  if (!isObject(error)) return true;
  return hostErrors.has(error) && (error as { [TRAP]?: true })[TRAP] !== true && !(error instanceof Error && isExhaustion(error));
}

/** The new error takes over the frames of the original: they name the WebAssembly functions. */
function caused<E extends Error>(error: E, original: Error): E {
  Object.defineProperty(error, 'cause', { value: original, configurable: true, writable: true });
  const { stack } = original;
  if (typeof stack === 'string') {
    const header = `${original.name}: ${original.message}`;
    const frames = stack.startsWith(header) ? `${error.name}: ${error.message}${stack.slice(header.length)}` : stack;
    Object.defineProperty(error, 'stack', { value: frames, configurable: true, writable: true });
  }
  return error;
}

/**
 * Maps what was thrown out of compiled code to what WebAssembly's JavaScript API throws; to be called at the boundary of an
 * exported function. Errors of the host and errors that already are WebAssembly's come back unchanged.
 *
 * - Running out of stack is a RangeError in V8, JavaScriptCore and Hermes and an InternalError in SpiderMonkey and QuickJS:
 *   RangeError "call stack exhausted".
 * - Any other RangeError is a DataView or typed array access outside the memory: RuntimeError "out of bounds memory access".
 * - A TypeError saying that something is not a function is a call through a table index that does not exist:
 *   RuntimeError "undefined element".
 * - A TypeError that speaks of null is an access to a struct or array by a null reference: RuntimeError "null reference".
 */
export function translateError(error: unknown): unknown {
  if (!(error instanceof Error) || hostErrors.has(error)) return error;
  return asTrap(trapOf(error));
}

function trapOf(error: Error): Error {
  const { name, message } = error;
  if (isExhaustion(error)) return caused(new RangeError('call stack exhausted'), error);
  if (name === 'RangeError') return caused(new RuntimeError('out of bounds memory access'), error);
  if (name === 'TypeError' && message.includes('not a function')) return caused(new RuntimeError('undefined element'), error);
  if (name === 'TypeError' && /\bnull\b/.test(message)) return caused(new RuntimeError('null reference'), error);
  return error;
}
