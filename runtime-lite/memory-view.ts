/** Following a memory as it grows; apart from memory.ts, because a linked copy follows on its own even where memories are shared. */
import { watchForeign } from './foreign.js';
import type { MemoryRecord, Subscriber } from './memory.js';

/** Assigns the fields of the object that it is called on, or makes: a function, not a class. */
export type Views<T> = new (buffer: ArrayBuffer | SharedArrayBuffer, bytes: number) => T;

/** The object that `make` makes of the buffer and how much of it is the memory; its fields follow each growth. */
export function memoryViews<T extends object>(memory: MemoryRecord, make: Views<T>): T {
  if (memory.sync !== undefined) watchForeign(memory.sync);
  const views = new make(memory.buffer, memory.pages * memory.pageSize);
  memory.subscribers.push((buffer, bytes) => { (make as unknown as (this: T, buffer: ArrayBufferLike, bytes: number) => void).call(views, buffer, bytes); });
  return views;
}

/** Calls `subscriber` now and after each growth. */
export function memorySubscribe(memory: MemoryRecord, subscriber: Subscriber): void {
  if (memory.sync !== undefined) watchForeign(memory.sync);
  memory.subscribers.push(subscriber);
  subscriber(memory.buffer, memory.pages * memory.pageSize);
}
