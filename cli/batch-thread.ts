/** The thread side of {@link ./batch-threads.ts} and {@link ./compile-waiting.ts}. */
import { parentPort, workerData } from 'node:worker_threads';
import { Compilation } from '../compiler/index.js';
import { take, type Made, type Task } from './batches.js';

const { bytes, options, next, port = parentPort } = workerData as Task;
take(new Compilation(bytes, options), next, (n, batch) => port?.postMessage([n, batch] satisfies Made));
