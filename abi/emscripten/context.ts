/** The state of one program made by Emscripten 3, and how its calls report errors. */
import type { BaseContext } from '../contract.js';
import type { GlueCode } from './carried.js';
import type { Timers } from './timers.js';
import type { Turning, waitForMain } from './turns.js';
import type { Action } from '../posix/guest-signals.js';
import { setI32, type GuestMemory } from '../posix/memory.js';
import type { Process } from '../posix/process.js';
import type { StatLayout } from '../posix/structs.js';
import { emscriptenErrno } from './errno.js';
import type { Raw } from '../../runtime-lite/func.js';
import type { Memory } from '../../runtime-lite/memory.js';

/** What the compiler found out about the module. */
export interface Config {
  /** Limits in pages where the memory is imported, else null. */
  memory: { initial: number; maximum: number | null } | null;
  /** Limits of an imported table, and the import's name. */
  table?: { name: string; initial: number; maximum: number | null };
  /** Open files it may have: this libc cannot ask for more, and with select no more fit into an fd_set. */
  openFiles: number;
  /** Whether time_t is one word (to 3.1.12), and `struct stat` as this version has it. */
  time32: boolean;
  /** Whether glue ends the program when main returns, though timers of its JavaScript still wait. */
  endsWithMain?: boolean;
  stat: StatLayout;
  /** Of a program with threads: the imports that its own thread answers for all of them, by module and name. */
  ofProcess?: [module: string, name: string][];
}

export interface Context extends BaseContext {
  config: Config;
  p: Process;
  m: GuestMemory;
  /** The module's memory, its own or the one made for it. */
  memory: Memory;
  /** Whether they are imports that the caller does not give. */
  isMemoryOurs: boolean;
  isTableOurs: boolean;
  /** Whether the caller gives no functions. */
  isAlone: boolean;
  /** Whether its main was called. */
  isRunning: boolean;
  /** Set by exit(): functions registered with atexit are to run. */
  orderly: boolean;
  /** Set by a signal handler that ran. */
  handled: boolean;
  /** Where in its file each mapping begins, by address. */
  mappings: Map<number, number>;
  /** Shared mappings of files by address, where libc keeps none itself. */
  shared?: Map<number, { readonly fd: number; readonly offset: number; readonly length: number }>;
  /** What `sigaction` was told of each signal, where libc does not keep that itself. */
  signalActions?: Map<number, Action>;
  /** What stays in the program's memory once it was asked for, by name. */
  places?: Map<string, number>;
  /** High word of the last 64-bit result. */
  tempRet0: number;
  /** Callables of exports in the raw convention, by name. */
  raw: Map<string, Raw>;
  /** The records of the functions of the program's table; null if it exports none, undefined until somebody asks. */
  table: any[] | null | undefined;
  /** Whether dynCall_* call function pointers: these may be called with other types than their own, so that all have one, or the table is not exported. Known once one was called. */
  casts?: boolean;
  /** Calls of what atexit and its kin registered. */
  readonly atExit: (() => void)[];
  /** Whether {@link preRun} is over. */
  isInitialised: boolean;
  /** What comes before the constructors. */
  readonly preRun: (() => void)[];
  /** Calls what the program's JavaScript has hung into its start and end, in order. */
  hook?: (name: string, ...values: unknown[]) => void;
  /** What calls main in a program whose main can be left and taken up again. */
  aroundMain?: (main: () => number) => number;
  /** The exit code, once it is known. */
  exitStatus?: number;
  /** There once the program asked to be called later. */
  timers?: Timers | undefined;
  /** JavaScript of the program's own, once it was called, and what then comes after main: how the program ended, if not by itself. */
  carried?: ReturnType<GlueCode>;
  turning?: Turning;
  /** Runs a main that returns a promise. */
  waitForMain?: typeof waitForMain;
  /** Told of an exit while the host's event loop turns, whose callbacks may catch it. */
  leave?: ((code: number) => void) | undefined;
  wake?: () => void;
  /** Where libc keeps the program's own thread, once that is known; the pieces of `config.ofProcess` in it; what it waits for after main. */
  main?: number;
  answers?: Raw[];
  idle?: () => (() => void) | undefined;
  /** In another thread: whether nobody joins it, whether it has come to its end, and exit(3). */
  isDetached?: boolean;
  isOver?: boolean;
  /** What the thread's function gave, though the thread goes on: it keeps itself alive. */
  threadResult?: number | undefined;
  end?: Raw;
  /** The table where it is imported. */
  ownTable?: object;
  /** C++ exceptions: the one that was thrown last, those whose handlers run, and how many are not caught yet. */
  inFlight: number;
  handling: number[];
  uncaught: number;
}

/** What libc's own functions return: -1 with errno for a negative count. */
export function libc(ctx: Context, value: number): number {
  if (value >= 0) return value;
  const errnoAt = ctx.exports.__errno_location?.() as number | undefined;
  if (errnoAt !== undefined) setI32(ctx.m, errnoAt, emscriptenErrno(-value));
  return -1;
}

/** A count, or a negative error number in the program's numbering: what `__syscall_*` return. */
export function result(value: number): number {
  return value < 0 ? -emscriptenErrno(-value) : value;
}

/** Error number of a failure, 0 of anything else: what WASI calls return. */
export function status(value: number): number {
  return value < 0 ? emscriptenErrno(-value) : 0;
}
