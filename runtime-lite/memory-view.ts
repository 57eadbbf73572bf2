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
/** Otherwise the memory must have kept its size for so many times the time from its first growth to its last, and for so many milliseconds. */
const QUIET = 2, LEAST = 5;

/** Milliseconds; where clocks are taken from programs it is always the same moment. */
function clock(): number {
  try {
    return Date.now();
  } catch {
    return 0;
  }
}

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
 * what used the old fields, so while a memory keeps growing its fields are assigned, and are renewed when it has not grown for a multiple of the time
 * that it grew in, which is seldom: about as often as the logarithm of that time. That is looked at when the host runs, and at a further growth.
 * Fields of further objects of the same constructor, which further instances of a module have, are assigned always: V8 knows none of them then, only
 * what they have in common.
 */
export function memoryViews<T extends object>(memory: MemoryRecord, make: Views<T>, follow?: Follow): T {
  if (known.has(make)) return memoryFields(memory, make, follow);
  known.add(make);
  let size = bytesOf(memory);
  let fields = new make(memory.buffer, size);
  const between = Object.create(fields) as T;
  let left = RENEWALS, atOnce = true, first: number | undefined, last = 0;
  const isQuiet = (time: number): boolean => time - last >= Math.max(LEAST, (last - first!) * QUIET);
  const renew = (): void => {
    unwatch(wait);
    Object.setPrototypeOf(between, fields = new make(memory.buffer, size));
    settle(fields);
  };
  const wait = (): void => {
    if (isQuiet(clock())) renew();
  };
  memory.subscribers.push((buffer, bytes) => {
    // A buffer of the same size is what JavaScript was given after growth.
    if (bytes > size) {
      const time = clock();
      first ??= time;
      atOnce = left-- > 0 || bytes - size >= size * STEP || isQuiet(time);
      last = time;
    }
    size = bytes;
    if (atOnce) {
      renew();
      return;
    }
    (make as unknown as Assign<T>).call(fields, buffer, bytes);
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
