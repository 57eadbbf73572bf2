/** A thread from its start to its end. */
import type { Exports, ThreadStart } from '../../contract.js';
import { Exit } from '../../posix/exit.js';
import { getI32 } from '../../posix/memory.js';
import { ring, THREADS } from '../../posix/wire.js';
import { RuntimeError } from '../../../runtime-lite/trap.js';
import type { Context } from '../context.js';
import { ending } from '../runtime.js';
import { Timers } from '../timers.js';
import { pointed, rawExport } from '../unwind.js';
import { CANCEL, runQueue } from './calls.js';

/**
 * Where `struct pthread` has the stack's upper end, and behind it its size: 48 in 6.0.5, 52 since 3.1.9, 44 before. In this order: with the end at 52
 * what stands at 48 is a size, below it; with the end at 44 what stands at 52 is 0.
 */
const PLACES = [48, 52, 44];

function stackOf(ctx: Context, address: number): { top: number; size: number } {
  for (const place of PLACES) {
    const [top, size] = [getI32(ctx.m, address + place) >>> 0, getI32(ctx.m, address + place + 4) >>> 0];
    if (top === 0 || top % 4 !== 0 || size < 256 || size > top) continue;
    // libc of that time does not look whether malloc gave it memory.
    if (size === top) throw new RuntimeError('no memory is left for the stack of a thread: build the program with -sALLOW_MEMORY_GROWTH or a larger -sINITIAL_MEMORY');
    return { top, size };
  }
  throw new RuntimeError('the program was built by an Emscripten whose threads are laid out in a way that is not known here: run it under its glue');
}

/** Frees what nobody will join, and tells the program's own thread. */
function over(ctx: Context): boolean {
  const wire = ctx.p.host.wire!;
  ctx.isOver = true;
  if (ctx.isDetached) ctx.exports._emscripten_thread_free_data(ctx.thread);
  Atomics.sub(wire.control, THREADS, 1);
  ring(wire);
  return true;
}

/** What the thread wants to be called later comes before its end. An exit that is not libc's own ends the program. */
function run(ctx: Context, call: () => void): void {
  if (ctx.timers !== undefined) ctx.timers.added = undefined;
  for (let next: (() => void) | undefined = call; next !== undefined; next = ctx.timers?.isAlive ? ctx.timers.next(ctx.p) : undefined) {
    const { exited, code } = ending(ctx, next);
    if (exited) throw new Exit(code);
  }
}

export function begin(ctx: Context, exports: Exports, { address, entry, argument }: ThreadStart): boolean {
  ctx.thread = address;
  ctx.isDetached = false;
  ctx.isOver = false;
  ctx.timers = undefined;
  ctx.threadResult = undefined;
  exports._emscripten_thread_init(address, 0, 0, 1, 0, 0);
  const { top, size } = stackOf(ctx, address);
  exports.emscripten_stack_set_limits?.(top, top - size);
  exports.__set_stack_limits?.(top, top - size);
  rawExport(ctx, 'stackRestore')(top);
  (exports.emscripten_tls_init ?? exports._emscripten_tls_init)?.();
  let result: number | undefined;
  run(ctx, () => void (result = pointed(ctx, entry, 'ii')(argument)));
  ctx.threadResult = result;
  leave(ctx);
  return wake(ctx, exports);
}

/** Ends a thread whose function has ended, unless it keeps itself alive (`emscripten_runtime_keepalive_push`). */
function leave(ctx: Context): void {
  if (ctx.threadResult === undefined || ctx.timers?.isAlive || !ctx.exports.pthread_self?.()) return;
  const result = ctx.threadResult;
  ctx.threadResult = undefined;
  ctx.exports._emscripten_thread_exit(result);
}

/** A thread whose function has ended without its result (`pthread_exit` apart) stays for what others ask it. */
export function wake(ctx: Context, exports: Exports, queue?: number): boolean {
  // Said too late, to a worker without a thread.
  if (ctx.isOver) return false;
  if (exports.pthread_self?.()) run(ctx, () => (queue === CANCEL ? exports._emscripten_thread_exit(CANCEL) : runQueue(ctx, queue)));
  leave(ctx);
  if (!exports.pthread_self?.()) return over(ctx);
  // Promises of the program's own JavaScript settle meanwhile, in the host's event loop, and may call what asks for a timer.
  if (ctx.turning !== undefined) (ctx.timers ??= new Timers()).added = () => ctx.p.host.tellThread?.(ctx.thread!);
  return false;
}

export { divide } from './division.js';
