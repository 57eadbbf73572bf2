/** Following memories that others may let grow: for as long as there are the views. */
import { followForeign } from './foreign.js';
import type { MemoryRecord } from './memory.js';
import type { Assign, Views } from './memory-view.js';

/** Looks at the memory whenever the host has run, and assigns the fields of the views after growth if they come of `make`. */
export function followMemory<T extends object>(memory: MemoryRecord, views: T, make?: Views<T>): void {
  const kept = memory.sync && followForeign(views, memory.sync);
  if (make) assignFields(memory, make, kept ?? keeping(views));
}

const keeping = <T>(views: T): { deref(): T } => ({ deref: () => views });

/** Apart from where the views are known, lest they be kept. */
function assignFields<T extends object>(memory: MemoryRecord, make: Views<T>, views: { deref(): T | undefined }): void {
  memory.subscribers.push((buffer, bytes) => {
    const found = views.deref();
    if (found) (make as unknown as Assign<T>).call(found, buffer, bytes);
  });
}
