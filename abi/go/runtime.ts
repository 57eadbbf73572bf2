/** Life of a program made by Go for js/wasm: state, start, events, end. */
import type { Exports, Grants } from '../contract.js';
import type { Host } from '../host/host.js';
import { withScratch } from '../host/scratch.js';
import { GuestMemory, setI64 } from '../posix/memory.js';
import { createProcess } from '../posix/process.js';
import { encodeText } from '../posix/text.js';
import { hostProcess } from '../host/host.js';
import { resume, resumeFromLoop, type Context, type GoEvent, type GoObject } from './context.js';
import { fileSystem } from './fs.js';
import { guardedFetch, pathObject, processObject } from './globals.js';
import { taskQueue } from './later.js';
import { References } from './references.js';

/** Nothing of the module runs here. */
export function createContext(_config: unknown, grants: Grants, host: Host): Context {
  const p = createProcess(withScratch(grants, host, ['/tmp']), host);
  const go: GoObject = {
    _pendingEvent: null,
    _makeFuncWrapper(id) {
      return function (this: unknown, ...args: unknown[]): unknown {
        const event: GoEvent = { id, this: this, args };
        go._pendingEvent = event;
        resume(ctx);
        return event.result;
      };
    },
  };
  const later = taskQueue((task) => {
    if (ctx.exited) return;
    try {
      task();
    } catch (error) {
      ctx.fail(error);
    }
  });
  const ctx: Context = {
    exports: {},
    p,
    m: new GuestMemory(),
    values: new References(globalThis, go),
    globals: new Map<PropertyKey, unknown>([['fs', fileSystem(p, later)], ['process', processObject(p)], ['path', pathObject(p)], ['fetch', guardedFetch(p)]]),
    go,
    timers: new Map(),
    timerCount: 0,
    exited: false,
    finish: () => undefined,
    fail: (error) => {
      throw error;
    },
  };
  return ctx;
}

export function attach(ctx: Context, exports: Exports): void {
  ctx.exports = exports;
  ctx.m.follow(exports.mem);
}

/** Where Go's linker leaves room for arguments and environment, and where its own data may begin. */
const ARGUMENTS = 4096;
const DATA = 4096 + 8192;

/**
 * Stores strings, and a list of their addresses for argv, NULL, environment, NULL; the address of the list.
 * Error: they do not fit.
 */
function storeArguments(m: GuestMemory, args: readonly string[], env: readonly string[]): number {
  let top = ARGUMENTS;
  const reserve = (size: number): number => {
    const at = top;
    top += (size + 7) & ~7;
    if (top > DATA) throw new Error(`the arguments and the environment of the program are too long: ${DATA - ARGUMENTS} bytes at most`);
    return at;
  };
  const pointers = [...args, undefined, ...env, undefined].map((text) => {
    if (text === undefined) return 0;
    const bytes = encodeText(`${text}\0`);
    const at = reserve(bytes.length);
    m.u8.set(bytes, at);
    return at;
  });
  const list = reserve(8 * pointers.length);
  pointers.forEach((pointer, i) => setI64(m, list + 8 * i, pointer));
  return list;
}

/** Tells the program that nothing can happen any more, when the host's event loop has run dry: it reports a deadlock and ends. */
function watchDeadlock(ctx: Context): () => void {
  const process = hostProcess();
  const report = (): void => {
    ctx.go._pendingEvent = { id: 0 };
    resumeFromLoop(ctx);
  };
  process?.once?.('beforeExit', report);
  return () => void process?.off?.('beforeExit', report);
}

/** Starts the program; its exit code, when it has ended. */
export function start(ctx: Context, exports: Exports): Promise<number> {
  const { args, env } = ctx.p.grants;
  const variables = Object.keys(env).sort().map((name) => `${name}=${env[name]}`);
  return new Promise<number>((resolve, reject) => {
    const stopWatching = watchDeadlock(ctx);
    const end = (settle: () => void): void => {
      ctx.exited = true;
      stopWatching();
      for (const timer of ctx.timers.values()) clearTimeout(timer as number);
      ctx.timers.clear();
      settle();
    };
    ctx.finish = (code) => end(() => resolve(code));
    ctx.fail = (error) => end(() => reject(error));
    try {
      exports.run(args.length, storeArguments(ctx.m, args, variables));
    } catch (error) {
      ctx.fail(error);
    }
  });
}
