/** Following a memory as it grows; apart from memory.ts, because a linked copy follows on its own even where memories are shared. */
import { watchForeign } from './foreign.js';
import type { MemoryRecord, Subscriber } from './memory.js';

/** Assigns the fields of the object that it is called on, or makes: a function, not a class. */
export type Views<T> = new (buffer: ArrayBuffer | SharedArrayBuffer, bytes: number) => T;

type Assign<T> = (this: T, buffer: ArrayBufferLike, bytes: number) => void;

const bytesOf = ({ pages, pageSize }: MemoryRecord): number => pages * pageSize;

/** The object that `make` makes of the buffer and how much of it is the memory; its fields follow each growth. */
export function memoryFields<T extends object>(memory: MemoryRecord, make: Views<T>): T {
  if (memory.sync !== undefined) watchForeign(memory.sync);
  const views = new make(memory.buffer, bytesOf(memory));
  memory.subscribers.push((buffer, bytes) => { (make as unknown as Assign<T>).call(views, buffer, bytes); });
  return views;
}

/** Constructors that have been given to `memoryViews`. */
const known = new WeakSet<object>();

/** As many growths make all fields constants again, and each by which the memory has become half as large again since. */
const RENEWALS = 8;

/**
 * V8 keeps an object that became a prototype as a dictionary until an access that it watches finds it there, which is in code that has run some
 * times. Further behind a prototype it does not look, and what it compiles would look the fields up.
 */
function settle(prototype: object): void {
  const heir = Object.create(prototype) as { readonly D?: unknown };
  for (let i = 0; i < 256; i++) heir.D;
}

/**
 * An object that inherits these fields. V8 takes a field for a constant until it is assigned again, so growth puts new fields in the place of
 * the old ones: the prototype of the object's prototype is another one, while what engines know of the object itself stays. They compile anew
 * what used the old fields, so a memory that grows often gets its fields assigned. So do further objects of the same constructor, which is what
 * further instances of a module have: V8 then knows none of them, only what they have in common.
 */
export function memoryViews<T extends object>(memory: MemoryRecord, make: Views<T>): T {
  if (known.has(make)) return memoryFields(memory, make);
  known.add(make);
  if (memory.sync !== undefined) watchForeign(memory.sync);
  let size = bytesOf(memory);
  let fields = new make(memory.buffer, size);
  const between = Object.create(fields) as T;
  let left = RENEWALS;
  memory.subscribers.push((buffer, bytes) => {
    if (left > 0 || bytes >= size * 1.5) {
      left--;
      size = bytes;
      Object.setPrototypeOf(between, fields = new make(buffer, bytes));
      settle(fields);
    } else (make as unknown as Assign<T>).call(fields, buffer, bytes);
  });
  return Object.create(between) as T;
}

/** Calls `subscriber` now and after each growth. */
export function memorySubscribe(memory: MemoryRecord, subscriber: Subscriber): void {
  if (memory.sync !== undefined) watchForeign(memory.sync);
  memory.subscribers.push(subscriber);
  subscriber(memory.buffer, memory.pages * memory.pageSize);
}
