/**
 * Growth from inside of a module, which may come a page at a time: buffers with room, so that not every growth copies the memory.
 * Views have the memory's exact length. JavaScript, which must see buffers without room, is given a copy; so a growth after which it
 * looked at the buffer makes no room. What the copy was cut off from is kept for further growth, while the engine lets it: its pages are
 * there, and are zero behind the memory. Those of new buffers cost four times as much as what is copied into them.
 */
import { allocate, bytesOf, enlargeOwn, grow, type MemoryRecord, mostPages, moveTo, replaceBuffer } from './memory.js';

/** How many bytes to allocate for a memory of so many pages: half as many again. */
function withRoom({ address, pageSize, maximum }: MemoryRecord, pages: number): number {
  const wanted = Math.ceil(pages * 1.5);
  return Math.min(wanted, mostPages(address, pageSize), Number(maximum ?? wanted)) * pageSize;
}

function cutRoom(record: MemoryRecord): void {
  record.cut = undefined;
  const { buffer } = record;
  const bytes = bytesOf(record);
  if (bytes.length === buffer.byteLength) return;
  replaceBuffer(record, bytes.slice().buffer);
  if (typeof WeakRef === 'function') record.spare = new WeakRef(buffer as ArrayBuffer);
}

function enlargeWithRoom(record: MemoryRecord, delta: number): number {
  const { buffer, pages, pageSize, cut, spare } = record;
  const bytes = (pages + delta) * pageSize;
  if (cut === undefined) {
    const room = spare === undefined ? undefined : spare.deref();
    if (room !== undefined && bytes <= room.byteLength) {
      record.spare = undefined;
      moveTo(record, new Uint8Array(room), bytes);
      record.cut = cutRoom;
      return pages;
    }
    const old = enlargeOwn(record, delta);
    if (old >= 0 && !record.shared) record.cut = cutRoom;
    return old;
  }
  if (bytes <= buffer.byteLength) {
    replaceBuffer(record, buffer, bytes);
    return pages;
  }
  let next: Uint8Array;
  try {
    next = allocate(withRoom(record, pages + delta));
  } catch {
    return enlargeOwn(record, delta);
  }
  next.set(bytesOf(record));
  replaceBuffer(record, next.buffer, bytes);
  return pages;
}

/** memory.grow: the old size in pages, or -1. `delta` is not negative. */
export function memoryGrow(memory: MemoryRecord, delta: number): number {
  if (memory.enlarge === enlargeOwn) memory.enlarge = enlargeWithRoom;
  return grow(memory, delta);
}
