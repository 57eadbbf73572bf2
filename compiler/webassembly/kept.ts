/**
 * Instances that outlive their use for a while. V8 keeps what it compiled as long as there is a closure that runs it: where a program makes an instance for
 * each command and drops it, each would have all of it compiled again.
 */
import { memoryOf } from '../../runtime-lite/memory.js';

/** What the memories of an instance that is kept may have, in bytes. */
const MOST = 2 ** 28;

interface Kept {
  /** How many instances were made. */
  made: number;
  /** Exports of the last two: what the first of them had compiled is the second's once that runs it. */
  exports: readonly object[];
  /** Keeps them longer than was said. */
  cancel: (() => void) | undefined;
}

/** Acts after a while, unless what it returns is called before. */
export type Later = (act: () => void) => () => void;

const kept = new WeakMap<object, Kept>();
let later: Later | undefined;

/** From now on instances are kept for that while after another one was made of the same module: two of them, from the second on. */
export function keepInstances(whileOf: Later): void {
  later = whileOf;
}

/** Notes what an instance of a module exports. Of a module with one instance nothing is kept. */
export function keepInstance(source: object, exports: object): void {
  if (later === undefined) return;
  const of: Kept = kept.get(source) ?? { made: 0, exports: [], cancel: undefined };
  kept.set(source, of);
  if (++of.made === 1) return;
  of.cancel?.();
  of.exports = [...of.exports.slice(-1), exports].filter((each) => bytesOf(each) <= MOST);
  of.cancel = later(() => { of.exports = []; });
}

/** Of the memories that are exported. */
function bytesOf(exports: object): number {
  const memories = Object.values(exports).flatMap((value) => memoryOf(value) ?? []);
  return memories.reduce((sum, { pages, pageSize }) => sum + pages * pageSize, 0);
}
