/** The thread side of {@link ./batch-threads.ts}. */
import { parentPort, workerData } from 'node:worker_threads';
import { Compilation, type PrintedBatch } from '../compiler/index.js';
import { take, type Task } from './batches.js';

const { bytes, options, next } = workerData as Task;
const made: [number, PrintedBatch][] = [];
take(new Compilation(bytes, options), next, (n, batch) => made.push([n, batch]));
parentPort?.postMessage(made);
