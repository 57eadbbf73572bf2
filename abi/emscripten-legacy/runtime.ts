/** The life of a program: its context, its exports, its start. */
import type { Exports, Grants } from '../contract.js';
import type { Host } from '../host/host.js';
import { Exit } from '../posix/exit.js';
import { GuestMemory } from '../posix/memory.js';
import { createProcess } from '../posix/process.js';
import { Memory } from '../../runtime-lite/memory.js';
import { Table } from '../../runtime-lite/table.js';
import type { LegacyConfig, LegacyContext } from './context.js';
import { runHandler } from './signals.js';

/** The memory and table are made here, because in this ABI they are imports. Error: a preopened directory is missing. */
export function createContext(config: LegacyConfig, grants: Grants, host: Host): LegacyContext {
  const memory = new Memory({ initial: config.memoryPages, maximum: config.memoryMaximum });
  const m = new GuestMemory();
  m.follow(memory);
  m.dv.setInt32(config.dynamicTopAt, config.dynamicBase, true);
  const ctx: LegacyContext = {
    exports: {},
    config,
    p: createProcess(grants, host),
    m,
    memory,
    table: new Table({ element: 'anyfunc', initial: config.tableSize, maximum: config.tableMaximum }),
    stacks: [],
    statics: new Map(),
    signalFlags: new Map(),
    refusedProcess: false,
  };
  ctx.p.signals.run = (handler, signal) => runHandler(ctx, handler, signal);
  return ctx;
}

export function attach(ctx: LegacyContext, exports: Exports): void {
  ctx.exports = exports;
}

/** Runs the constructors and main, and flushes; the exit code. */
export function start(ctx: LegacyContext, exports: Exports): number {
  try {
    exports.runPostSets?.();
    exports.___emscripten_environ_constructor?.();
    for (const name of Object.keys(exports)) if (name.startsWith('__GLOBAL__')) exports[name]();
    const code = (exports._main as (argc: number, argv: number) => number)(ctx.p.grants.args.length, writeArguments(ctx));
    exports._fflush?.(0);
    return code & 0xff;
  } catch (error) {
    if (error instanceof Exit) return error.code & 0xff;
    throw error;
  }
}

/** argv on the program's stack: the strings, then the pointers and their NULL. */
function writeArguments(ctx: LegacyContext): number {
  const { m } = ctx;
  const alloc = ctx.exports.stackAlloc as (bytes: number) => number;
  const pointers = ctx.p.grants.args.map((text) => {
    const bytes = new TextEncoder().encode(text);
    const at = alloc(bytes.length + 1);
    m.u8.set(bytes, at);
    m.u8[at + bytes.length] = 0;
    return at;
  });
  const argv = alloc(4 * (pointers.length + 1));
  [...pointers, 0].forEach((pointer, i) => m.dv.setInt32(argv + 4 * i, pointer, true));
  return argv;
}
