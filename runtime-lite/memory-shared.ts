/**
 * Shared memories that grow, and that other threads can be given. The buffer is one that grows in place; views of it have the
 * length of the moment when they were made (those that follow it are up to 50 times slower in V8) and are made anew after
 * growth: by this thread at once, by others when they next do something that orders what they see, an operation of atomics.ts,
 * a call of the host, `memory.size` or `memory.grow`.
 */
import { attachMemory, type Memory, memoryPrototype, type MemoryRecord, MEMORY, mostPages, replaceBuffer } from './memory.js';

/**
 * The key of what a shared memory becomes when it is sent to another thread: its object is a Map, whose entries structured cloning
 * keeps, and has no properties that enumeration finds. The receiver may import the Map that arrives like the memory itself.
 */
const SENT = 'wasm2js-aot shared memory';

interface Sent {
  readonly buffer: SharedArrayBuffer;
  /** Zero while nobody grows the memory. */
  readonly lock: Int32Array;
  readonly maximum: MemoryRecord['maximum'];
  readonly address: MemoryRecord['address'];
  readonly pageSize: number;
}

/** Engines reserve what a buffer may grow to: 4 GiB at most in node 20, and where address space is short. */
const FEWER_BYTES = 4294967296;

interface Growable extends SharedArrayBuffer {
  grow(length: number): void;
}

/** A buffer that can grow, where the engine has such. */
function growable(bytes: number, most: number): SharedArrayBuffer | undefined {
  if (bytes === most || !('grow' in SharedArrayBuffer.prototype)) return undefined;
  const Constructor = SharedArrayBuffer as unknown as new (length: number, options: { maxByteLength: number }) => Growable;
  try {
    return Object.freeze(new Constructor(bytes, { maxByteLength: most }));
  } catch {
    return undefined;
  }
}

/** Lets other threads grow the memory and this one follow them. */
function follow(record: MemoryRecord, { buffer, lock }: Sent): void {
  record.buffer = buffer;
  record.sync = () => {
    if (buffer.byteLength !== record.pages * record.pageSize) replaceBuffer(record, buffer);
  };
  record.enlarge = ({ pages, pageSize }, delta) => {
    try {
      (buffer as Growable).grow((pages + delta) * pageSize);
    } catch {
      return -1;
    }
    replaceBuffer(record, buffer);
    return pages;
  };
  record.exclusively = (act) => {
    while (Atomics.compareExchange(lock, 0, 0, 1) !== 0);
    try {
      record.sync!();
      return act();
    } finally {
      Atomics.store(lock, 0, 0);
    }
  };
}

/** Makes a new shared memory one that can grow and be sent. Others, and those of engines without threads, stay as they are. */
export function share(record: MemoryRecord): MemoryRecord {
  const { buffer, shared, maximum, address, pageSize } = record;
  if (!shared || typeof SharedArrayBuffer !== 'function') return record;
  const least = buffer.byteLength;
  const most = Math.max(least, Math.min(Number(maximum), mostPages(address, pageSize)) * pageSize);
  const own = growable(least, most) ?? growable(least, Math.max(least, Math.min(most, FEWER_BYTES))) ?? (buffer as SharedArrayBuffer);
  const sent: Sent = { buffer: own, lock: new Int32Array(new SharedArrayBuffer(4)), maximum, address, pageSize };
  if (own !== buffer) follow(record, sent);
  return sendable(record, sent);
}

/** Gives a memory an object that can be sent. */
function sendable(record: MemoryRecord, sent: Sent): MemoryRecord {
  record.object = Object.setPrototypeOf(new Map([[SENT, sent]]), memoryPrototype);
  Object.defineProperty(record.object, MEMORY, { value: record });
  return record;
}

const known = new WeakMap<object, Memory>();

/** The memory that `value` was before another thread sent it; anything else comes back as it is. */
export function received(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || MEMORY in value) return value;
  const sent = value instanceof Map ? (value as Map<string, Sent | undefined>).get(SENT) : undefined;
  if (sent === undefined) return value;
  let memory = known.get(value);
  if (memory === undefined) {
    const { buffer, maximum, address, pageSize } = sent;
    const record = attachMemory(Object.create(memoryPrototype), 0, maximum, true, address, pageSize);
    record.buffer = buffer;
    record.pages = buffer.byteLength / pageSize;
    if ((buffer as { growable?: boolean }).growable) follow(record, sent);
    known.set(value, memory = sendable(record, sent).object as Memory);
  }
  return memory;
}
