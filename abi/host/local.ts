/** The host of a program that runs in the caller's own thread: files where the host has them, no network, no signals. */
import { E, errnoOf } from '../posix/errno.js';
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
  return {
    kind: hostKind(),
    fs: builtins.fs,
    os: builtins.os,
    process,
    stdin: builtins.fs === undefined ? new Uint8Array(0) : undefined,
    sinks: builtins.fs === undefined ? consoleSinks() : undefined,
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

/** Whole lines to the console, where there are no descriptors. */
function consoleSinks(): Record<number, (bytes: Uint8Array) => void> {
  const sink = (print: (line: string) => void) => {
    const decoder = new TextDecoder();
    let rest = '';
    return (bytes: Uint8Array): void => {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop()!;
      for (const line of lines) print(line);
    };
  };
  return { 1: sink((line) => console.log(line)), 2: sink((line) => console.error(line)) };
}
