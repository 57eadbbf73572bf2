/** Linear memories: the JS-API-like object, and the instructions that work on whole memories. */
import { type AddressType, fromSize, isEngineObject, type Size, toSize } from './descriptor.js';

/** Property under which a `Memory`, of this or any other linked copy, holds its record. */
export const MEMORY = Symbol.for('wasm2js-aot.memory');

/** Bytes of a page, where the memory's type does not say otherwise. */
const PAGE = 65536;
/** What a memory may have, in bytes (JavaScript API, Implementation-defined Limits): 4 and 16 GiB. */
const mostBytes = (address: AddressType): number => (address === 'i64' ? 17179869184 : 4294967296);

type Buffer = ArrayBuffer | SharedArrayBuffer;

/** Called with the buffer and the bytes of it that are the memory, which begins where the buffer does. */
export type Subscriber = (buffer: Buffer, bytes: number) => void;

/** State of a memory. `pages` is its size; `buffer` has at least so many. */
export interface MemoryRecord {
  /** What JavaScript sees is `exactBuffer`. */
  buffer: Buffer;
  pages: number;
  /** Whether JavaScript has `buffer`. */
  had: boolean;
  /** Makes `buffer` exact, if the memory grew since JavaScript had it; see memory-room.ts. */
  cut: ((record: MemoryRecord) => void) | undefined;
  /** What `buffer` was cut off from, unless the engine took it back. */
  spare: WeakRef<ArrayBuffer> | undefined;
  readonly address: AddressType;
  /** Bytes of a page. */
  readonly pageSize: number;
  readonly maximum: Size | undefined;
  /** False for the engine's own memories, which do not tell their maximum. */
  readonly maximumKnown: boolean;
  readonly shared: boolean;
  /** Called after each growth. */
  readonly subscribers: Subscriber[];
  /** The object that stands for the memory in JavaScript. */
  object: object;
  /** For memories that may grow behind our back, the engine's own or shared ones: looks at the buffer again. */
  sync: (() => void) | undefined;
  /** Grows the memory by so many pages if the engine can, within the limits: the old size, or -1. */
  enlarge: (record: MemoryRecord, delta: number) => number;
  /** For memories that other threads may grow at the same time: acts alone, on the size of now. */
  exclusively: ((act: () => number) => number) | undefined;
}

let detach: ((buffer: ArrayBuffer) => void) | undefined = undefined;

/**
 * Asks that old buffers be detached by this hook whenever a memory made by this linked copy grows, by nothing too, as the JavaScript API
 * says. Without it only those are that JavaScript has, because a detached buffer slows V8 down. `undefined` undoes it.
 */
export function setDetach(hook: ((buffer: ArrayBuffer) => void) | undefined): void {
  detach = hook;
}

/** Glue finds out by the length of its buffer, which becomes 0, that the memory grew. */
function release(record: MemoryRecord, old: ArrayBuffer): void {
  const { transfer } = ArrayBuffer.prototype as { transfer?: (length: number) => ArrayBuffer };
  if (detach !== undefined) detach(old);
  else if (record.had && typeof transfer === 'function') Reflect.apply(transfer, old, [0]);
  else if (record.had && typeof structuredClone === 'function') structuredClone(old, { transfer: [old] });
  record.had = false;
}

/** RangeError where the engine has no such buffer, or no views of so many bytes. */
export const allocate = (bytes: number): Uint8Array => new Uint8Array(new ArrayBuffer(bytes));

/** A new buffer with the old contents: resizable buffers are up to 75 times slower in V8. */
export function enlargeOwn(record: MemoryRecord, delta: number): number {
  const { pages } = record;
  // Other threads may hold a shared buffer and could not follow a copy; see memory-shared.ts.
  if (record.shared && typeof SharedArrayBuffer === 'function') return delta === 0 ? pages : -1;
  let next: Uint8Array;
  try {
    next = allocate((pages + delta) * record.pageSize);
  } catch {
    return -1;
  }
  moveTo(record, next);
  return pages;
}

/** Makes the first `bytes` of `next` the memory, with its contents, in place of a buffer that JavaScript may have. */
export function moveTo(record: MemoryRecord, next: Uint8Array, bytes: number = next.buffer.byteLength): void {
  const old = record.buffer as ArrayBuffer;
  next.set(bytesOf(record));
  replaceBuffer(record, next.buffer, bytes);
  release(record, old);
}

/** Makes the first `bytes` of `buffer`, whole pages, the memory. */
export function replaceBuffer(record: MemoryRecord, buffer: Buffer, bytes: number = buffer.byteLength): void {
  record.buffer = buffer;
  record.pages = bytes / record.pageSize;
  for (const subscriber of record.subscribers) subscriber(buffer, bytes);
}

/** The buffer as JavaScript may see it. */
export function exactBuffer(record: MemoryRecord): Buffer {
  if (record.cut !== undefined) record.cut(record);
  record.had = true;
  return record.buffer;
}

/** The bytes of now. */
export function bytesOf(record: MemoryRecord): Uint8Array {
  if (record.sync !== undefined) record.sync();
  return new Uint8Array(record.buffer, 0, record.pages * record.pageSize);
}

/** A memory of `address` and `pageSize` has at most this many pages; the number of them is an address too. */
export function mostPages(address: AddressType, pageSize: number): number {
  return pageSize === 1 && address === 'i32' ? 4294967295 : mostBytes(address) / pageSize;
}

/** The old size in pages, or -1. */
export function grow(record: MemoryRecord, delta: number): number {
  if (delta === 0 && detach === undefined) return memorySize(record);
  return record.exclusively === undefined ? growBy(record, delta) : record.exclusively(() => growBy(record, delta));
}

function growBy(record: MemoryRecord, delta: number): number {
  const pages = record.pages + delta;
  if (pages > mostPages(record.address, record.pageSize) || (record.maximum !== undefined && pages > record.maximum)) return -1;
  return record.enlarge(record, delta);
}

/**
 * Makes `object` stand for a new memory. RangeError if it cannot be allocated. One function, because engines compile what each small
 * module begins with function by function.
 */
export function attachMemory(
  object: object,
  initial: Size,
  maximum?: Size,
  shared: boolean = false,
  address: AddressType = 'i32',
  pageSize: number = PAGE,
): MemoryRecord {
  // Types of memories of 32 bits name no more than there can be.
  if (address === 'i64') checkRoom(initial, pageSize);
  const pages = Number(initial);
  const bytes = pages * pageSize;
  const record: MemoryRecord = {
    buffer: shared ? sharedBuffer(bytes) : new Uint8Array(new ArrayBuffer(bytes)).buffer,
    pages,
    had: false,
    cut: undefined,
    spare: undefined,
    address,
    pageSize,
    maximum,
    maximumKnown: true,
    shared,
    subscribers: [],
    object,
    sync: undefined,
    enlarge: enlargeOwn,
    exclusively: undefined,
  };
  Object.defineProperty(object, MEMORY, { value: record });
  return record;
}

function checkRoom(initial: Size, pageSize: number): void {
  const most = mostPages('i64', pageSize);
  if (initial > most) throw new RangeError(`Memory: the limit is ${most} pages`);
}

const sharedBuffer = (bytes: number): Buffer => (typeof SharedArrayBuffer === 'function' ? Object.freeze(new SharedArrayBuffer(bytes)) : allocate(bytes).buffer as ArrayBuffer);

/** What stands for a memory in JavaScript, like a `WebAssembly.Memory`. */
export interface Memory {
  readonly [MEMORY]: MemoryRecord;
  readonly buffer: Buffer;
  /** Grows by `delta` pages, a BigInt for a memory of 64 bits, and returns the old size. RangeError if the memory cannot grow that much. */
  grow(delta: Size): Size;
  readonly [Symbol.toStringTag]: string;
}

export const memoryPrototype: Omit<Memory, typeof MEMORY> & ThisType<Memory> = {
  get buffer(): Buffer {
    return exactBuffer(this[MEMORY]);
  },

  grow(delta: Size): Size {
    const record = this[MEMORY];
    const by = toSize(delta, record.address, 'Memory.grow: the number of pages');
    const old = grow(record, Number(by));
    if (old < 0) throw new RangeError(`Memory.grow: cannot grow from ${record.pages} by ${by} pages`);
    return fromSize(old, record.address);
  },

  [Symbol.toStringTag]: 'WebAssembly.Memory',
};

/** A new memory of 32 bits, its limits in pages. It keeps its initial size if it is shared and not given to `share` (memory-shared.ts). RangeError as of `attachMemory`. */
export function makeMemory(initial: number, maximum?: number, shared: boolean = false): Memory {
  return attachMemory(Object.create(memoryPrototype), initial, maximum, shared).object as Memory;
}

function enlargeForeign(record: MemoryRecord, delta: number): number {
  const memory = record.object as WebAssembly.Memory;
  let old: Size;
  try {
    old = memory.grow(fromSize(delta, record.address) as number);
  } catch {
    return -1;
  }
  replaceBuffer(record, memory.buffer);
  return Number(old);
}

/** What is no number is refused with a TypeError where addresses have 32 bits, with a SyntaxError where it would be a BigInt. */
function foreignAddress(object: WebAssembly.Memory): AddressType {
  try {
    object.grow('no number' as unknown as number);
  } catch (error) {
    if ((error as Error).name === 'SyntaxError') return 'i64';
  }
  return 'i32';
}

/**
 * V8 brings the growth that another thread did to `buffer` by an interrupt, which is taken where a function is entered: a loop
 * may otherwise see what the other thread wrote after the growth, and not the growth. Direct recursion is never inlined whole.
 */
function pollInterrupts(depth: number): void {
  if (depth > 0) pollInterrupts(depth - 1);
}

const foreignMemories = new WeakMap<object, MemoryRecord>();

/** The engine keeps the maximum to itself; growth past it fails there. */
function foreignMemory(object: WebAssembly.Memory): MemoryRecord {
  let record = foreignMemories.get(object);
  if (record === undefined) {
    const buffer: Buffer = object.buffer;
    const shared = Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
    const made: MemoryRecord = {
      buffer,
      pages: buffer.byteLength / PAGE,
      had: false,
      cut: undefined,
      spare: undefined,
      address: foreignAddress(object),
      pageSize: PAGE,
      maximum: undefined,
      maximumKnown: false,
      shared,
      subscribers: [],
      object,
      sync: () => {
        if (shared) pollInterrupts(2);
        if (object.buffer !== made.buffer) replaceBuffer(made, object.buffer);
      },
      enlarge: enlargeForeign,
      exclusively: undefined,
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
  return isEngineObject(value, 'Memory', 'buffer') ? foreignMemory(value as WebAssembly.Memory) : undefined;
}

/** memory.size, in pages. */
export function memorySize(memory: MemoryRecord): number {
  if (memory.sync !== undefined) memory.sync();
  return memory.pages;
}

export { copyLong, loadFar, loadNaN32, memoryCopy, memoryFill, memoryInit, storeFar, storeNaN32 } from './bulk.js';
export { memoryGrow } from './memory-room.js';
export { memorySubscribe, memoryViews } from './memory-view.js';
