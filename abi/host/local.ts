/** The host of a program that runs in the caller's own thread: files where the host has them, no network, no signals. */
import { E, errnoOf } from '../posix/errno.js';
import { decodeBytes } from '../posix/text.js';
import type { Answer, Host, NodeFs } from './host.js';
import { hostKind, hostProcess } from './host.js';

/** Modules of the host; all undefined in a browser. */
export interface Builtins {
  fs: NodeFs | undefined;
  os: typeof import('node:os') | undefined;
}

/** Sleeps in this thread: with Atomics.wait where the thread may, else by watching the clock. */
function sleepHere(ms: number): void {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  } catch {
    const end = Date.now() + ms;
    while (Date.now() < end);
  }
}

export function localHost(builtins: Builtins): Host {
  const process = hostProcess();
  let mask = 0o022;
  const out = builtins.fs === undefined ? consoleSinks() : undefined;
  return {
    kind: hostKind(),
    fs: builtins.fs,
    os: builtins.os,
    process,
    stdin: builtins.fs === undefined ? new Uint8Array(0) : undefined,
    sinks: out?.sinks,
    flush: () => out?.flush(),
    wire: undefined,
    bell: () => 0,
    wait(_seen, ms) {
      if (ms === Infinity) throw new Error('the program waits for an event that cannot come: it runs in a thread without network and signals');
      sleepHere(ms);
    },
    sleep: sleepHere,
    kick: () => undefined,
    command: () => undefined,
    request: (): Answer => ({ errno: E.ENETDOWN }),
    slot: () => {
      throw new Error('there is no network in this thread');
    },
    addListener: () => undefined,
    closeListener: () => undefined,
    takeAccepts: () => undefined,
    umask(value) {
      try {
        return process?.umask?.(value) ?? 0;
      } catch {
        const old = mask;
        mask = value;
        return old;
      }
    },
    catchSignal: () => undefined,
    collectSignals: () => undefined,
    kill: (pid, _signal, name) => killProcess(process, pid, name),
  };
}

function killProcess(process: NodeJS.Process | undefined, pid: number, name: string | undefined): number {
  if (process?.kill === undefined) return -E.EPERM;
  try {
    // Signal 0 only asks whether the process exists.
    if (name === undefined) process.kill(pid, 0);
    return -E.EPERM;
  } catch (error) {
    return -errnoOf(error);
  }
}

const NEWLINE = 10;

/** Whole lines to the console, or to what shells of engines have instead, where there are no descriptors. */
function consoleSinks(): { sinks: NonNullable<Host['sinks']>; flush: () => void } {
  const shell = globalThis as { print?: (line: string) => void; printErr?: (line: string) => void };
  const bare = hostKind() === 'bare' && typeof shell.print === 'function';
  const out = lines(bare ? (line) => shell.print!(line) : (line) => console.log(line));
  const err = lines(bare ? (line) => (shell.printErr ?? shell.print)!(line) : (line) => console.error(line));
  const flush = (): void => {
    out.flush();
    err.flush();
  };
  return { sinks: { 1: out.write, 2: err.write }, flush };
}

function lines(print: (line: string) => void): { write: (bytes: Uint8Array) => void; flush: () => void } {
  let rest = new Uint8Array(0);
  const write = (bytes: Uint8Array): void => {
    const end = bytes.lastIndexOf(NEWLINE);
    const whole = new Uint8Array(rest.length + (end < 0 ? bytes.length : end));
    whole.set(rest);
    whole.set(end < 0 ? bytes : bytes.subarray(0, end), rest.length);
    rest = end < 0 ? whole : bytes.slice(end + 1);
    if (end >= 0) print(decodeBytes(whole));
  };
  const flush = (): void => {
    if (rest.length > 0) print(decodeBytes(rest));
    rest = new Uint8Array(0);
  };
  return { write, flush };
}
