/** Signals: which the program handles, which wait, and when its handlers run (only while it waits, so never in the middle of its code). */
import type { Process } from './process.js';
import { SIGALRM, SIGCHLD, SIGCONT, SIGURG, SIGWINCH } from './constants.js';
import { E } from './errno.js';
import { Exit } from './exit.js';

export const SIG_DFL = 0;
export const SIG_IGN = 1;

/** Names by number: Linux's numbers for the signals that hosts deliver. */
export const SIGNAL_NAMES: Record<number, string> = {
  1: 'SIGHUP', 2: 'SIGINT', 3: 'SIGQUIT', 6: 'SIGABRT', 9: 'SIGKILL', 10: 'SIGUSR1', 12: 'SIGUSR2', 13: 'SIGPIPE', 14: 'SIGALRM',
  15: 'SIGTERM', 17: 'SIGCHLD', 18: 'SIGCONT', 19: 'SIGSTOP', 21: 'SIGTTIN', 22: 'SIGTTOU', 28: 'SIGWINCH', 29: 'SIGIO', 31: 'SIGSYS',
};

export interface Signals {
  /** What `sigaction` registered, by signal: SIG_DFL, SIG_IGN or an ABI's function pointer. */
  handlers: Map<number, number>;
  /** Runs a handler of the program. Set by the ABI. */
  run: (handler: number, signal: number) => void;
  /** Blocked signals, bit s - 1 for signal s, low and high word. */
  maskLow: number;
  maskHigh: number;
  /** Raised inside this thread and not yet delivered, as the mask. */
  pendingLow: number;
  pendingHigh: number;
  /** When SIGALRM is due (milliseconds, as Date.now), Infinity for never; and its period. */
  alarmAt: number;
  alarmEvery: number;
}

export function createSignals(): Signals {
  return {
    handlers: new Map(),
    run: () => undefined,
    maskLow: 0,
    maskHigh: 0,
    pendingLow: 0,
    pendingHigh: 0,
    alarmAt: Infinity,
    alarmEvery: 0,
  };
}

/** Registers a handler; the old one. The host is asked to deliver the signal to us, or to act by default again. */
export function setHandler(p: Process, signal: number, handler: number): number {
  const old = p.signals.handlers.get(signal) ?? SIG_DFL;
  p.signals.handlers.set(signal, handler);
  const name = SIGNAL_NAMES[signal];
  if (name !== undefined && signal !== SIGALRM && (handler === SIG_DFL) !== (old === SIG_DFL)) p.host.catchSignal(name, signal, handler !== SIG_DFL);
  return old;
}

/** raise(3): the signal waits like one from outside. */
export function raise(p: Process, signal: number): void {
  const bit = 1 << ((signal - 1) & 31);
  if (signal <= 32) p.signals.pendingLow |= bit;
  else p.signals.pendingHigh |= bit;
}

/** kill(2). Errors: ESRCH, EPERM for a process that does not run this same program, EINVAL. */
export function kill(p: Process, pid: number, signal: number): number {
  if (signal < 0 || signal > 64) return -E.EINVAL;
  if (pid === p.pid || pid === 0) {
    if (signal !== 0) raise(p, signal);
    deliver(p);
    return 0;
  }
  return p.host.kill(pid, signal, SIGNAL_NAMES[signal]);
}

function defaultIsIgnore(signal: number): boolean {
  return signal === SIGCHLD || signal === SIGCONT || signal === SIGURG || signal === SIGWINCH;
}

function handle(p: Process, signal: number): boolean {
  const handler = p.signals.handlers.get(signal) ?? SIG_DFL;
  if (handler === SIG_IGN) return false;
  if (handler === SIG_DFL) {
    if (defaultIsIgnore(signal)) return false;
    throw new Exit(128 + signal);
  }
  p.signals.run(handler, signal);
  return true;
}

/** setitimer(ITIMER_REAL) in milliseconds, 0 to stop; what was left and the old period. */
export function setAlarm(p: Process, first: number, every: number): { left: number; every: number } {
  const s = p.signals;
  const old = { left: s.alarmAt === Infinity ? 0 : Math.max(0, s.alarmAt - Date.now()), every: s.alarmEvery };
  s.alarmAt = first > 0 ? Date.now() + first : Infinity;
  s.alarmEvery = every;
  return old;
}

/** Runs the handlers of all signals that wait and are not blocked; whether any ran. Throws Exit where the default action ends the program. */
export function deliver(p: Process): boolean {
  const s = p.signals;
  if (s.alarmAt !== Infinity && Date.now() >= s.alarmAt) {
    s.alarmAt = s.alarmEvery > 0 ? Date.now() + s.alarmEvery : Infinity;
    raise(p, SIGALRM);
  }
  p.host.collectSignals(s);
  let ran = false;
  for (let low = s.pendingLow & ~s.maskLow; low !== 0; low = s.pendingLow & ~s.maskLow) {
    const bit = low & -low;
    s.pendingLow &= ~bit;
    if (handle(p, 32 - Math.clz32(bit))) ran = true;
  }
  for (let high = s.pendingHigh & ~s.maskHigh; high !== 0; high = s.pendingHigh & ~s.maskHigh) {
    const bit = high & -high;
    s.pendingHigh &= ~bit;
    if (handle(p, 64 - Math.clz32(bit))) ran = true;
  }
  return ran;
}
