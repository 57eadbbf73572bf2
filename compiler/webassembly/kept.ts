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
  timer: ReturnType<typeof setTimeout> | undefined;
}

let kept: WeakMap<object, Kept> | undefined;
let milliseconds = 0;

/** From now on instances are kept so long after another one was made of the same module: two of them, from the second on. */
export function keepInstances(time: number): void {
  kept ??= new WeakMap();
  milliseconds = time;
}

/** Notes what an instance of a module exports. Of a module with one instance nothing is kept. */
export function keepInstance(source: object, exports: object): void {
  if (kept === undefined) return;
  let of = kept.get(source);
  if (of === undefined) kept.set(source, (of = { made: 0, exports: [], timer: undefined }));
  if (++of.made === 1) return;
  const { timer } = of;
  if (timer !== undefined) clearTimeout(timer);
  of.exports = [...of.exports.slice(-1), exports].filter((each) => bytesOf(each) <= MOST);
  const forget = (): void => { of.exports = []; };
  of.timer = setTimeout(forget, milliseconds);
  // Programs end although it waits.
  (of.timer as { unref?: () => void }).unref?.();
}

/** Of the memories that are exported. */
function bytesOf(exports: object): number {
  const memories = Object.values(exports).flatMap((value) => memoryOf(value) ?? []);
  return memories.reduce((sum, { pages, pageSize }) => sum + pages * pageSize, 0);
}
