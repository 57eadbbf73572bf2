/** What a program registers for its end, where its libc does not keep that itself. */
import type { Context } from './context.js';
import { pointed } from './unwind.js';

/** atexit(function) */
export function atexit(ctx: Context) {
  return (fn: number): number => {
    ctx.atExit.push(() => pointed(ctx, fn, 'v')());
    return 0;
  };
}

/** __cxa_atexit(function, argument, library), and __cxa_thread_atexit of the only thread. */
export function __cxa_atexit(ctx: Context) {
  return (fn: number, argument: number, _library: number): number => {
    ctx.atExit.push(() => pointed(ctx, fn, 'vi')(argument));
    return 0;
  };
}
