import type { MessagePort } from 'node:worker_threads';
import type { Compilation, Options, PrintedBatch } from '../compiler/index.js';

export interface Task {
  readonly bytes: Uint8Array;
  readonly options: Partial<Options>;
  /** In shared memory: the number of the next batch that nobody has taken. */
  readonly next: Int32Array;
  /** Where batches go that the thread which started this one does not wait for as events. */
  readonly port?: MessagePort;
}

/** A batch and its number: what threads send. */
export type Made = readonly [n: number, batch: PrintedBatch];

/** Makes batches until none is left, or one fails. What fails is not told: whoever joins the batches finds it missing. */
export function take(compilation: Compilation, next: Int32Array, made: (n: number, batch: PrintedBatch) => void): void {
  for (let n = Atomics.add(next, 0, 1); n < compilation.batches; n = Atomics.add(next, 0, 1)) {
    try {
      made(n, compilation.batch(n));
    } catch {
      Atomics.add(next, 0, compilation.batches);
    }
  }
}
