/** What a program does at its end, what it learns of its own use of time, and the other processes that there are not. */
import { E } from '../posix/errno.js';
import { Exit } from '../posix/exit.js';
import { isSignal } from '../posix/guest-signals.js';
import { setI32 } from '../posix/memory.js';
import { setHandler } from '../posix/signals.js';
import { clockMs, sleep } from '../posix/time.js';
import { arg, libc, type LegacyContext } from './context.js';
import { TICKS } from '../posix/sysconf.js';
import { rawExport } from './unwind.js';

type Syscall = (number: number, args: number) => number;

/** _exit(code): without what atexit registered */
export const __exit = () => (code: number): never => {
  throw new Exit(code & 0xff);
};

/** atexit(function, argument) and __cxa_atexit(function, argument, library) */
export const _atexit = (ctx: LegacyContext) => (pointer: number, argument: number): number => {
  ctx.atExit.push([pointer, argument]);
  return 0;
};
export const ___cxa_atexit = _atexit;

/** Calls what was registered, the last first. */
export function runAtExit(ctx: LegacyContext): void {
  for (let next = ctx.atExit.pop(); next !== undefined; next = ctx.atExit.pop()) {
    const [pointer, argument] = next;
    if (ctx.exports.dynCall_vi !== undefined) rawExport(ctx, 'dynCall_vi')(pointer, argument);
    else rawExport(ctx, 'dynCall_v')(pointer);
  }
}

/** clock(3): microseconds, in 32 bits */
export const _clock = () => (): number => Math.floor(clockMs(1) * 1000) | 0;

/** times(tms): the program's processor time is not known, and so is what it could be at most */
export const _times = (ctx: LegacyContext) => (at: number): number => {
  const ticks = Math.floor((clockMs(1) / 1000) * TICKS) | 0;
  [ticks, 0, 0, 0].forEach((word, i) => setI32(ctx.m, at + 4 * i, word));
  return ticks;
};

/** getrusage(who, rusage): user time and nothing else */
export const ___syscall77 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const at = arg(ctx, a, 1);
  const ms = clockMs(1);
  ctx.m.u8.fill(0, at >>> 0, (at >>> 0) + 136);
  setI32(ctx.m, at, Math.floor(ms / 1000));
  setI32(ctx.m, at + 4, Math.floor((ms % 1000) * 1000));
  return 0;
};

/** nanosleep(timespec, rest or NULL). Errors: EINTR, with the whole time as the rest. */
export const _nanosleep = (ctx: LegacyContext) => (at: number, rest: number): number => {
  const [seconds, nanoseconds] = [ctx.m.dv.getInt32(at >>> 0, true), ctx.m.dv.getInt32((at >>> 0) + 4, true)];
  const slept = sleep(ctx.p, seconds * 1000 + nanoseconds / 1e6);
  if (slept < 0 && rest !== 0) [seconds, nanoseconds].forEach((word, i) => setI32(ctx.m, rest + 4 * i, word));
  return libc(ctx, slept);
};

/** signal(number, handler): the handler before. Errors: EINVAL as SIG_ERR. */
export const _signal = (ctx: LegacyContext) => (signal: number, handler: number): number => {
  if (!isSignal(signal) || signal === 9 || signal === 19) return libc(ctx, -E.EINVAL);
  const before = ctx.p.signals.handlers.get(signal) ?? 0;
  ctx.signalActions.delete(signal);
  setHandler(ctx.p, signal, handler);
  return before;
};

/** system(command): there is no shell */
export const _system = (ctx: LegacyContext) => (command: number): number => {
  return command === 0 ? 0 : libc(ctx, -E.EAGAIN);
};

export const _execvp = (ctx: LegacyContext) => (): number => libc(ctx, -E.ENOEXEC);

/** wait4(): no child exists */
export const ___syscall114 = (): Syscall => () => -E.ECHILD;

/** Without threads nobody else holds a lock. */
export const unlocked = () => (): number => 0;

/** posix_spawn(...): an error number, for there are no other processes. */
export const _posix_spawn = () => (): number => E.ENOSYS;

/** The second word of results, where the module keeps it outside. */
export const setTempRet0 = (ctx: LegacyContext) => (word: number): void => {
  ctx.tempRet0 = word;
};
export const getTempRet0 = (ctx: LegacyContext) => (): number => ctx.tempRet0 ?? 0;
