/** Runs scripts in child processes, several at a time, each with a time limit; a child that dies takes one script with it. */
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Choice } from './implementation.js';
import type { FileResult } from './script.js';

export interface PoolOptions {
  readonly choice: Choice;
  /** Another node, which runs the children. */
  readonly node?: string | undefined;
  readonly jobs?: number | undefined;
  /** Seconds for one script. */
  readonly timeout?: number | undefined;
  /** A fresh process for each script. */
  readonly isolate?: boolean | undefined;
}

/** To a child: the path of a script; from it: its result. The first message of a child is the name of its implementation. */
export type Reply = { readonly name: string } | { readonly result: FileResult };

const worker = fileURLToPath(new URL('worker.js', import.meta.url));

/** Calls `done` with each result, in the order in which they come, and returns the name of the implementation. */
export async function runAll<T extends { readonly path: string }>(
  files: readonly T[], options: PoolOptions, done: (file: T, result: FileResult, milliseconds: number) => void,
): Promise<string> {
  const waiting = [...files].reverse();
  let name = '';
  const work = async (): Promise<void> => {
    let child: Child | undefined;
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      child ??= new Child(options);
      const started = Date.now();
      const result = await child.run(file.path);
      name ||= child.name;
      done(file, result, Date.now() - started);
      if (options.isolate || child.isGone) {
        child.stop();
        child = undefined;
      }
    }
    child?.stop();
  };
  await Promise.all(Array.from({ length: options.jobs ?? availableParallelism() }, work));
  return name;
}

class Child {
  name = '';
  isGone = false;
  private readonly process: ChildProcess;
  private errors = '';
  private finish: (result: FileResult) => void = () => undefined;
  /** The time limit is for scripts, not for starting a process. */
  private readonly started: Promise<void>;

  constructor(private readonly options: PoolOptions) {
    this.process = fork(worker, [JSON.stringify(options.choice)], {
      ...(options.node === undefined ? {} : { execPath: options.node }),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.process.stderr!.setEncoding('utf8').on('data', (text: string) => { this.errors = (this.errors + text).slice(-2000); });
    let start = (): void => undefined;
    this.started = new Promise((resolve) => { start = resolve; });
    this.process.on('message', (reply: Reply) => {
      if ('result' in reply) return this.finish(reply.result);
      this.name = reply.name;
      start();
    });
    this.process.on('close', (code, signal) => {
      this.isGone = true;
      start();
      this.finish(failed(`the process ended with ${signal ?? `code ${code}`}: ${this.errors.trim()}`));
    });
    this.process.on('error', (error) => { this.errors += error.message; });
  }

  async run(path: string): Promise<FileResult> {
    const seconds = this.options.timeout ?? 120;
    await this.started;
    let timer: NodeJS.Timeout | undefined;
    const result = await new Promise<FileResult>((resolve) => {
      this.finish = resolve;
      timer = setTimeout(() => {
        this.isGone = true;
        this.process.kill('SIGKILL');
        resolve(failed(`stopped after ${seconds} s`));
      }, seconds * 1000);
      if (this.isGone) resolve(failed(`the process ended: ${this.errors.trim()}`));
      else this.process.send(path);
    });
    clearTimeout(timer);
    return result;
  }

  stop(): void {
    if (this.process.connected) this.process.disconnect();
  }
}

function failed(message: string): FileResult {
  return { passed: {}, failures: [{ id: '0 file', message }], skipped: {} };
}
