/** Buffers of shared memories that grow: one object for each size, over the same data block (JS API, refresh the memory buffer). */
import { exactBuffer, type MemoryRecord } from '../../runtime-lite/memory.js';

const current = new WeakMap<MemoryRecord, SharedArrayBuffer>();

/** The buffer as JavaScript sees it. */
export function bufferOf(memory: MemoryRecord): ArrayBuffer | SharedArrayBuffer {
  memory.sync?.();
  const buffer = exactBuffer(memory);
  const { pages, pageSize } = memory;
  if (!(buffer as { growable?: boolean }).growable || typeof structuredClone !== 'function') return buffer;
  const byteLength = pages * pageSize;
  let object = current.get(memory);
  if (object === undefined || object.byteLength !== byteLength) current.set(memory, object = fixed(buffer as SharedArrayBuffer, byteLength));
  return object;
}

/** To be called after growth, also by nothing: from then on another object is the memory's buffer. */
export function refreshBuffer(memory: MemoryRecord): void {
  current.delete(memory);
}

/** Another object for the buffer, which tells one length for ever; views of it should be given that length. */
function fixed(buffer: SharedArrayBuffer, byteLength: number): SharedArrayBuffer {
  const clone = structuredClone(buffer);
  for (const [key, value] of Object.entries({ byteLength, maxByteLength: byteLength, growable: false })) Object.defineProperty(clone, key, { value });
  return Object.freeze(clone);
}
