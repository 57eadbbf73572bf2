/** Threads: their start and end, and how they wake each other. */
import { E } from '../../posix/errno.js';
import { Exit } from '../../posix/exit.js';
import { getI32 } from '../../posix/memory.js';
import { QUEUES, QUEUES_END, ring, THREADS } from '../../posix/wire.js';
import { waitUntil } from '../../posix/wait.js';
import { result, type Context } from '../context.js';

/** Bytes of a thread's stack: -sDEFAULT_PTHREAD_STACK_SIZE is not told otherwise. */
const STACK = 65536;

/** Does what other threads have left for this one, in a queue of theirs if that is said: by the names of versions. */
export function runQueue({ exports }: Context, queue = 0): void {
  if (queue !== 0) (exports._emscripten_proxy_execute_task_queue ?? exports._emscripten_proxy_execute_queue ?? exports.emscripten_proxy_execute_queue)?.(queue);
  exports.emscripten_current_thread_process_queued_calls?.();
  exports._emscripten_check_mailbox?.();
}

/** Between two looks at the queue: what rings is one word for everything. */
function awaitThreads(ctx: Context): (() => void) | undefined {
  const { p } = ctx;
  const control = p.host.wire!.control;
  if (Atomics.load(control, THREADS) === 0) return undefined;
  const seen = p.host.bell();
  waitUntil(p, Infinity, () => (p.host.bell() === seen ? 0 : 1));
  return () => undefined;
}

/** Makes this the program's own thread: called by its constructors. */
export function __emscripten_init_main_thread_js(ctx: Context) {
  return (address: number): void => {
    const { exports, p } = ctx;
    const init = exports._emscripten_thread_init;
    // Since 3.1.25 it is told the size of stacks that nobody asks for.
    init(address, 1, 1, 1, init.length > 5 ? STACK : 0, 0);
    (exports.emscripten_tls_init ?? exports._emscripten_tls_init)?.();
    ctx.main = address;
    if (p.host.wire === undefined) return;
    const { control } = p.host.wire;
    p.serve = () => {
      runQueue(ctx);
      for (let at = QUEUES; at < QUEUES_END; at++) if (Atomics.load(control, at) !== 0) runQueue(ctx, Atomics.exchange(control, at, 0));
    };
    ctx.idle = () => awaitThreads(ctx);
  };
}

/** EAGAIN where there are no threads. */
export function __pthread_create_js(ctx: Context) {
  return (address: number, _attributes: number, entry: number, argument: number): number => {
    const { host } = ctx.p;
    if (host.wire === undefined) return -result(-E.EAGAIN);
    Atomics.add(host.wire.control, THREADS, 1);
    const { errno } = host.request('thread', { address, entry, argument, memory: ctx.memory, origin: performance.timeOrigin });
    if (errno !== 0) Atomics.sub(host.wire.control, THREADS, 1);
    return errno === 0 ? 0 : -result(-errno);
  };
}

/** Frees what a thread has of memory: its own when it stands on it no longer. */
export function __emscripten_thread_cleanup(ctx: Context) {
  return (address: number): void => {
    if (ctx.thread === address) ctx.isDetached = true;
    else ctx.exports._emscripten_thread_free_data(address);
  };
}

/** Tells a thread to look at its queue. What rings wakes the program's own, and no version says in all threads which that is. */
function notify(ctx: Context, target: number, main: number | undefined): number {
  const { wire, tellThread } = ctx.p.host;
  if (wire === undefined) return 0;
  ring(wire);
  if (target !== main) tellThread?.(target);
  return 1;
}

export function _emscripten_notify_thread_queue(ctx: Context) {
  return (target: number, main: number): number => notify(ctx, target, main);
}

/** Puts the queue where the program's own thread looks, once. */
function leave(control: Int32Array, queue: number): void {
  for (let at = QUEUES; ; at = at + 1 === QUEUES_END ? QUEUES : at + 1) {
    const old = Atomics.compareExchange(control, at, 0, queue);
    if (old === 0 || old === queue) return;
  }
}

/** A queue of libc's proxying.h, up to 3.1.30, for a thread that may be the caller itself. */
export function _emscripten_notify_task_queue(ctx: Context) {
  return (target: number, _caller: number, main: number, queue: number): number => {
    const { wire, tellThread } = ctx.p.host;
    if (wire === undefined) return 0;
    if (target === main) leave(wire.control, queue);
    else tellThread?.(target, queue);
    ring(wire);
    return 1;
  };
}

/** The same since 3.1.30, where every thread has a mailbox. */
export function _emscripten_notify_mailbox_postmessage(ctx: Context) {
  return (target: number): void => void notify(ctx, target, ctx.main);
}

/** A thread that waits is told by others; it need not look for itself. */
export function _emscripten_thread_mailbox_await(_ctx: Context) {
  return (_thread: number): void => undefined;
}

export function _emscripten_thread_set_strongref(_ctx: Context) {
  return (_thread: number): void => undefined;
}

/** Bytes, where nobody says otherwise: -sDEFAULT_PTHREAD_STACK_SIZE up to 3.1.24. */
export function _emscripten_default_pthread_stack_size(_ctx: Context) {
  return (): number => 2 * 1024 * 1024;
}

/** Every thread here may wait. */
export function emscripten_check_blocking_allowed(_ctx: Context) {
  return (): void => undefined;
}

export function emscripten_has_threading_support(ctx: Context) {
  return (): number => (ctx.p.host.wire === undefined ? 0 : 1);
}

/** main itself, in the thread that -sPROXY_TO_PTHREAD gives it: its end is the program's. */
export function __call_main(ctx: Context) {
  return (count: number, at: number): void => {
    const main = ctx.exports.main ?? ctx.exports.__main_argc_argv;
    const code = main(count, at) as number;
    if (ctx.timers?.isAlive) return;
    if (ctx.end === undefined) throw new Exit(code & 0xff);
    ctx.end(code);
  };
}

/** In place of a queue: the thread is to end, if it has nothing to do. */
export const CANCEL = -1;

/** Signals of threads: 0 asks whether it is there; a cancellation is noticed where the thread waits next. */
export function pthread_kill(ctx: Context) {
  return (thread: number, signal: number): number => {
    const SIGCANCEL = 33;
    if (signal < 0 || signal > 64) return -result(-E.EINVAL);
    if (thread === 0 || getI32(ctx.m, thread) !== thread) return -result(-E.ESRCH);
    if (signal === SIGCANCEL) ctx.p.host.tellThread?.(thread, CANCEL);
    if (signal === 0 || signal === SIGCANCEL) return 0;
    return -result(-E.ENOSYS);
  };
}

/** There is no canvas: what proxied calls for WebGL import without the program calling them. */
export function emscripten_webgl_create_context(_ctx: Context) {
  return (_target: number, _attributes: number): number => 0;
}

/** EMSCRIPTEN_RESULT_UNKNOWN_TARGET */
export function emscripten_set_canvas_element_size(_ctx: Context) {
  return (_target: number, _width: number, _height: number): number => -4;
}
