/** The state of one program made by Go for js/wasm. */
import type { BaseContext } from '../contract.js';
import type { GuestMemory } from '../posix/memory.js';
import type { Process } from '../posix/process.js';
import type { References } from './references.js';

export interface Context extends BaseContext {
  p: Process;
  m: GuestMemory;
  values: References;
  /** What `js.Global()` gives for these names in place of the host's own. */
  globals: Map<PropertyKey, unknown>;
  go: GoObject;
  /** Timers that are to fire, by the number that the program knows them by. */
  timers: Map<number, unknown>;
  timerCount: number;
  exited: boolean;
  /** Settles `start`: the program has ended with this code. */
  finish(code: number): void;
  /** Settles `start`: what the program threw when the event loop called it. */
  fail(error: unknown): void;
}

/** A call of a Go function by JavaScript, as Go's own package syscall/js reads it. */
export interface GoEvent {
  /** Of the function; 0 tells the program that no event can come any more. */
  id: number;
  this?: unknown;
  args?: unknown[];
  /** Written by the program. */
  result?: unknown;
}

/** The object through which Go's package syscall/js reaches its host: its members' names are Go's. */
export interface GoObject {
  _pendingEvent: GoEvent | null;
  _makeFuncWrapper(id: number): (...args: unknown[]) => unknown;
}

/** Lets the program handle what happened. Error: it has ended. */
export function resume(ctx: Context): void {
  if (ctx.exited) throw new Error('the Go program has already ended');
  ctx.exports.resume();
}

/** {@link resume} from the event loop, where nobody could catch what it throws. */
export function resumeFromLoop(ctx: Context): void {
  try {
    resume(ctx);
  } catch (error) {
    ctx.fail(error);
  }
}
