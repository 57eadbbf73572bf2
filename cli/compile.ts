/**
 * Compilation in a thread of its own: the terminal stays alive, and the memory that compiling took is given back before
 * a compiled program runs in this process.
 */
import { setFlagsFromString } from 'node:v8';
import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { compile, inspect } from '../compiler/index.js';
import { OptionError, type Options } from '../compiler/options.js';
import { CliError } from './io.js';
import { humanSize, startProgress } from './progress.js';

export type Compiled = Omit<ReturnType<typeof compile>, 'ast'>;
export type Inspection = ReturnType<typeof inspect>;

export type Request =
  | { readonly kind: 'compile'; readonly bytes: Uint8Array; readonly options: Partial<Options> }
  | { readonly kind: 'inspect'; readonly bytes: Uint8Array; readonly options: Pick<Partial<Options>, 'glue'> };

export interface Reply {
  readonly compiled?: Compiled;
  readonly inspection?: Inspection;
  readonly failure?: { readonly message: string; readonly offset: number | undefined };
  /** An option that does not fit the module. */
  readonly misuse?: string;
  readonly crash?: string;
}

/**
 * Without explicit limits a thread gets a fraction of what the process may use. Nearly everything is garbage when its function is
 * done: a large young generation copies little.
 */
export const limits: ResourceLimits = { maxOldGenerationSizeMb: 4096, maxYoungGenerationSizeMb: 192 };

/**
 * Bytecode that V8 inlines into one function. The compiler is many functions that run for seconds: half of the processor time of a
 * module of 1 MB would go into compiling them again and again.
 */
const LITTLE_INLINED = 100;
const USUALLY_INLINED = 920;

function inlineUpTo(bytes: number): void {
  const isNode = process.versions['bun'] === undefined && process.versions['deno'] === undefined;
  if (isNode) setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${bytes}`);
}

/** @throws CliError `input.wasm: byte 0x1f: ...` when the module cannot be compiled. */
export async function compileFile(path: string, bytes: Uint8Array, options: Partial<Options>): Promise<Compiled> {
  return (await request(path, { kind: 'compile', bytes, options })).compiled!;
}

/** @throws CliError as {@link compileFile}. */
export async function inspectFile(path: string, bytes: Uint8Array, options: Pick<Partial<Options>, 'glue'> = {}): Promise<Inspection> {
  return (await request(path, { kind: 'inspect', bytes, options })).inspection!;
}

async function request(path: string, request: Request): Promise<Reply> {
  const progress = startProgress(`${request.kind === 'compile' ? 'compiling' : 'reading'} ${path} (${humanSize(request.bytes.length)})`);
  inlineUpTo(LITTLE_INLINED);
  const reply = await ask(request).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? `${path}: not enough memory to compile it` : `${path}: ${error.message}`);
  }).finally(() => {
    inlineUpTo(USUALLY_INLINED);
    progress.end();
  });
  if (reply.misuse !== undefined) throw new OptionError(reply.misuse);
  if (reply.crash !== undefined) {
    throw new CliError(`${path}: internal error, please report it with the module:\n${reply.crash}`);
  }
  if (reply.failure) {
    const { message, offset } = reply.failure;
    const where = offset === undefined || message.includes('byte 0x') ? '' : `byte 0x${offset.toString(16)}: `;
    throw new CliError(`${path}: ${where}${message.split('\n').join(' ')}`);
  }
  return reply;
}

function ask(request: Request): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./compile-thread.js', import.meta.url), {
      workerData: request,
      resourceLimits: limits,
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the compiler's thread ended with code ${code}`)));
  });
}
