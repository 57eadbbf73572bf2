/** Linear memories: the JS-API-like object, and the instructions that work on whole memories. */
import { isEngineObject, toLimits, toUint32 } from './descriptor.js';

/** Property under which a `Memory`, of this or any other linked copy, holds its record. */
export const MEMORY = Symbol.for('wasm2js-aot.memory');

/** Bytes of a page. */
const PAGE = 65536;
/** A memory has at most this many pages: 4 GiB. */
const MAX_PAGES = 65536;

/** State of a memory. `pages` is its size; `buffer` has exactly `pages` pages. */
export interface MemoryRecord {
  buffer: ArrayBuffer | SharedArrayBuffer;
  pages: number;
  readonly maximum: number | undefined;
  /** False for the engine's own memories, which do not tell their maximum. */
  readonly maximumKnown: boolean;
  readonly shared: boolean;
  /** Called with the new buffer after each growth. */
  readonly subscribers: Array<(buffer: ArrayBuffer | SharedArrayBuffer) => void>;
  /** The object that stands for the memory in JavaScript. */
  readonly object: object;
  /** For the engine's own memories, which may grow behind our back: looks at the buffer again. */
  readonly sync: (() => void) | undefined;
  /** Grows the memory if the engine can; `pages` is the new size, within the limits. */
  readonly resize: (record: MemoryRecord, pages: number) => boolean;
}

let detach: ((buffer: ArrayBuffer) => void) | undefined = undefined;

/**
 * Asks that old buffers be detached when a memory made by this linked copy grows, as the JavaScript API says. Standalone
 * output leaves them alone, because a detached buffer slows V8 down. `undefined` undoes it.
 */
export function setDetach(hook: ((buffer: ArrayBuffer) => void) | undefined): void {
  detach = hook;
}

/** A new buffer with the old contents: resizable buffers are up to 75 times slower in V8. */
function resizeOwn(record: MemoryRecord, pages: number): boolean {
  // Other threads hold a shared buffer and could not follow a copy.
  if (record.shared) return pages === record.pages;
  const old = record.buffer as ArrayBuffer;
  let next: ArrayBuffer;
  try {
    next = new ArrayBuffer(pages * PAGE);
  } catch {
    return false;
  }
  new Uint8Array(next).set(new Uint8Array(old));
  replaceBuffer(record, next);
  if (detach !== undefined) detach(old);
  return true;
}

function replaceBuffer(record: MemoryRecord, buffer: ArrayBuffer | SharedArrayBuffer): void {
  record.buffer = buffer;
  record.pages = buffer.byteLength / PAGE;
  for (const subscriber of record.subscribers) subscriber(buffer);
}

function grow(record: MemoryRecord, delta: number): number {
  const old = record.pages;
  const pages = old + delta;
  if (pages > (record.maximum ?? MAX_PAGES) || pages > MAX_PAGES) return -1;
  return record.resize(record, pages) ? old : -1;
}

/**
 * Like `WebAssembly.Memory`. Sizes are in pages of 64 KiB. A shared memory keeps its initial size: growing it fails.
 * TypeError for a descriptor that is not one, RangeError for sizes over 65536 pages or that cannot be allocated.
 */
export class Memory {
  readonly [MEMORY]!: MemoryRecord;

  constructor(descriptor: { initial: number; maximum?: number | undefined; shared?: boolean | undefined }) {
    const { initial, maximum } = toLimits(descriptor, 'Memory');
    const shared = Boolean(descriptor.shared);
    if (shared && maximum === undefined) throw new TypeError('Memory: a shared memory needs descriptor.maximum');
    if (initial > MAX_PAGES || (maximum !== undefined && maximum > MAX_PAGES)) {
      throw new RangeError(`Memory: the limit is ${MAX_PAGES} pages`);
    }
    const buffer = shared ? Object.freeze(new SharedArrayBuffer(initial * PAGE)) : new ArrayBuffer(initial * PAGE);
    const record: MemoryRecord = {
      buffer,
      pages: initial,
      maximum,
      maximumKnown: true,
      shared,
      subscribers: [],
      object: this,
      sync: undefined,
      resize: resizeOwn,
    };
    Object.defineProperty(this, MEMORY, { value: record });
  }

  get buffer(): ArrayBuffer | SharedArrayBuffer {
    return this[MEMORY].buffer;
  }

  /** Grows by `delta` pages and returns the old size. RangeError if the memory cannot grow that much. */
  grow(delta: number): number {
    const record = this[MEMORY];
    const by = toUint32(delta, 'Memory.grow: the number of pages');
    const old = by === 0 && detach === undefined ? record.pages : grow(record, by);
    if (old < 0) throw new RangeError(`Memory.grow: cannot grow from ${record.pages} by ${by} pages`);
    return old;
  }

  get [Symbol.toStringTag](): string {
    return 'WebAssembly.Memory';
  }
}

function resizeForeign(record: MemoryRecord, pages: number): boolean {
  try {
    (record.object as WebAssembly.Memory).grow(pages - record.pages);
  } catch {
    return false;
  }
  replaceBuffer(record, (record.object as WebAssembly.Memory).buffer);
  return true;
}

const foreignMemories = new WeakMap<object, MemoryRecord>();

/** The engine keeps the maximum to itself; growth past it fails there. */
function foreignMemory(object: WebAssembly.Memory): MemoryRecord {
  let record = foreignMemories.get(object);
  if (record === undefined) {
    const buffer: ArrayBuffer | SharedArrayBuffer = object.buffer;
    const shared = Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
    const made: MemoryRecord = {
      buffer,
      pages: buffer.byteLength / PAGE,
      maximum: undefined,
      maximumKnown: false,
      shared,
      subscribers: [],
      object,
      sync: () => {
        if (object.buffer !== made.buffer) replaceBuffer(made, object.buffer);
      },
      resize: resizeForeign,
    };
    foreignMemories.set(object, made);
    record = made;
  }
  return record;
}

/** The record of a memory of any linked copy or of the engine's own; `undefined` if `value` is not a memory. */
export function memoryOf(value: unknown): MemoryRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const record = (value as Partial<Memory>)[MEMORY];
  if (record !== undefined) return record.object === value ? record : undefined;
  return isEngineObject(value, 'Memory') ? foreignMemory(value as WebAssembly.Memory) : undefined;
}

/** memory.grow: the old size in pages, or -1. `delta` is a signed int32 taken as unsigned. */
export function memoryGrow(memory: MemoryRecord, delta: number): number {
  return delta === 0 ? memory.pages : grow(memory, delta >>> 0);
}

/** memory.size, in pages. */
export function memorySize(memory: MemoryRecord): number {
  return memory.pages;
}

export { loadF64, loadNaN32, memoryCopy, memoryFill, memoryInit, storeF64, storeNaN32 } from './bulk.js';
export { memorySubscribe } from './memory-view.js';
