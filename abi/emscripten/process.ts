/** Start and end, arguments and environment, memory, signals, random numbers. */
import { E } from '../posix/errno.js';
import { Exit } from '../posix/exit.js';
import { bytesAt, cString, setI32, writeCString } from '../posix/memory.js';
import { deliver } from '../posix/signals.js';
import { fillRandom, Stdio } from '../posix/stdio.js';
import { encodeText } from '../posix/text.js';
import { RuntimeError } from '../../runtime-lite/trap.js';
import { libc, result, type Context } from './context.js';
import { pointed } from './unwind.js';

/** exit(3): ends the program after its atexit functions. */
export function exit(ctx: Context) {
  return (code: number): never => {
    ctx.orderly = true;
    return proc_exit(ctx)(code);
  };
}

/** exit(3), whatever the program still waits for. */
export function emscripten_force_exit(ctx: Context) {
  return (code: number): never => {
    ctx.timers = undefined;
    return exit(ctx)(code);
  };
}

/** _exit(2). */
export function proc_exit(ctx: Context) {
  return (code: number): never => {
    ctx.leave?.(code & 0xff);
    throw new Exit(code & 0xff);
  };
}

export function abort(_ctx: Context) {
  return (): never => {
    throw new RuntimeError('the program called abort()');
  };
}

/** What assert() calls when it fails. */
export function __assert_fail(ctx: Context) {
  return (condition: number, file: number, line: number, name: number): never => {
    const where = `${file ? cString(ctx.m, file) : 'unknown file'}:${line}${name ? `, ${cString(ctx.m, name)}` : ''}`;
    const text = `Assertion failed: ${cString(ctx.m, condition)} (${where})`;
    const bytes = encodeText(`${text}\n`);
    new Stdio(ctx.p.host, 2).write(bytes, 0, bytes.length);
    throw new RuntimeError(text);
  };
}

function environment(ctx: Context): string[] {
  return Object.entries(ctx.p.grants.env).map(([name, value]) => `${name}=${value}`);
}

/** Stores how many strings there are, and how many bytes with their NULs. */
function sizes(ctx: Context, strings: string[], countAt: number, sizeAt: number): number {
  setI32(ctx.m, countAt, strings.length);
  setI32(ctx.m, sizeAt, strings.reduce((sum, text) => sum + encodeText(text).length + 1, 0));
  return 0;
}

/** Writes strings one after another from `textAt`, and their addresses from `pointersAt`. */
function strings(ctx: Context, list: string[], pointersAt: number, textAt: number): number {
  let at = textAt;
  list.forEach((text, i) => {
    setI32(ctx.m, pointersAt + 4 * i, at);
    at += writeCString(ctx.m, at, text) + 1;
  });
  return 0;
}

export function environ_sizes_get(ctx: Context) {
  return (countAt: number, sizeAt: number): number => sizes(ctx, environment(ctx), countAt, sizeAt);
}

export function environ_get(ctx: Context) {
  return (pointersAt: number, textAt: number): number => strings(ctx, environment(ctx), pointersAt, textAt);
}

export function args_sizes_get(ctx: Context) {
  return (countAt: number, sizeAt: number): number => sizes(ctx, ctx.p.grants.args, countAt, sizeAt);
}

export function args_get(ctx: Context) {
  return (pointersAt: number, textAt: number): number => strings(ctx, ctx.p.grants.args, pointersAt, textAt);
}

/** Calls a handler of the program from its own raise(). */
export function __call_sighandler(ctx: Context) {
  return (handler: number, signal: number): void => {
    ctx.handled = true;
    pointed(ctx, handler, 'vi')(signal);
  };
}

export function setTempRet0(ctx: Context) {
  return (word: number): void => {
    ctx.tempRet0 = word;
  };
}

export function getTempRet0(ctx: Context) {
  return (): number => ctx.tempRet0;
}

/** getentropy(3). */
export function getentropy(ctx: Context) {
  return (at: number, length: number): number => {
    fillRandom(bytesAt(ctx.m, at, length));
    return 0;
  };
}

export function random_get(ctx: Context) {
  return getentropy(ctx);
}

export function sched_yield(ctx: Context) {
  return (): number => {
    deliver(ctx.p);
    return 0;
  };
}

/** Tells where the main program's own handle is, which nothing here asks for. */
export function _dlinit(_ctx: Context) {
  return (_mainHandle: number): void => undefined;
}

/** There is nothing to load at run time: dlopen fails. */
export function _dlopen_js(_ctx: Context) {
  return (_handle: number): number => 0;
}

export function _dlsym_js(_ctx: Context) {
  return (_handle: number, _name: number): number => 0;
}

/** Timers do not keep the program alive: it ends when main does. */
export function _emscripten_runtime_keepalive_clear(_ctx: Context) {
  return (): void => undefined;
}

export function _emscripten_get_progname(ctx: Context) {
  return (at: number, size: number): void => void writeCString(ctx.m, at, ctx.p.grants.args[0] ?? '', size);
}

/** The bytes that were written. */
export function emscripten_get_module_name(ctx: Context) {
  return (at: number, size: number): number => writeCString(ctx.m, at, ctx.p.grants.args[0] ?? '', size);
}

/** system(3): there is no shell, which a null pointer asks. */
export function _emscripten_system(_ctx: Context) {
  return (command: number): number => (command === 0 ? 0 : result(-E.ENOSYS));
}

/** The same where it is libc's own function: up to 3.1.28. */
export function system(ctx: Context) {
  return (command: number): number => (command === 0 ? 0 : libc(ctx, -E.ENOSYS));
}

export function emscripten_num_logical_cores(ctx: Context) {
  return (): number => ctx.p.host.os?.cpus().length || 1;
}

/** Whether the program was made to be suspended, which it need not be here. */
export function emscripten_has_asyncify(ctx: Context) {
  return (): number => (ctx.exports.asyncify_start_unwind === undefined ? 0 : 1);
}

export function emscripten_random(_ctx: Context) {
  return (): number => Math.fround(Math.random());
}

/** What the checks of -sSTACK_OVERFLOW_CHECK call. */
export function __handle_stack_overflow(_ctx: Context) {
  return (): never => {
    throw new RuntimeError("the program's stack overflowed");
  };
}

/** What the checks of -sSAFE_HEAP call. */
export function segfault(_ctx: Context) {
  return (): never => {
    throw new RuntimeError('the program used an address outside of its memory');
  };
}

export function alignfault(_ctx: Context) {
  return (): never => {
    throw new RuntimeError('the program used an address that is not aligned');
  };
}
