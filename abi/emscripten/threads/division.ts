/**
 * Who runs which call of a program with threads. Files, sockets and the end of the program belong to the process, which the program's own
 * thread keeps; the others ask it through the queue that libc itself has for this, and that it empties whenever it waits.
 */
import type { Imports } from '../../contract.js';
import { memoryOf } from '../../../runtime-lite/memory.js';
import { recOf, type Raw } from '../../../runtime-lite/func.js';
import type { Context } from '../context.js';
import { unwinding } from '../later.js';
import { rawExport } from '../unwind.js';

/** Who queues a call for the program's own thread, in versions whose buffers are counted in bytes: known of 6.0.5. */
const SIZED = '_emscripten_run_js_on_main_thread';

/** By the time of their versions: who queues a call. */
const QUEUES = [SIZED, '_emscripten_run_on_main_thread_js', '_emscripten_run_in_main_runtime_thread_js', 'emscripten_run_in_main_runtime_thread_js'];

/** Calls function `index` of the list in the program's own thread; with `waits` the result. Every word is a double there. */
function callThere(ctx: Context, index: number, words: readonly number[], waits: boolean): number {
  const name = QUEUES.find((one) => ctx.exports[one] !== undefined) ?? QUEUES[0]!;
  const run = rawExport(ctx, name);
  const stack = rawExport(ctx, 'stackSave')() as number;
  const at = rawExport(ctx, 'stackAlloc')(8 * words.length) as number;
  words.forEach((word, i) => ctx.m.dv.setFloat64((at >>> 0) + 8 * i, word, true));
  // Since 3.1.46 code of EM_ASM has an address of its own beside the index.
  const code = (ctx.exports[name] as Function).length === 5 ? [0] : [];
  const result = run(index, ...code, words.length * (name === SIZED ? 8 : 1), at, waits ? 1 : 0) as number;
  rawExport(ctx, 'stackRestore')(stack);
  return result;
}

/** exit(3) of a thread: the program's own one ends the process, and this one goes no further. */
function exitThere(ctx: Context, index: number): Raw {
  return (code: number): never => {
    callThere(ctx, index, [code], false);
    throw unwinding(ctx);
  };
}

/** The pieces as this thread has them. */
export function divide(ctx: Context, pieces: Imports): Imports {
  const listed = ctx.config.ofProcess!;
  if (ctx.thread === undefined) {
    ctx.answers = listed.map(([module, name]) => pieces[module]![name] as Raw);
    return pieces;
  }
  const mine = Object.fromEntries(Object.entries(pieces).map(([module, values]) => [module, { ...values }]));
  listed.forEach(([module, name], index) => {
    mine[module]![name] = name === 'exit' ? (ctx.end = exitThere(ctx, index)) : (...words: number[]) => callThere(ctx, index, words, true) | 0;
  });
  return mine;
}

/** In the program's own thread: what another one has asked for, of which `count` doubles at `at` are the words. */
function answer(ctx: Context, index: number, count: number, at: number): number {
  memoryOf(ctx.memory)!.sync?.();
  const values = Array.from({ length: count }, (_, i) => ctx.m.dv.getFloat64((at >>> 0) + 8 * i, true));
  const piece = ctx.answers![index]!;
  return Number((recOf(piece)?.raw ?? piece)(...values) ?? 0);
}

/** The last two words are how many doubles there are, and where. */
export function receive(ctx: Context) {
  return (...words: number[]): number => {
    const [count, at] = words.slice(-2) as [number, number];
    return answer(ctx, words[0]!, count, at);
  };
}

/** The same with the buffer's size in bytes, and behind it what a call that ends later is to be told. */
export function receiveSized(ctx: Context) {
  return (index: number, _code: number, _thread: number, size: number, at: number): number => answer(ctx, index, size >>> 3, at);
}
