/**
 * JavaScript promise integration: what all linked copies of a namespace have in common. Functions that may suspend are written twice, and
 * the second time as generators, which yield the promises that they wait for.
 */
import type { Raw } from './func.js';
import type { Realm } from './realm.js';
import type { TagRecord } from './tag.js';
import { type ErrorClass, hostThrew, makeError } from './trap.js';

/** Takes and returns words as the raw function does that it stands for; what it yields are promises and suspensions. */
export type Resumable = (...words: any[]) => Generator<any, any, any>;

/** A computation that waits to be resumed, once: a function that has not begun, or an activation, and the words that it gets first. */
export class Continuation {
  isConsumed = false;

  constructor(
    readonly start: Resumable,
    readonly activation: ReturnType<Resumable> | undefined,
    readonly bound: readonly any[],
    /** Whose registers have its results. */
    readonly realm: Realm,
  ) {}
}

/** What a computation yields that looks for the handler of a tag: words, and for `switch` the continuation that goes on in its place. */
export class Suspension {
  constructor(
    readonly tag: TagRecord,
    readonly words: readonly any[],
    readonly target: Continuation | undefined,
  ) {}
}

/** A function that suspends was called where nothing can be suspended. */
export const SuspendError = function (...args: unknown[]): Error {
  return makeError('SuspendError', args, new.target ?? SuspendError);
} as unknown as ErrorClass;

const generators = new WeakMap<Raw, Resumable>();
const hosts = new WeakMap<object, Function>();
let isUsed = false;

/** Whether there has been anything that suspends. */
export function isSuspendingUsed(): boolean {
  return isUsed;
}

/** `raw`, whose second form is `generator` from now on. */
export function withGenerator(raw: Raw, generator: Resumable): Raw {
  generators.set(raw, generator);
  isUsed = true;
  return raw;
}

/** The second form of a function that has one. */
export function generatorOf(raw: Raw): Resumable | undefined {
  return generators.get(raw);
}

/** Makes `object`, as an import, a function that waits for what `host` returns. */
export function markSuspending(object: object, host: Function): void {
  hosts.set(object, host);
  isUsed = true;
}

/** What {@link markSuspending} was told of a value. */
export function suspendingHost(value: unknown): Function | undefined {
  return hosts.get(value as object);
}

/** How many calls of functions that return promises are on the stack. */
let active = 0;

/** Runs generators until they yield or end. */
export function advance<T>(next: () => T): T {
  active++;
  try {
    return next();
  } finally {
    active--;
  }
}

/** The first form of a function that suspends. */
export function cannotSuspend(): never {
  throw hostThrew(new SuspendError(active > 0 ? 'trying to suspend JS frames' : 'trying to suspend without WebAssembly.promising'));
}
