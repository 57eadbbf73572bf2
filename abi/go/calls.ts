/** What Go's and TinyGo's syscall/js share: properties as the program may see them, and calls that may fail. */
import type { GuestMemory } from '../posix/memory.js';
import type { References } from './references.js';

/** A property as the program finds it: some of the global object's are what it was granted. */
export const property = (globals: ReadonlyMap<PropertyKey, unknown>, object: any, name: string): any =>
  (object === globalThis && globals.has(name) ? globals.get(name) : Reflect.get(object, name));

/** Makes a call whose failure the program gets as a value. Where the result goes is asked after the call, which may move the stack. */
export function attempt(values: References, m: GuestMemory, resultAt: () => number, call: () => unknown): void {
  let result: unknown;
  let good = 1;
  try {
    result = call();
  } catch (error) {
    result = error;
    good = 0;
  }
  const at = resultAt();
  values.store(m, at, result);
  m.u8[at + 8] = good;
}
