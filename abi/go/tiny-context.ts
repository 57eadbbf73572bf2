/** The state of one program made by TinyGo for js/wasm. Its context is WASI's, and this is found through it. */
import type { BaseContext } from '../contract.js';
import { Exit } from '../posix/exit.js';
import { GuestMemory } from '../posix/memory.js';
import type { Process } from '../posix/process.js';
import type { GoEvent, GoObject } from './context.js';
import { guardedFetch } from './globals.js';
import { References } from './references.js';

export interface WasiContext extends BaseContext {
  p: Process;
  m: GuestMemory;
}

/** What one program holds. */
export interface Tiny {
  values: References;
  /** Room for one reference that comes or goes as two words. */
  box: GuestMemory;
  globals: Map<PropertyKey, unknown>;
  exited: boolean;
  /** The program has ended with this code. */
  finish(code: number): void;
  /** What the program threw when the event loop called it. */
  fail(error: unknown): void;
}

const programs = new WeakMap<BaseContext, Tiny>();

/** Calls into the program; false if it ended there. */
export function enter(tiny: Tiny, call: () => void): boolean {
  try {
    call();
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    tiny.finish(error.code);
  }
  return !tiny.exited;
}

export function tinyOf(ctx: WasiContext): Tiny {
  const known = programs.get(ctx);
  if (known !== undefined) return known;
  const go: GoObject = {
    _pendingEvent: null,
    _makeFuncWrapper(id) {
      return function (this: unknown, ...args: unknown[]): unknown {
        if (tiny.exited) throw new Error('the Go program has already ended');
        const event: GoEvent = { id, this: this, args };
        go._pendingEvent = event;
        enter(tiny, () => ctx.exports.resume());
        return event.result;
      };
    },
  };
  const box = new GuestMemory();
  box.dv = new DataView(new ArrayBuffer(8));
  const tiny: Tiny = {
    values: new References(globalThis, go),
    box,
    globals: new Map<PropertyKey, unknown>([['fetch', guardedFetch(ctx.p)]]),
    exited: false,
    finish: (code) => {
      tiny.exited = true;
      throw new Exit(code);
    },
    fail: (error) => {
      throw error;
    },
  };
  programs.set(ctx, tiny);
  return tiny;
}
