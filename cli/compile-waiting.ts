/** Compilation for a caller that waits: in this thread, and meanwhile in others. */
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { Compilation, type Options, type PrintedBatch } from '../compiler/index.js';
import { batchThread, threadsFor } from './batch-threads.js';
import { take, type Made } from './batches.js';

/** The output's text. `given`: how many threads, this one included. @throws CompileError, OptionError */
export function compileWaiting(bytes: Uint8Array, options: Partial<Options>, given?: number): string {
  const compilation = new Compilation(bytes, options);
  const threads = given ?? threadsFor(compilation);
  return compilation.result(threads > 1 ? batchesMeanwhile(compilation, bytes, options, threads) : undefined).code;
}

/** Makes all batches. No event arrives while this thread works, so it waits for nobody: what the others have not sent at the end it makes itself. */
function batchesMeanwhile(compilation: Compilation, bytes: Uint8Array, options: Partial<Options>, threads: number): (n: number) => PrintedBatch {
  const next = new Int32Array(new SharedArrayBuffer(4));
  const ports = Array.from({ length: threads - 1 }, () => start(bytes, options, next)).filter((port) => port !== undefined);
  const made = new Map<number, PrintedBatch>();
  const collect = (): void => {
    for (const port of ports) for (let sent; (sent = receiveMessageOnPort(port)) !== undefined;) made.set(...(sent.message as Made));
  };
  take(compilation, next, (n, batch) => {
    made.set(n, batch);
    collect();
  });
  return (n) => {
    if (!made.has(n)) collect();
    const batch = made.get(n) ?? compilation.batch(n);
    made.delete(n);
    return batch;
  };
}

/** Undefined where programs may start no threads. */
function start(bytes: Uint8Array, options: Partial<Options>, next: Int32Array): MessagePort | undefined {
  const { port1, port2 } = new MessageChannel();
  try {
    const worker = batchThread({ bytes, options, next, port: port2 }, [port2]);
    worker.unref();
    // Its work is done here if it cannot.
    worker.on('error', () => undefined);
    return port1;
  } catch {
    return undefined;
  }
}
