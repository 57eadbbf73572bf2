/** JavaScript promise integration: Suspending, promising and SuspendError of the JS API, and which imports of a module may suspend. */
import { type FuncRec, recOf } from '../../runtime-lite/func.js';
import { promising as promisingFunction } from '../../runtime-lite/resume.js';
import { generatorOf, isSuspendingUsed, markSuspending, SuspendError as LiteSuspendError, suspendingHost } from '../../runtime-lite/suspending.js';
import type { CompiledModule } from './compiled.js';
import { nativeError } from './errors.js';
import { defineInterface, isObject } from './webidl.js';

/** Marks an import: its caller waits for the promise that the function returns. */
export interface Suspending {
  readonly [Symbol.toStringTag]: string;
}

/** A function that suspends was called, and not by one that returns a promise, or with JavaScript in between. */
export const SuspendError = nativeError('SuspendError', LiteSuspendError.prototype);

const where = 'WebAssembly.Suspending()';
const prototype = Object.create(Object.prototype) as Suspending;

export const Suspending = defineInterface({
  name: 'Suspending',
  prototype,
  has: (value) => isObject(value) && suspendingHost(value) !== undefined,
  length: 1,
  construct: (host: unknown) => {
    if (typeof host !== 'function') throw new TypeError(`${where}: argument 0 must be a function`);
    if (recOf(host) !== undefined) throw new TypeError(`${where}: argument 0 must not be a WebAssembly function`);
    const object = Object.create(prototype) as Suspending;
    markSuspending(object, host);
    return object;
  },
  members: {},
}) as unknown as { new (host: (...args: any[]) => unknown): Suspending; readonly prototype: Suspending };

/** The function that calls an exported one and returns a promise of its result. @throws TypeError for what is no exported function. */
export function promising(fn: unknown): Function {
  if (typeof fn !== 'function') throw new TypeError('WebAssembly.promising(): argument 0 must be a function');
  const rec = recOf(fn);
  if (rec === undefined) throw new TypeError('WebAssembly.promising(): argument 0 must be a WebAssembly exported function');
  return promisingFunction(rec);
}

const suspends = (rec: FuncRec | undefined): boolean => rec !== undefined && generatorOf(rec.raw) !== undefined;

/**
 * Names ("module.name") of the functions among the imports that may suspend; undefined if nothing in the module can: nor by what it finds in
 * tables that it has in common with others.
 */
export function suspendingImports({ imports, exports }: CompiledModule, values: readonly unknown[]): readonly string[] | undefined {
  if (!isSuspendingUsed()) return undefined;
  const functions = imports.map(({ module, name, kind }, i) => ({ name: `${module}.${name}`, kind, value: values[i] })).filter(({ kind }) => kind === 'function');
  const found = functions.filter(({ value }) => (isObject(value) && suspendingHost(value) !== undefined) || suspends(recOf(value)));
  const sharesTable = [...imports, ...exports].some(({ kind }) => kind === 'table');
  if (found.length === 0 && !sharesTable) return undefined;
  return [...new Set(found.map(({ name }) => name))].sort();
}
