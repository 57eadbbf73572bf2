/** Signals and the interval timer. Handlers are the program's function pointers, called through dynCall. */
import { E } from '../posix/errno.js';
import { Exit } from '../posix/exit.js';
import { getI32, setI32 } from '../posix/memory.js';
import { kill, raise, deliver, setAlarm, setHandler, SIG_DFL } from '../posix/signals.js';
import { readTimeval, writeTimeval } from '../posix/structs.js';
import { waitUntil } from '../posix/wait.js';
import { libc, type LegacyContext } from './context.js';
import { SA_SIGINFO, SIGACTION } from './layout.js';

/** Calls a handler: (signal, siginfo NULL, context NULL) or (signal). */
export function runHandler(ctx: LegacyContext, handler: number, signal: number): void {
  const flags = ctx.signalFlags.get(signal) ?? 0;
  if ((flags & SA_SIGINFO) !== 0) ctx.exports.dynCall_viii(handler, signal, 0, 0);
  else ctx.exports.dynCall_vi(handler, signal);
}

/** sigaction(signal, new or NULL, old or NULL). Errors: EINVAL. */
export const _sigaction = (ctx: LegacyContext) => (signal: number, act: number, old: number): number => {
  if (signal < 1 || signal > 64 || signal === 9 || signal === 19) return libc(ctx, -E.EINVAL);
  const { m, p } = ctx;
  if (old !== 0) {
    m.u8.fill(0, old >>> 0, (old >>> 0) + SIGACTION.bytes);
    setI32(m, old + SIGACTION.handler, p.signals.handlers.get(signal) ?? SIG_DFL);
    setI32(m, old + SIGACTION.flags, ctx.signalFlags.get(signal) ?? 0);
  }
  if (act !== 0) {
    ctx.signalFlags.set(signal, getI32(m, act + SIGACTION.flags));
    setHandler(p, signal, getI32(m, act + SIGACTION.handler));
  }
  return 0;
};

/** Signal sets are 128 bytes, of which two words are used. */
export const _sigemptyset = (ctx: LegacyContext) => (set: number): number => {
  ctx.m.u8.fill(0, set >>> 0, (set >>> 0) + 128);
  return 0;
};

export const _sigaddset = (ctx: LegacyContext) => (set: number, signal: number): number => {
  if (signal < 1 || signal > 64) return libc(ctx, -E.EINVAL);
  const word = set + 4 * ((signal - 1) >> 5);
  setI32(ctx.m, word, getI32(ctx.m, word) | (1 << ((signal - 1) & 31)));
  return 0;
};

/** sigprocmask(0 block, 1 unblock, 2 set; new or NULL; old or NULL). Errors: EINVAL. */
export const _sigprocmask = (ctx: LegacyContext) => (how: number, set: number, old: number): number => {
  const { m } = ctx;
  const s = ctx.p.signals;
  if (old !== 0) {
    m.u8.fill(0, old >>> 0, (old >>> 0) + 128);
    setI32(m, old, s.maskLow);
    setI32(m, old + 4, s.maskHigh);
  }
  if (set === 0) return 0;
  const low = getI32(m, set);
  const high = getI32(m, set + 4);
  if (how < 0 || how > 2) return libc(ctx, -E.EINVAL);
  s.maskLow = how === 0 ? s.maskLow | low : how === 1 ? s.maskLow & ~low : low;
  s.maskHigh = how === 0 ? s.maskHigh | high : how === 1 ? s.maskHigh & ~high : high;
  return 0;
};

/**
 * sigsuspend(mask): waits for a signal that the mask lets through; always -1 and EINTR. A program that was refused its
 * child processes would wait for them for ever: it ends instead.
 */
export const _sigsuspend = (ctx: LegacyContext) => (mask: number): number => {
  if (ctx.refusedProcess) throw new Exit(1);
  const s = ctx.p.signals;
  const { maskLow, maskHigh } = s;
  s.maskLow = getI32(ctx.m, mask);
  s.maskHigh = getI32(ctx.m, mask + 4);
  try {
    return libc(ctx, waitUntil(ctx.p, Infinity, () => 0));
  } finally {
    s.maskLow = maskLow;
    s.maskHigh = maskHigh;
  }
};

/** kill(pid, signal): to itself, or to a process that runs this same program. Errors: EPERM, ESRCH, EINVAL. */
export const _kill = (ctx: LegacyContext) => (pid: number, signal: number): number => libc(ctx, kill(ctx.p, pid, signal));

export const _raise = (ctx: LegacyContext) => (signal: number): number => {
  raise(ctx.p, signal);
  deliver(ctx.p);
  return 0;
};

/** setitimer(which, new, old or NULL): the real-time timer. Errors: EINVAL for another. */
export const _setitimer = (ctx: LegacyContext) => (which: number, value: number, old: number): number => {
  if (which !== 0) return libc(ctx, -E.EINVAL);
  const before = setAlarm(ctx.p, readTimeval(ctx.m, value + 8), readTimeval(ctx.m, value));
  if (old !== 0) {
    writeTimeval(ctx.m, old, before.every);
    writeTimeval(ctx.m, old + 8, before.left);
  }
  return 0;
};
