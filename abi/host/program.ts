/** How an output runs as a program in a worker: `run`, and the start as a main module. */
import type { Program, RunOptions } from '../contract.js';
import { builtinsOf, runHere, runOn } from './here.js';
import { builtin, hostProcess } from './host.js';
import { isMain, runAsMain } from './main.js';
import { filesInMemory } from './memory-fs.js';
import { runInWorker, type WorkerStart } from './owner.js';
import { grantsOf } from './run-options.js';
import type { workAsThread } from './team.js';
import { threadHost } from './thread.js';

/**
 * Runs the program to its end; the exit code. Rejects with what the program threw, if it ended that way. In a host without
 * threads it runs in the caller's, with files in memory, and whatever it waits for stops that thread.
 */
export async function runProgram(program: Program, options: RunOptions = {}): Promise<number> {
  const grants = grantsOf(program, options);
  const hasThreads = hostProcess()?.versions?.node !== undefined && typeof SharedArrayBuffer !== 'undefined';
  if (options.imports !== undefined || !hasThreads) return runHere(program, grants, options);
  return runInWorker(program, grants, options);
}

/**
 * Called at the end of the output: runs the program if this file is the main module (the process then ends with its exit
 * code) or its worker; does nothing when it was imported.
 */
export function startIfMain(program: Program): void {
  const threads = builtin<typeof import('node:worker_threads')>('node:worker_threads');
  if (threads !== undefined) startAs(program, threads);
  else if (hostProcess()?.versions?.node !== undefined) {
    void Promise.resolve(program.host.load('node:worker_threads')).then((loaded) => startAs(program, loaded as typeof import('node:worker_threads')));
  }
}

function startAs(program: Program, threads: typeof import('node:worker_threads')): void {
  const data = threads.workerData as Partial<WorkerStart> | null;
  if (!threads.isMainThread) {
    if (data?.wasm2jsAot === 'program') void work(program, threads, data as WorkerStart);
    return;
  }
  void isMain(program).then((main) => {
    if (main) void runAsMain(program, runProgram);
  });
}

/** In the worker: runs the program and tells the other thread how it ended. */
async function work(program: Program, threads: typeof import('node:worker_threads'), start: WorkerStart): Promise<void> {
  const port = start.port as import('node:worker_threads').MessagePort;
  try {
    const builtins = await builtinsOf(program);
    const memory = start.files === undefined ? undefined : filesInMemory(start.files, builtins.fs);
    const host = threadHost(memory === undefined ? builtins : { ...builtins, fs: memory.fs }, {
      control: start.control,
      port,
      receive: (from) => threads.receiveMessageOnPort(from as import('node:worker_threads').MessagePort) as { message: any } | undefined,
      notify: start.notify,
      stdin: start.stdin,
      captured: start.captured,
    });
    if (start.thread !== undefined) {
      (program.threads!.work as typeof workAsThread)(program, start, host, port);
      return;
    }
    const code = await runOn(program, start.grants, host, {});
    port.postMessage({ kind: 'exit', code, files: memory?.files() });
  } catch (error) {
    port.postMessage({ kind: 'failure', error });
  }
}
