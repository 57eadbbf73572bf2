/** The thread side of {@link ./batch-threads.ts}. */
import { parentPort, workerData } from 'node:worker_threads';
import { Compilation } from '../compiler/index.js';
import { take, type Made, type Task } from './batches.js';

const { bytes, options, next } = workerData as Task;
take(new Compilation(bytes, options), next, (n, batch) => parentPort?.postMessage([n, batch] satisfies Made));
