/** What a program's thread has of its host: the interface that abi/posix stands on, and the host without a network. */
import type { HostAccess } from '../contract.js';
import { SIGNAL_HIGH, SIGNAL_LOW, type Slot, type Wire } from '../posix/wire.js';
import type { FilesInMemory } from './memory-fs.js';
import type { Signals } from '../posix/signals.js';

export type NodeFs = typeof import('node:fs');

/** Answer of the network thread: `errno` 0 or why not, and what the request asked for. */
export interface Answer {
  errno: number;
  [field: string]: any;
}

export interface Host {
  kind: 'node' | 'deno' | 'bun' | 'browser' | 'bare';
  fs: NodeFs | undefined;
  /** Files in memory that `fs` has beside those of the host, once there are any. */
  memory?: FilesInMemory['fs'];
  os: typeof import('node:os') | undefined;
  process: NodeJS.Process | undefined;
  /** Bytes given in place of standard input; what is left of them. */
  stdin: Uint8Array | undefined;
  /** By descriptor (1, 2): where output goes in place of the process's own. */
  sinks: Record<number, (bytes: Uint8Array) => void> | undefined;
  /** Writes what the sinks hold back of an unfinished line. */
  flush?: () => void;
  /** Undefined without a network. */
  wire: Wire | undefined;

  /** A count that changes when anything outside happens. */
  bell(): number;
  /** Sleeps until the count is no longer `seen`, at most `ms` (may be Infinity). */
  wait(seen: number, ms: number): void;
  sleep(ms: number): void;
  /** Wakes the network thread if there are commands for it; with `busy` (the program goes on) only for those that cannot wait. */
  kick(busy: boolean): void;
  command(operation: number, slot: number): void;
  /** Asks the thread that owns the network and the process, and waits. */
  request(operation: string, question: Record<string, unknown>): Answer;
  slot(id: number): Slot;
  addListener(listener: number, queue: number[]): void;
  closeListener(listener: number, queue: number[]): void;
  /** Moves offered connections into the listeners' queues. */
  takeAccepts(): void;

  /** In a program with threads: wakes one of them, by its address, if it has nothing to do, for that queue of its calls. */
  tellThread?(address: number, queue?: number): void;

  /** Sets the process's file mode mask; the old one. */
  umask(mask: number): number;
  catchSignal(name: string, signal: number, on: boolean): void;
  /** Adds signals from outside to the pending ones. */
  collectSignals(signals: Signals): void;
  /** Signals another process: 0 or a negative error number. */
  kill(pid: number, signal: number, name: string | undefined): number;
}

/** The kind of host this code runs on. */
export function hostKind(): Host['kind'] {
  const g = globalThis as any;
  if (g.Bun !== undefined) return 'bun';
  if (g.Deno !== undefined) return 'deno';
  if (g.process?.versions?.node !== undefined) return 'node';
  return typeof g.navigator === 'object' && g.navigator !== null ? 'browser' : 'bare';
}

/** The host's process object, where there is one. */
export function hostProcess(): NodeJS.Process | undefined {
  return (globalThis as { process?: NodeJS.Process }).process;
}

/** A built-in module at once, or undefined where that is not possible. */
export function builtin<T>(name: string): T | undefined {
  return (hostProcess() as { getBuiltinModule?(name: string): T } | undefined)?.getBuiltinModule?.(name);
}

/** Whether a descriptor of the process is a terminal, as far as the host tells. */
export function isTerminal(fd: number): boolean {
  return builtin<typeof import('node:tty')>('node:tty')?.isatty(fd) ?? false;
}

/** A built-in module: at once where the host can, else through the output's own loader. */
export async function loadBuiltin<T>(access: HostAccess, name: string): Promise<T> {
  return builtin<T>(name) ?? ((await access.load(name)) as T);
}

/**
 * The calls of node:fs that wait (and the one that reads without waiting), in an object of their own: the module itself has too many properties for the engine to
 * look them up fast, and every system call on a file does.
 */
export function waitingCalls(fs: NodeFs): NodeFs {
  const calls: Record<string, unknown> = {};
  for (const name of Object.keys(fs) as Array<keyof NodeFs>) if (name.endsWith('Sync') || name === 'constants' || name === 'read') calls[name] = fs[name];
  // Copied once more, for filled one by one it would be as slow.
  return { ...calls } as NodeFs;
}

/** Takes the signals out of a wire's words. */
export function takeSignals(control: Int32Array, signals: Signals): void {
  if (Atomics.load(control, SIGNAL_LOW) !== 0) signals.pendingLow |= Atomics.exchange(control, SIGNAL_LOW, 0);
  if (Atomics.load(control, SIGNAL_HIGH) !== 0) signals.pendingHigh |= Atomics.exchange(control, SIGNAL_HIGH, 0);
}
