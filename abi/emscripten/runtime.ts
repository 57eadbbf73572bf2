/** Life of a program made by Emscripten 3: state, start, signals, end. */
import type { Exports, Grants, Imports } from '../contract.js';
import type { Host } from '../host/host.js';
import { withScratch } from '../host/scratch.js';
import { Exit } from '../posix/exit.js';
import { cString, GuestMemory, setI32, writeCString } from '../posix/memory.js';
import { createProcess, type Process } from '../posix/process.js';
import { SIGALRM } from '../posix/constants.js';
import { setHandler } from '../posix/signals.js';
import { encodeText } from '../posix/text.js';
import { clockMs, sleep } from '../posix/time.js';
import { makeMemory, type Memory } from '../../runtime-lite/memory.js';
import { RuntimeError } from '../../runtime-lite/trap.js';
import type { Config, Context } from './context.js';
import { uncaughtMessage } from './exceptions.js';
import { LongJump, rawExport } from './unwind.js';

/** Nothing of the module runs here. Where the module imports its memory or table and the caller does not give it, it is made here. */
export function createContext(config: Config, grants: Grants, host: Host, given: Imports = {}): Context {
  const limits = config.memory;
  const own = given.env?.memory ?? (limits === null ? undefined : makeMemory(limits.initial, limits.maximum ?? undefined));
  const table = config.table && given.env?.[config.table.name];
  const p = createProcess(withScratch(grants, host, ['/tmp', '/home/web_user']), host);
  p.fds.limit = config.openFiles;
  return {
    exports: {},
    config,
    p,
    m: new GuestMemory(),
    memory: own as Memory,
    isMemoryOurs: own !== undefined && own !== given.env?.memory,
    isTableOurs: config.table !== undefined && table === undefined,
    isAlone: !Object.values(given).some((values) => Object.values(values ?? {}).some((value) => typeof value === 'function')),
    isRunning: false,
    isInitialised: false,
    orderly: false,
    handled: false,
    mappings: new Map(),
    tempRet0: 0,
    raw: new Map(),
    table: undefined,
    ...(table === undefined ? {} : { ownTable: table as object }),
    atExit: [],
    preRun: [],
    inFlight: 0,
    handling: [],
    uncaught: 0,
  };
}

/** A library's constructors, by the names that versions and linkers have given them. */
const CONSTRUCTORS = ['__wasm_call_ctors', '_initialize'];

/**
 * What was made here for an import is shown as if the module exported it. A library's constructors run here, once, if all that they can call
 * is here, too: a caller that gives functions may have to make itself ready for them first, as glue does.
 */
export function attach(ctx: Context, exports: Exports): Exports {
  ctx.exports = exports;
  ctx.memory ??= exports.memory as Memory;
  ctx.m.follow(ctx.memory);
  const constructors = ctx.isAlone && ctx.thread === undefined && !ENTRIES.some((entry) => exports[entry] !== undefined) ? CONSTRUCTORS.filter((one) => typeof exports[one] === 'function') : [];
  const made = Object.entries({ memory: ctx.isMemoryOurs ? ctx.memory : undefined, __indirect_function_table: ctx.isTableOurs ? ctx.ownTable : undefined });
  const added = made.filter(([key, object]) => object !== undefined && exports[key] === undefined);
  if (constructors.length > 0) prepare(ctx);
  for (const constructor of constructors) exports[constructor]();
  if (constructors.length + added.length === 0) return exports;
  const shown = Object.create(null) as Exports;
  for (const name of Object.keys(exports)) shown[name] = constructors.includes(name) ? () => undefined : exports[name];
  Object.assign(shown, Object.fromEntries(added));
  return (ctx.exports = Object.freeze(shown));
}

/** Exports that run the program. */
const ENTRIES = ['main', '__main_argc_argv', '__main_void', '_start'];

/** Signals that are passed on to the program: SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGTERM, SIGWINCH, with whether ignoring them is the default. */
const FORWARDED: Array<[number, boolean]> = [[1, false], [2, false], [3, false], [10, false], [12, false], [15, false], [28, true]];

/**
 * The program's handlers are known to its own libc only, and reached through its export `raise`, which does nothing for a
 * signal without a handler. So a program that exports `raise` gets the signals, and one whose handler was not seen to run
 * ends by the default action. (A signal that it ignores, or handles with SA_SIGINFO, cannot be told from one that it has no handler for.)
 * Without the export all signals act by default. An alarm is the program's own: it never ends one.
 */
function forwardSignals(ctx: Context): void {
  const { raise, _emscripten_timeout: timeout } = ctx.exports;
  if (typeof raise !== 'function' && typeof timeout !== 'function') return;
  ctx.p.signals.run = (_handler, signal) => {
    // This libc knows itself what a signal without a handler does.
    if (signal === SIGALRM && typeof timeout === 'function') return void timeout(0, clockMs(1));
    ctx.handled = false;
    raise(signal);
    if (!ctx.handled && signal !== SIGALRM && !FORWARDED.some(([number, harmless]) => harmless && number === signal)) throw new Exit(128 + signal);
  };
  const passOn = 2;
  setHandler(ctx.p, SIGALRM, passOn);
  if (typeof raise === 'function') for (const [signal] of FORWARDED) setHandler(ctx.p, signal, passOn);
}

const canStore = ({ exports }: Context): boolean => exports.stackAlloc !== undefined || exports._emscripten_stack_alloc !== undefined;

/** Puts argv onto the program's stack: its address. */
function storeArguments(ctx: Context): number {
  const { args } = ctx.p.grants;
  const allocate = rawExport(ctx, 'stackAlloc') as (size: number) => number;
  const pointers = args.map((text) => {
    const at = allocate(encodeText(text).length + 1);
    writeCString(ctx.m, at, text);
    return at;
  });
  const argv = allocate(4 * (args.length + 1));
  [...pointers, 0].forEach((at, i) => setI32(ctx.m, argv + 4 * i, at));
  return argv;
}

/** Tells the checks of -sSTACK_OVERFLOW_CHECK where the stack is; without it every call overflows. */
function initialiseStack({ exports }: Context): void {
  exports.emscripten_stack_init?.();
  if (exports.emscripten_stack_get_base !== undefined) exports.__set_stack_limits?.(exports.emscripten_stack_get_base(), exports.emscripten_stack_get_end());
}

/** All that comes before the constructors. */
function prepare(ctx: Context): void {
  initialiseStack(ctx);
  for (const call of ctx.preRun) call();
  ctx.isInitialised = true;
}

/** What starts main in a thread of its own (-sPROXY_TO_PTHREAD). */
const proxied = (exports: Exports): Function | undefined => exports.emscripten_proxy_main ?? exports._emscripten_proxy_main;

/** Whether the program ends with main, though other threads may run: what -sEXIT_RUNTIME says. Otherwise they come to their end, as under glue. */
const isOver = ({ config, exports, timers }: Context): boolean => config.endsWithMain === true && !timers?.isAlive && proxied(exports) === undefined;

/** A promise where the program waits for some. */
function runMain(ctx: Context): number | Promise<number> {
  const { exports } = ctx;
  prepare(ctx);
  exports.__wasm_call_ctors?.();
  ctx.hook?.('onRuntimeInitialized');
  const main = proxied(exports) ?? exports.main ?? exports.__main_argc_argv ?? exports.__main_void;
  if (main === undefined) {
    // A library has nothing to run but its constructors.
    exports._start?.();
    return 0;
  }
  // Without parameters it does not ask for them; and the linker leaves no way to make room where main does not read them.
  const args: [number, number] | [] = main.length === 0 ? [] : canStore(ctx) ? [ctx.p.grants.args.length, storeArguments(ctx)] : [0, 0];
  const call = (): any => main(...args) ?? 0;
  return ctx.aroundMain === undefined ? call() : ctx.aroundMain(call);
}

export interface End {
  readonly code: number;
  /** Whether exit or _exit was called. */
  readonly exited: boolean;
}

/** What a call gives (0 if nothing), or the code of the exit it ended in. */
export function ending(ctx: Context, call: () => number | void): End {
  try {
    return { code: call() ?? 0, exited: false };
  } catch (error) {
    if (error instanceof Exit) return { code: error.code, exited: true };
    if (ctx.timers !== undefined && error === ctx.timers.unwinding) return { code: 0, exited: false };
    const uncaught = uncaughtMessage(ctx, error, (at) => cString(ctx.m, at));
    if (uncaught !== undefined) throw new RuntimeError(uncaught);
    if (error instanceof LongJump) throw new RuntimeError('the program jumped to a place that it had left (longjmp)');
    throw error;
  }
}

/** Waits for the alarm, whose handler runs meanwhile; undefined if none is set. */
function alarm(p: Process): (() => void) | undefined {
  const { alarmAt } = p.signals;
  return alarmAt === Infinity ? undefined : () => void sleep(p, Math.max(1, alarmAt - Date.now()));
}

/** Waits for what is to be called next and calls it, unless there is nothing any more. Other threads may end the program while this one waits. */
function goOn(ctx: Context): End | undefined {
  let call: (() => void) | undefined;
  const waited = ending(ctx, () => void (call = (ctx.timers?.isAlive && (ctx.timers.next(ctx.p) ?? alarm(ctx.p))) || (isOver(ctx) ? undefined : ctx.idle?.())));
  if (call === undefined) return waited.exited ? waited : undefined;
  return ending(ctx, call);
}

/** Calls main, what it wants to be called later, then the functions registered with atexit and the flushing of stdio; the exit code. */
export function start(ctx: Context, exports: Exports): number | Promise<number> {
  ctx.isRunning = true;
  forwardSignals(ctx);
  const { waitForMain } = ctx;
  if (waitForMain !== undefined) return waitForMain(ctx, () => runMain(ctx), (call) => ending(ctx, call)).then((end) => afterMain(ctx, exports, end));
  return afterMain(ctx, exports, ending(ctx, () => (runMain(ctx) as number) & 0xff));
}

function afterMain(ctx: Context, exports: Exports, first: End): number | Promise<number> {
  let end = first;
  if (!end.exited && !ctx.config.endsWithMain) ctx.hook?.('postRun');
  if (!end.exited && ctx.turning !== undefined && !isOver(ctx)) {
    return ctx.turning(ctx, (call) => ending(ctx, call), () => isOver(ctx)).then((later) => tearDown(ctx, exports, later ?? end));
  }
  while (!end.exited) {
    const later = goOn(ctx);
    if (later === undefined) break;
    if (later.exited) end = later;
  }
  return tearDown(ctx, exports, end);
}

function tearDown(ctx: Context, exports: Exports, { code, exited }: End): number {
  const last = exited && !ctx.orderly ? code : ending(ctx, () => {
    // A program that waits for calls is not torn down, not even by exit(): so glue sees it.
    if (!ctx.timers?.isAlive) {
      for (let call = ctx.atExit.pop(); call !== undefined; call = ctx.atExit.pop()) call();
      exports.__funcs_on_exit?.();
    }
    if (exports.__stdio_exit !== undefined) exports.__stdio_exit();
    else exports.fflush?.(0);
    return code;
  }).code;
  ctx.exitStatus = last;
  if (ctx.config.endsWithMain) ctx.hook?.('onExit', last);
  return last;
}
