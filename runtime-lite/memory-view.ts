/** Following a memory as it grows; apart from memory.ts, because a linked copy follows on its own even where memories are shared. */
import { unwatch, watchForeign } from './foreign.js';
import type { MemoryRecord, Subscriber } from './memory.js';
import type { followMemory } from './memory-follow.js';

/** Assigns the fields of the object that it is called on, or makes: a function, not a class. */
export type Views<T> = new (buffer: ArrayBuffer | SharedArrayBuffer, bytes: number) => T;

export type Assign<T> = (this: T, buffer: ArrayBufferLike, bytes: number) => void;

const bytesOf = ({ pages, pageSize }: MemoryRecord): number => pages * pageSize;

/** `followMemory`, for memories that others may let grow. */
type Follow = typeof followMemory;

/** The object that `make` makes of the buffer and how much of it is the memory; its fields follow each growth. */
export function memoryFields<T extends object>(memory: MemoryRecord, make: Views<T>, follow?: Follow): T {
  const views = new make(memory.buffer, bytesOf(memory));
  if (follow) follow(memory, views, make);
  else memory.subscribers.push((buffer, bytes) => { (make as unknown as Assign<T>).call(views, buffer, bytes); });
  return views;
}

/** Constructors that have been given to `memoryViews`. */
const known = new WeakSet<object>();

/** As many growths make all fields constants again at once, for at the start little is compiled that used them, and each by a quarter of the memory or more. */
const RENEWALS = 3, STEP = 0.25;
/** After other growths the host must have run as often without a further one, and each time that much oftener. */
const QUIET = 4;

/**
 * V8 keeps an object that became a prototype as a dictionary until an access that it watches finds it there, which is in code that has run some
 * times. Further behind a prototype it does not look, and what it compiles would look the fields up.
 */
function settle(prototype: object): void {
  const heir = Object.create(prototype) as { readonly D?: unknown };
  for (let i = 0; i < 256; i++) heir.D;
}

/**
 * An object that inherits these fields. V8 takes a field for a constant until it is assigned again, so after growth new fields take the place of
 * the old ones: the prototype of the object's prototype is another one, while what engines know of the object itself stays. They compile anew
 * what used the old fields, so while a memory keeps growing its fields are assigned. So are those of further objects of the same constructor,
 * which is what further instances of a module have: V8 then knows none of them, only what they have in common.
 */
export function memoryViews<T extends object>(memory: MemoryRecord, make: Views<T>, follow?: Follow): T {
  if (known.has(make)) return memoryFields(memory, make, follow);
  known.add(make);
  let size = bytesOf(memory);
  let fields = new make(memory.buffer, size);
  const between = Object.create(fields) as T;
  let left = RENEWALS, atOnce = true, wanted = QUIET, quiet = 0;
  const renew = (): void => {
    unwatch(wait);
    Object.setPrototypeOf(between, fields = new make(memory.buffer, size));
    settle(fields);
  };
  const wait = (): void => {
    if (++quiet < wanted) return;
    wanted *= QUIET;
    renew();
  };
  memory.subscribers.push((buffer, bytes) => {
    // A buffer of the same size is what JavaScript was given after growth.
    if (bytes > size) atOnce = left-- > 0 || bytes - size >= size * STEP;
    size = bytes;
    if (atOnce) {
      renew();
      return;
    }
    (make as unknown as Assign<T>).call(fields, buffer, bytes);
    quiet = 0;
    watchForeign(wait);
  });
  const views = Object.create(between) as T;
  follow?.(memory, views);
  return views;
}

/** Calls `subscriber` now and after each growth. */
export function memorySubscribe(memory: MemoryRecord, subscriber: Subscriber): void {
  const { sync } = memory;
  // A check of its own, which does not go with anyone's views.
  if (sync !== undefined) watchForeign(() => sync());
  memory.subscribers.push(subscriber);
  subscriber(memory.buffer, memory.pages * memory.pageSize);
}
