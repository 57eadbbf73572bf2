/** Signals where libc leaves them to JavaScript: up to 1.39. Glue has only SIGALRM; here they are those of the system. */
import { callHandler, fillSet, isInSet, isSignal, putInSet, setAction, setMask, setTimer, SIGINFO_BYTES, suspend, writeSet, type Action } from '../posix/guest-signals.js';
import { deliver, kill as send, raise as add, setAlarm, setHandler } from '../posix/signals.js';
import { E } from '../posix/errno.js';
import { writeTimeval } from '../posix/structs.js';
import { waitUntil } from '../posix/wait.js';
import { libc, type Context } from './context.js';
import { place } from './place.js';
import { pointed } from './unwind.js';

/** What sigaction was told, by signal; from now on handlers run. */
function actionsOf(ctx: Context): Map<number, Action> {
  if (ctx.signalActions === undefined) {
    const actions = (ctx.signalActions = new Map<number, Action>());
    ctx.p.signals.run = (handler, signal) => callHandler(ctx.p, ctx.m, actions, signal, () => place(ctx, 'siginfo', SIGINFO_BYTES), pointed(ctx, handler, 'vi'));
  }
  return ctx.signalActions;
}

export function sigaction(ctx: Context) {
  return (signal: number, act: number, old: number): number => libc(ctx, setAction(ctx.p, ctx.m, actionsOf(ctx), signal, act, old));
}

/** signal(signal, handler): the old handler, or SIG_ERR. */
export function signal(ctx: Context) {
  return (number: number, handler: number): number => {
    if (!isSignal(number)) return libc(ctx, -E.EINVAL);
    actionsOf(ctx).delete(number);
    return setHandler(ctx.p, number, handler);
  };
}

export function sigemptyset(ctx: Context) {
  return (set: number): number => fillSet(ctx.m, set, 0);
}

export function sigfillset(ctx: Context) {
  return (set: number): number => fillSet(ctx.m, set, -1);
}

export function sigaddset(ctx: Context) {
  return (set: number, number: number): number => libc(ctx, putInSet(ctx.m, set, number, true));
}

export function sigdelset(ctx: Context) {
  return (set: number, number: number): number => libc(ctx, putInSet(ctx.m, set, number, false));
}

export function sigismember(ctx: Context) {
  return (set: number, number: number): number => libc(ctx, isInSet(ctx.m, set, number));
}

export function sigprocmask(ctx: Context) {
  return (how: number, set: number, old: number): number => libc(ctx, setMask(ctx.p, ctx.m, how, set, old));
}

export function sigpending(ctx: Context) {
  return (set: number): number => {
    ctx.p.host.collectSignals(ctx.p.signals);
    writeSet(ctx.m, set, ctx.p.signals.pendingLow, ctx.p.signals.pendingHigh);
    return 0;
  };
}

export function sigsuspend(ctx: Context) {
  return (mask: number): number => libc(ctx, suspend(ctx.p, ctx.m, mask));
}

export function pause(ctx: Context) {
  return (): number => libc(ctx, waitUntil(ctx.p, Infinity, () => 0));
}

export function raise(ctx: Context) {
  return (number: number): number => {
    if (!isSignal(number)) return libc(ctx, -E.EINVAL);
    add(ctx.p, number);
    deliver(ctx.p);
    return 0;
  };
}

export function kill(ctx: Context) {
  return (pid: number, number: number): number => libc(ctx, send(ctx.p, pid, number));
}

/** ualarm(2): microseconds, and the period; what was left. */
export function ualarm(ctx: Context) {
  return (first: number, every: number): number => Math.ceil(setAlarm(ctx.p, (first >>> 0) / 1e3, (every >>> 0) / 1e3).left * 1e3);
}

export function setitimer(ctx: Context) {
  return (which: number, value: number, old: number): number => libc(ctx, setTimer(ctx.p, ctx.m, which, value, old));
}

export function getitimer(ctx: Context) {
  return (which: number, at: number): number => {
    if (which !== 0) return libc(ctx, -E.EINVAL);
    const { alarmAt, alarmEvery } = ctx.p.signals;
    writeTimeval(ctx.m, at, alarmEvery);
    writeTimeval(ctx.m, at + 8, alarmAt === Infinity ? 0 : Math.max(0, alarmAt - Date.now()));
    return 0;
  };
}

/** No system call goes on after a signal here in another way than before. */
export function siginterrupt(_ctx: Context) {
  return (_signal: number, _flag: number): number => 0;
}
