/** Timers, the main loop, and what keeps a program alive after main. */
import { setI32 } from '../posix/memory.js';
import { clockMs, sleep } from '../posix/time.js';
import type { Context } from './context.js';
import { Timers } from './timers.js';
import { pointed } from './unwind.js';

/** Milliseconds between two frames where there is no screen: what glue takes there. */
const FRAME = 1000 / 60;

const timersOf = (ctx: Context): Timers => (ctx.timers ??= new Timers());
/** What is thrown where a call ends and the thread goes on. */
export const unwinding = (ctx: Context): object => timersOf(ctx).unwinding;
const timeout = (ms: number): number => Math.max(1, ms);

/** emscripten_async_call(function, argument, milliseconds); a negative time is the next frame. */
export function emscripten_async_call(ctx: Context) {
  return (fn: number, argument: number, ms: number): void => void timersOf(ctx).add(ms < 0 ? FRAME : timeout(ms), () => pointed(ctx, fn, 'vi')(argument));
}

export function emscripten_set_timeout(ctx: Context) {
  return (fn: number, ms: number, argument: number): number => timersOf(ctx).add(timeout(ms), () => pointed(ctx, fn, 'vi')(argument));
}

export function emscripten_clear_timeout(ctx: Context) {
  return (id: number): void => timersOf(ctx).remove(id);
}

export function emscripten_set_interval(ctx: Context) {
  return (fn: number, ms: number, argument: number): number => timersOf(ctx).add(timeout(ms), () => pointed(ctx, fn, 'vi')(argument), timeout(ms));
}

/** The function tells whether it wants to be called again. */
function repeat(ctx: Context, first: number, ms: number, call: () => unknown): void {
  const id = timersOf(ctx).add(first, () => { if (!call()) timersOf(ctx).remove(id); }, ms);
}

/** emscripten_set_timeout_loop(function of time and argument, milliseconds, argument): the first call comes at once. */
export function emscripten_set_timeout_loop(ctx: Context) {
  return (fn: number, ms: number, argument: number): void => repeat(ctx, timeout(0), timeout(ms), () => pointed(ctx, fn, 'idi')(clockMs(1), argument));
}

export function emscripten_set_immediate(ctx: Context) {
  return (fn: number, argument: number): number => timersOf(ctx).add(0, () => pointed(ctx, fn, 'vi')(argument));
}

export function emscripten_set_immediate_loop(ctx: Context) {
  return (fn: number, argument: number): void => repeat(ctx, 0, 0, () => pointed(ctx, fn, 'ii')(argument));
}

export function emscripten_request_animation_frame(ctx: Context) {
  return (fn: number, argument: number): number => timersOf(ctx).add(FRAME, () => pointed(ctx, fn, 'idi')(clockMs(1), argument));
}

export function emscripten_request_animation_frame_loop(ctx: Context) {
  return (fn: number, argument: number): void => repeat(ctx, FRAME, FRAME, () => pointed(ctx, fn, 'idi')(clockMs(1), argument));
}

/** EM_TIMING_SETTIMEOUT, EM_TIMING_RAF and EM_TIMING_SETIMMEDIATE: milliseconds between two rounds. */
function period(mode: number, value: number): number {
  return mode === 0 ? timeout(value) : mode === 1 ? value * FRAME : 0;
}

/** Goes on with the main loop, which may stand still. */
function resume(ctx: Context): void {
  const { main } = timersOf(ctx);
  if (main === undefined || main.timer !== undefined) return;
  const ms = period(main.mode, main.value);
  main.timer = timersOf(ctx).add(ms, main.call, ms);
}

function pause(ctx: Context): void {
  const { main } = timersOf(ctx);
  if (main?.timer === undefined) return;
  timersOf(ctx).remove(main.timer);
  main.timer = undefined;
}

/** Makes the calls that come due until then, waiting for them. */
function runUntil(ctx: Context, timers: Timers, until: number): void {
  for (let call = timers.next(ctx.p, until); call !== undefined; call = timers.next(ctx.p, until)) {
    try {
      call();
    } catch (error) {
      if (error !== timers.unwinding) throw error;
    }
  }
}

/**
 * What `wait` answers within `ms` milliseconds (Infinity: for ever), 0 being that nothing came; it is told how long to wait. Timers go on meanwhile, but no
 * main loop, where the program can be suspended (Asyncify), and in any program where nothing else might ever end the wait: of JSPI a module tells nothing.
 */
export function whileTimersGoOn(ctx: Context, ms: number, wait: (ms: number) => number): number {
  const { timers } = ctx;
  if (timers === undefined || ms === 0 || (ms !== Infinity && ctx.exports.asyncify_start_unwind === undefined)) return wait(ms);
  const until = clockMs(1) + ms;
  const { main } = timers;
  const isRunning = main?.timer !== undefined;
  pause(ctx);
  for (;;) {
    const answer = wait(Math.max(0, Math.min(until, timers.due) - clockMs(1)));
    const now = clockMs(1);
    if (answer !== 0 || (now >= until && timers.due > until)) {
      if (isRunning && timers.main === main) resume(ctx);
      return answer;
    }
    runUntil(ctx, timers, now);
  }
}

/** The sleep of programs that can be suspended (Asyncify), whose timers go on meanwhile; their main loop does not. */
export function emscripten_sleep(ctx: Context) {
  return (ms: number): void => {
    const timers = timersOf(ctx);
    const until = clockMs(1) + timeout(ms >>> 0);
    const { main } = timers;
    const isRunning = main?.timer !== undefined;
    pause(ctx);
    runUntil(ctx, timers, until);
    for (let left = until - clockMs(1); left > 0; left = until - clockMs(1)) sleep(ctx.p, left);
    if (isRunning && timers.main === main) resume(ctx);
  };
}

/** Waits for a sleep to be over, without the main loop. */
export async function whileMainSleeps(ctx: Context, ms: number): Promise<void> {
  const timers = timersOf(ctx);
  const { main } = timers;
  const isRunning = main?.timer !== undefined;
  pause(ctx);
  await new Promise<void>((resolve) => void timers.add(timeout(ms), resolve));
  if (isRunning && timers.main === main) resume(ctx);
}

/** With `forever` the caller's code after the call never runs. */
function start(ctx: Context, call: () => void, perSecond: number, forever: number): void {
  const [mode, value] = perSecond > 0 ? [0, Math.trunc(1000 / perSecond)] : [1, 1];
  timersOf(ctx).main = { call, mode, value, timer: undefined };
  resume(ctx);
  if (forever) throw timersOf(ctx).unwinding;
}

export function emscripten_set_main_loop(ctx: Context) {
  return (fn: number, perSecond: number, forever: number): void => start(ctx, () => pointed(ctx, fn, 'v')(), perSecond, forever);
}

export function emscripten_set_main_loop_arg(ctx: Context) {
  return (fn: number, argument: number, perSecond: number, forever: number): void => start(ctx, () => pointed(ctx, fn, 'vi')(argument), perSecond, forever);
}

export function emscripten_cancel_main_loop(ctx: Context) {
  return (): void => {
    pause(ctx);
    timersOf(ctx).main = undefined;
  };
}

/** A loop that stands still keeps the program alive, though nothing can wake it but a timer. */
export function emscripten_pause_main_loop(ctx: Context) {
  return (): void => pause(ctx);
}

export function emscripten_resume_main_loop(ctx: Context) {
  return (): void => resume(ctx);
}

/** 1 if there is no main loop. */
export function emscripten_set_main_loop_timing(ctx: Context) {
  return (mode: number, value: number): number => {
    const { main } = timersOf(ctx);
    if (main === undefined) return 1;
    const isRunning = main.timer !== undefined;
    pause(ctx);
    Object.assign(main, { mode, value });
    if (isRunning) resume(ctx);
    return 0;
  };
}

export function emscripten_get_main_loop_timing(ctx: Context) {
  return (modeAt: number, valueAt: number): void => {
    if (modeAt !== 0) setI32(ctx.m, modeAt, timersOf(ctx).main?.mode ?? 0);
    if (valueAt !== 0) setI32(ctx.m, valueAt, timersOf(ctx).main?.value ?? 0);
  };
}

/** Ends main, and nothing else: the functions registered with atexit do not run. */
export function emscripten_exit_with_live_runtime(ctx: Context) {
  return (): never => {
    timersOf(ctx).live++;
    throw timersOf(ctx).unwinding;
  };
}

export function emscripten_unwind_to_js_event_loop(ctx: Context) {
  return (): never => {
    throw timersOf(ctx).unwinding;
  };
}

export function emscripten_runtime_keepalive_push(ctx: Context) {
  return (): void => void timersOf(ctx).live++;
}

export function emscripten_runtime_keepalive_pop(ctx: Context) {
  return (): void => void timersOf(ctx).live--;
}

export function emscripten_runtime_keepalive_check(ctx: Context) {
  return (): number => (timersOf(ctx).isAlive ? 1 : 0);
}
