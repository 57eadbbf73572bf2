/** Signals and the interval timer. Handlers are the program's function pointers, called through dynCall. */
import { E } from '../posix/errno.js';
import { Exit } from '../posix/exit.js';
import { callHandler, fillSet, isSignal, putInSet, setAction, setMask, setTimer, SIGINFO_BYTES, suspend } from '../posix/guest-signals.js';
import { deliver, kill, raise } from '../posix/signals.js';
import { libc, staticBytes, type LegacyContext } from './context.js';

/** Calls a handler: (signal, siginfo, context NULL) or (signal). */
export function runHandler(ctx: LegacyContext, handler: number, signal: number): void {
  callHandler(ctx.p, ctx.m, ctx.signalActions, signal, () => staticBytes(ctx, 'siginfo', SIGINFO_BYTES), (...args) => ctx.exports[args.length === 1 ? 'dynCall_vi' : 'dynCall_viii'](handler, ...args));
}

/** sigaction(signal, new or NULL, old or NULL). Errors: EINVAL. */
export const _sigaction = (ctx: LegacyContext) => (signal: number, act: number, old: number): number =>
  libc(ctx, setAction(ctx.p, ctx.m, ctx.signalActions, signal, act, old));

export const _sigemptyset = (ctx: LegacyContext) => (set: number): number => fillSet(ctx.m, set, 0);

export const _sigaddset = (ctx: LegacyContext) => (set: number, signal: number): number => libc(ctx, putInSet(ctx.m, set, signal, true));

/** sigprocmask(0 block, 1 unblock, 2 set; new or NULL; old or NULL). Errors: EINVAL. */
export const _sigprocmask = (ctx: LegacyContext) => (how: number, set: number, old: number): number => libc(ctx, setMask(ctx.p, ctx.m, how, set, old));

/**
 * sigsuspend(mask): waits for a signal that the mask lets through; always -1 and EINTR. A program that was refused its
 * child processes would wait for them for ever: it ends instead.
 */
export const _sigsuspend = (ctx: LegacyContext) => (mask: number): number => {
  if (ctx.refusedProcess) throw new Exit(1);
  return libc(ctx, suspend(ctx.p, ctx.m, mask));
};

/** kill(pid, signal): to itself, or to a process that runs this same program. Errors: EPERM, ESRCH, EINVAL. */
export const _kill = (ctx: LegacyContext) => (pid: number, signal: number): number => libc(ctx, kill(ctx.p, pid, signal));

export const _raise = (ctx: LegacyContext) => (signal: number): number => {
  if (!isSignal(signal)) return libc(ctx, -E.EINVAL);
  raise(ctx.p, signal);
  deliver(ctx.p);
  return 0;
};

/** setitimer(which, new, old or NULL): the real-time timer. Errors: EINVAL for another. */
export const _setitimer = (ctx: LegacyContext) => (which: number, value: number, old: number): number => libc(ctx, setTimer(ctx.p, ctx.m, which, value, old));
