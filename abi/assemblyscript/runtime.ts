/** Life of a module made by AssemblyScript: state, and the start of one that exports its start. */
import type { Exports, Grants } from '../contract.js';
import type { Host } from '../host/host.js';
import { GuestMemory } from '../posix/memory.js';
import { makeMemory } from '../../runtime-lite/memory.js';
import type { Context } from './context.js';

export interface Config {
  /** Limits in pages where the memory is imported, else null. */
  memory: { initial: number; maximum: number | null } | null;
}

/** Nothing of the module runs here. */
export function createContext(config: Config, _grants: Grants, host: Host): Context {
  const m = new GuestMemory();
  const ctx: Context = { exports: {}, host, m, started: new Map(), memory: undefined };
  if (config.memory !== null) {
    const { initial, maximum } = config.memory;
    ctx.memory = makeMemory(initial, maximum ?? undefined);
    m.follow(ctx.memory);
  }
  return ctx;
}

export function attach(ctx: Context, exports: Exports): void {
  ctx.exports = exports;
  if (ctx.memory === undefined && exports.memory !== undefined) ctx.m.follow(exports.memory);
}

/** Runs the statements of the module's files. */
export function start(_ctx: Context, exports: Exports): number {
  exports._start();
  return 0;
}
