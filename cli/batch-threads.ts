/** The batches of a large module, made by several threads. */
import { availableParallelism } from 'node:os';
import { type MessagePort, Worker } from 'node:worker_threads';
import type { Compilation, Options, PrintedBatch } from '../compiler/index.js';
import { limits } from './compile.js';
import { take, type Made, type Task } from './batches.js';

/** A further thread pays from so many batches of its own on: it reads the module once more, and begins with code that the engine has not compiled. */
const WORTHWHILE = 16;
/** What ends a thread where there is no room for one more: this thread does its work. */
const LACKS_ROOM: ReadonlySet<string | undefined> = new Set(['ERR_WORKER_OUT_OF_MEMORY', 'ERR_WORKER_INIT_FAILED']);
/** Each holds up to 400 MB. */
const MOST = 4;

interface Work {
  readonly bytes: Uint8Array;
  readonly options: Partial<Options>;
  readonly threads?: number;
}

/** How many threads are worth while, this one included. */
export function threadsFor({ batches }: Compilation): number {
  return Math.min(availableParallelism(), MOST, Math.floor(batches / WORTHWHILE));
}

/**
 * Makes all batches, in this thread and others, and gives the function that tells them. A batch that fails is made again, where its error is seen.
 * @throws Error if a thread ends before its time
 */
export async function batchesInThreads(compilation: Compilation, { bytes, options, threads = threadsFor(compilation) }: Work): Promise<(n: number) => PrintedBatch> {
  const made = new Map<number, PrintedBatch>();
  const note = (n: number, batch: PrintedBatch): void => void made.set(n, batch);
  if (threads > 1) {
    const next = new Int32Array(new SharedArrayBuffer(4));
    const others = Promise.all(Array.from({ length: threads - 1 }, () => start({ bytes, options, next }, note)));
    // Waits for the others only after its own work: none is left to fail unheard.
    others.catch(() => {});
    take(compilation, next, note);
    await others;
  }
  return (n) => {
    const batch = made.get(n) ?? compilation.batch(n);
    made.delete(n);
    return batch;
  };
}

/** A thread that makes batches, and nothing that this process was told to load. */
export function batchThread(task: Task, transferList: MessagePort[] = []): Worker {
  return new Worker(new URL('./batch-thread.js', import.meta.url), { workerData: task, transferList, resourceLimits: limits, execArgv: [], env: {} });
}

function start(task: Task, note: (n: number, batch: PrintedBatch) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = batchThread(task);
    worker.on('message', ([n, batch]: Made) => note(n, batch));
    worker.once('error', (error: NodeJS.ErrnoException) => (LACKS_ROOM.has(error.code) ? resolve() : reject(error)));
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a thread of the compiler ended with code ${code}`))));
  });
}
