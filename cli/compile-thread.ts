/**
 * The thread side of {@link ./compile.ts}: compiles one module and posts what the command line needs. The syntax tree is
 * left out: it would cost more to make and copy than everything else.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Compilation, inspect } from '../compiler/index.js';
import { CompileError } from '../compiler/diagnostics.js';
import { OptionError } from '../compiler/options.js';
import { batchesInThreads } from './batch-threads.js';
import type { Request, Reply } from './compile.js';

async function answer(request: Request): Promise<Reply> {
  try {
    if (request.kind === 'inspect') return { inspection: inspect(request.bytes, request.options) };
    const compilation = new Compilation(request.bytes, request.options);
    const batches = await batchesInThreads(compilation, request);
    const { code, map, exports, imports, abi, stats, diagnostics } = compilation.result(batches);
    return { compiled: { code, map, exports, imports, abi, stats, diagnostics } };
  } catch (error) {
    if (error instanceof CompileError) return { failure: { message: error.message, offset: error.offset } };
    if (error instanceof OptionError) return { misuse: error.message };
    return { crash: error instanceof Error ? error.stack ?? error.message : String(error) };
  }
}

parentPort?.postMessage(await answer(workerData as Request));
