/** Instances that node's own WASI serves, which looks into memories of the engine only: theirs are such. */
import { attachMemory, memoryOf, type MemoryRecord, replaceBuffer } from '../../runtime-lite/memory.js';
import type { CompiledModule } from './compiled.js';

/** The engine's own, as it is before the namespace takes its place. */
export const engine = (globalThis as { WebAssembly?: { readonly Memory: new (descriptor: object) => WebAssembly.Memory } }).WebAssembly;
const PAGE = 65536;

const isWasi = (module: string): boolean => module === 'wasi_snapshot_preview1' || module === 'wasi_unstable';

/** Methods of node's class are bound, and native. */
const isOfNode = (value: unknown, name: string): boolean => typeof value === 'function' && value.name === `bound ${name}` && !('prototype' in value);

let isServed = false;

/** Whether functions of node's WASI are among the imports. */
export const servedByNode = ({ imports }: CompiledModule, values: readonly unknown[]): boolean =>
  engine !== undefined && imports.some(({ module, name }, i) => isWasi(module) && isOfNode(values[i], name));

/** Memories that are made meanwhile are the engine's. */
export function withEngineMemories<Result>(make: () => Result): Result {
  isServed = true;
  try {
    return make();
  } finally {
    isServed = false;
  }
}

/** As `attachMemory`, for memories of modules. */
export function defineMemory(...args: Parameters<typeof attachMemory>): MemoryRecord {
  const [, initial, maximum, shared = false, address = 'i32', pageSize = PAGE] = args;
  if (!isServed || shared || pageSize !== PAGE) return attachMemory(...args);
  return ownedMemory(new engine!.Memory({ initial, ...(maximum !== undefined && { maximum }), ...(address === 'i64' && { address }) }));
}

/** A memory of the engine that tells when JavaScript lets it grow: what does not is looked at whenever the host has run, and so never forgotten. */
function ownedMemory(memory: WebAssembly.Memory): MemoryRecord {
  const record = memoryOf(memory)!;
  record.sync = undefined;
  const { grow } = memory;
  const value = (delta: number): number => {
    const old = Reflect.apply(grow, memory, [delta]);
    replaceBuffer(record, memory.buffer);
    return old;
  };
  Object.defineProperty(memory, 'grow', { value, writable: true, configurable: true });
  return record;
}
