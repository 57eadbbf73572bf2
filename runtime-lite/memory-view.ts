/** Following a memory as it grows; apart from memory.ts, because a linked copy follows on its own even where memories are shared. */
import { watchForeign } from './foreign.js';
import type { MemoryRecord } from './memory.js';

/** Assigns the fields of the object that it is called on, or makes: a function, not a class. */
export type Views<T> = new (buffer: ArrayBuffer | SharedArrayBuffer) => T;

/** The object that `make` makes of the buffer; its fields follow each growth. */
export function memoryViews<T extends object>(memory: MemoryRecord, make: Views<T>): T {
  if (memory.sync !== undefined) watchForeign(memory.sync);
  const views = new make(memory.buffer);
  memory.subscribers.push((buffer) => { (make as unknown as (this: T, buffer: ArrayBufferLike) => void).call(views, buffer); });
  return views;
}

/** Calls `subscriber` with the buffer, now and after each growth. */
export function memorySubscribe(memory: MemoryRecord, subscriber: (buffer: ArrayBuffer | SharedArrayBuffer) => void): void {
  if (memory.sync !== undefined) watchForeign(memory.sync);
  memory.subscribers.push(subscriber);
  subscriber(memory.buffer);
}
