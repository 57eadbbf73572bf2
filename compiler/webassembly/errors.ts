/** Error objects of the JavaScript API: shaped like the language's own NativeErrors. */
import { LinkError as LiteLinkError, RuntimeError as LiteRuntimeError } from '../../runtime-lite/trap.js';
import { isObject } from './webidl.js';

/** A constructor like `TypeError`: may be called without `new`. */
export interface ErrorClass {
  new (message?: string, options?: { cause?: unknown }): Error;
  (message?: string, options?: { cause?: unknown }): Error;
  readonly prototype: Error;
}

export function nativeError(name: string, prototype: object): ErrorClass {
  function NativeError(message?: unknown, ...options: unknown[]): object {
    const target = (new.target ?? NativeError) as Function;
    const error = Reflect.construct(Error, [message, ...options], target) as object;
    if (!isObject(target.prototype)) Object.setPrototypeOf(error, prototype);
    return error;
  }
  Object.setPrototypeOf(NativeError, Error);
  Object.defineProperty(NativeError, 'name', { value: name, configurable: true });
  Object.defineProperty(NativeError, 'prototype', { value: prototype, writable: false });
  Object.setPrototypeOf(prototype, Error.prototype);
  for (const [key, value] of [['constructor', NativeError], ['name', name], ['message', '']] as const) {
    Object.defineProperty(prototype, key, { value, configurable: true, writable: true, enumerable: false });
  }
  return NativeError as unknown as ErrorClass;
}

/** The module's bytes are malformed, invalid or use what the compiler does not support. */
export const CompileError = nativeError('CompileError', {});
/** An import does not fit: also thrown by compiled code, whose errors have the same prototype. */
export const LinkError = nativeError('LinkError', LiteLinkError.prototype);
/** A trap. */
export const RuntimeError = nativeError('RuntimeError', LiteRuntimeError.prototype);
