/** Calls on signals whose arguments lie in the program's memory, with musl's structures. Results are 0 or negative error numbers. */
import { SIGALRM } from './constants.js';
import { E } from './errno.js';
import { getI32, setI32, type GuestMemory } from './memory.js';
import type { Process } from './process.js';
import { deliver, setAlarm, setHandler, SIG_DFL } from './signals.js';
import { readTimeval, writeTimeval } from './structs.js';
import { waitUntil } from './wait.js';

/** struct sigaction: the handler, 128 bytes of mask, flags, what restores. */
const SIGACTION = { handler: 0, mask: 4, flags: 132, bytes: 140 };
const SA_SIGINFO = 4;
const SA_NODEFER = 0x40000000;
const SA_RESETHAND = 0x80000000 | 0;

/** siginfo_t. */
export const SIGINFO_BYTES = 128;
const SIGINFO = { signal: 0, code: 8 };
const SI_USER = 0;
const SI_KERNEL = 128;

/** What `sigaction` was told of a signal besides the handler: which others wait while it runs, as two words. */
export interface Action {
  readonly flags: number;
  readonly maskLow: number;
  readonly maskHigh: number;
}

export const PLAIN: Action = { flags: 0, maskLow: 0, maskHigh: 0 };

/** Signal sets are 128 bytes, of which two words are used. */
const SET_BYTES = 128;

export const isSignal = (signal: number): boolean => signal >= 1 && signal <= 64;
const SIGKILL = 9;
const SIGSTOP = 19;

/** The bit of a signal in two words. */
function bits(signal: number): [low: number, high: number] {
  const bit = 1 << ((signal - 1) & 31);
  return signal <= 32 ? [bit, 0] : [0, bit];
}

/** A siginfo_t at `at`: who sent a signal is not known. */
function writeInfo(m: GuestMemory, at: number, signal: number): number {
  m.u8.fill(0, at >>> 0, (at >>> 0) + SIGINFO_BYTES);
  setI32(m, at + SIGINFO.signal, signal);
  setI32(m, at + SIGINFO.code, signal === SIGALRM ? SI_KERNEL : SI_USER);
  return at;
}

/**
 * Runs a handler as `actions` want it: with (signal, siginfo, context NULL), or the signal alone; or only once. Until it ends the signal itself and those that it
 * asked for wait. `place` gives {@link SIGINFO_BYTES} in the program's memory, or 0.
 */
export function callHandler(p: Process, m: GuestMemory, actions: ReadonlyMap<number, Action>, signal: number, place: () => number, call: (...args: number[]) => void): void {
  const { flags, maskLow, maskHigh } = actions.get(signal) ?? PLAIN;
  const s = p.signals;
  const [low, high] = [s.maskLow, s.maskHigh];
  const [ownLow, ownHigh] = (flags & SA_NODEFER) === 0 ? bits(signal) : [0, 0];
  if ((flags & SA_RESETHAND) !== 0) setHandler(p, signal, SIG_DFL);
  s.maskLow |= maskLow | ownLow;
  s.maskHigh |= maskHigh | ownHigh;
  try {
    if ((flags & SA_SIGINFO) === 0) call(signal);
    else {
      const at = place();
      call(signal, at === 0 ? 0 : writeInfo(m, at, signal), 0);
    }
  } finally {
    s.maskLow = low;
    s.maskHigh = high;
  }
}

/** sigaction(signal, new or NULL, old or NULL); what is new stays in `actions`. Errors: EINVAL. */
export function setAction(p: Process, m: GuestMemory, actions: Map<number, Action>, signal: number, act: number, old: number): number {
  if (!isSignal(signal) || signal === SIGKILL || signal === SIGSTOP) return -E.EINVAL;
  if (old !== 0) {
    const { flags, maskLow, maskHigh } = actions.get(signal) ?? PLAIN;
    m.u8.fill(0, old >>> 0, (old >>> 0) + SIGACTION.bytes);
    setI32(m, old + SIGACTION.handler, p.signals.handlers.get(signal) ?? SIG_DFL);
    setI32(m, old + SIGACTION.mask, maskLow);
    setI32(m, old + SIGACTION.mask + 4, maskHigh);
    setI32(m, old + SIGACTION.flags, flags);
  }
  if (act !== 0) {
    actions.set(signal, { flags: getI32(m, act + SIGACTION.flags), maskLow: getI32(m, act + SIGACTION.mask), maskHigh: getI32(m, act + SIGACTION.mask + 4) });
    setHandler(p, signal, getI32(m, act + SIGACTION.handler));
  }
  return 0;
}

/** sigemptyset, or sigfillset. */
export function fillSet(m: GuestMemory, set: number, word: 0 | -1): number {
  m.u8.fill(0, set >>> 0, (set >>> 0) + SET_BYTES);
  for (const at of [set, set + 4]) setI32(m, at, word);
  return 0;
}

/** Where a signal's bit lies in a set. */
function placeIn(set: number, signal: number): [word: number, bit: number] {
  return [set + 4 * ((signal - 1) >> 5), 1 << ((signal - 1) & 31)];
}

/** sigaddset, or sigdelset. Errors: EINVAL. */
export function putInSet(m: GuestMemory, set: number, signal: number, isIn: boolean): number {
  if (!isSignal(signal)) return -E.EINVAL;
  const [word, bit] = placeIn(set, signal);
  setI32(m, word, isIn ? getI32(m, word) | bit : getI32(m, word) & ~bit);
  return 0;
}

/** sigismember: 1 or 0. Errors: EINVAL. */
export function isInSet(m: GuestMemory, set: number, signal: number): number {
  if (!isSignal(signal)) return -E.EINVAL;
  const [word, bit] = placeIn(set, signal);
  return (getI32(m, word) & bit) === 0 ? 0 : 1;
}

/** Writes a set of two words. */
export function writeSet(m: GuestMemory, set: number, low: number, high: number): void {
  fillSet(m, set, 0);
  setI32(m, set, low);
  setI32(m, set + 4, high);
}

/** sigprocmask(0 block, 1 unblock, 2 set; new or NULL; old or NULL). Errors: EINVAL. */
export function setMask(p: Process, m: GuestMemory, how: number, set: number, old: number): number {
  const s = p.signals;
  const [low, high] = set === 0 ? [0, 0] : [getI32(m, set), getI32(m, set + 4)];
  if (old !== 0) writeSet(m, old, s.maskLow, s.maskHigh);
  if (set === 0) return 0;
  if (how < 0 || how > 2) return -E.EINVAL;
  s.maskLow = how === 0 ? s.maskLow | low : how === 1 ? s.maskLow & ~low : low;
  s.maskHigh = how === 0 ? s.maskHigh | high : how === 1 ? s.maskHigh & ~high : high;
  // What waited for this comes before it returns.
  deliver(p);
  return 0;
}

/** sigsuspend(mask): waits for a signal that the mask lets through; always -EINTR. */
export function suspend(p: Process, m: GuestMemory, mask: number): number {
  const s = p.signals;
  const { maskLow, maskHigh } = s;
  s.maskLow = getI32(m, mask);
  s.maskHigh = getI32(m, mask + 4);
  try {
    return waitUntil(p, Infinity, () => 0);
  } finally {
    s.maskLow = maskLow;
    s.maskHigh = maskHigh;
  }
}

/** setitimer(which, new, old or NULL): the real-time timer. Errors: EINVAL for another. */
export function setTimer(p: Process, m: GuestMemory, which: number, value: number, old: number): number {
  if (which !== 0) return -E.EINVAL;
  const before = setAlarm(p, readTimeval(m, value + 8), readTimeval(m, value));
  if (old !== 0) {
    writeTimeval(m, old, before.every);
    writeTimeval(m, old + 8, before.left);
  }
  return 0;
}
