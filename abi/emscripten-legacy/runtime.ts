/** The life of a program: its context, its exports, its start. */
import type { Exports, Grants, Imports } from '../contract.js';
import type { Host } from '../host/host.js';
import { withScratch } from '../host/scratch.js';
import { Exit } from '../posix/exit.js';
import { cString, GuestMemory } from '../posix/memory.js';
import { createProcess } from '../posix/process.js';
import { encodeText } from '../posix/text.js';
import { makeMemory, type Memory } from '../../runtime-lite/memory.js';
import { makeTable, type Table } from '../../runtime-lite/table.js';
import { RuntimeError } from '../../runtime-lite/trap.js';
import type { LegacyConfig, LegacyContext } from './context.js';
import { runAtExit } from './lifetime.js';
import { runHandler } from './signals.js';
import { CppException, LongJump } from './unwind.js';

/** The memory and table are made here, unless the caller gives them, because in this ABI they are imports. Error: a preopened directory is missing. */
export function createContext(config: LegacyConfig, grants: Grants, host: Host, given: Imports = {}): LegacyContext {
  const memory = (given.env?.memory as Memory | undefined) ?? makeMemory(config.memoryPages, config.memoryMaximum);
  const m = new GuestMemory();
  m.follow(memory);
  m.dv.setInt32(config.dynamicTopAt, config.dynamicBase, true);
  const ctx: LegacyContext = {
    exports: {},
    config,
    p: createProcess(withScratch(grants, host, ['/tmp', '/home/web_user']), host),
    m,
    memory,
    table: (given.env?.table as Table | undefined) ?? (makeTable('F', config.tableSize, config.tableMaximum, null).object as Table),
    stacks: [],
    statics: new Map(),
    signalActions: new Map(),
    refusedProcess: false,
    raw: new Map(),
    thrown: new Map(),
    inFlight: 0,
    handling: [],
    uncaught: 0,
    atExit: [],
  };
  ctx.p.signals.run = (handler, signal) => runHandler(ctx, handler, signal);
  return ctx;
}

/** What was made here for the module's imports is shown as if it exported that. */
export function attach(ctx: LegacyContext, exports: Exports): Exports {
  const shown = Object.create(null) as Exports;
  for (const name of Object.keys(exports)) shown[name] = exports[name];
  shown.memory ??= ctx.memory;
  shown.table ??= ctx.table;
  return (ctx.exports = Object.freeze(shown));
}

/** Runs the constructors, main, what atexit registered, and flushes; the exit code. */
export function start(ctx: LegacyContext, exports: Exports): number {
  const code = codeOf(ctx, () => {
    exports.runPostSets?.();
    exports.___emscripten_environ_constructor?.();
    for (const name of Object.keys(exports)) if (/^__(?:GLOBAL__|_cxx_global_)/.test(name)) exports[name]();
    const value = (exports._main as (argc: number, argv: number) => number)(ctx.p.grants.args.length, writeArguments(ctx));
    runAtExit(ctx);
    exports._fflush?.(0);
    return value ?? 0;
  });
  return code & 0xff;
}

/** What a call gives, or the code of the exit it ended in. */
function codeOf(ctx: LegacyContext, call: () => number): number {
  try {
    return call();
  } catch (error) {
    if (error instanceof Exit) return error.code;
    if (error instanceof CppException) {
      const type = ctx.thrown.get(error.at)?.type ?? 0;
      throw new RuntimeError(`the program ended by an uncaught C++ exception of type ${type === 0 ? 'unknown' : cString(ctx.m, ctx.m.dv.getInt32(type + 4, true))}`);
    }
    if (error instanceof LongJump) throw new RuntimeError('the program jumped to a place that it had left (longjmp)');
    throw error;
  }
}

/** argv on the program's stack: the strings, then the pointers and their NULL. */
function writeArguments(ctx: LegacyContext): number {
  const { m } = ctx;
  const alloc = ctx.exports.stackAlloc as (bytes: number) => number;
  const pointers = ctx.p.grants.args.map((text) => {
    const bytes = encodeText(text);
    const at = alloc(bytes.length + 1);
    m.u8.set(bytes, at);
    m.u8[at + bytes.length] = 0;
    return at;
  });
  const argv = alloc(4 * (pointers.length + 1));
  [...pointers, 0].forEach((pointer, i) => m.dv.setInt32(argv + 4 * i, pointer, true));
  return argv;
}
