/** Clocks, sleep and the interval timer. */
import { E } from '../posix/errno.js';
import { setI32, setI64 } from '../posix/memory.js';
import { deliver } from '../posix/signals.js';
import { writeTimeval } from '../posix/structs.js';
import { clockMs, sleep } from '../posix/time.js';
import { emscriptenErrno } from './errno.js';
import { libc, type Context } from './context.js';

/** Clock numbers are Linux's: CLOCK_REALTIME to CLOCK_TAI. */
const LAST_CLOCK = 11;

/** timespec: seconds@0, nanoseconds@4. Sets errno itself. */
export function clock_gettime(ctx: Context) {
  return (clock: number, at: number): number => {
    if (clock < 0 || clock > LAST_CLOCK) return libc(ctx, -E.EINVAL);
    const ms = clockMs(clock);
    const seconds = Math.floor(ms / 1000);
    setI32(ctx.m, at, seconds);
    setI32(ctx.m, at + 4, Math.floor((ms - seconds * 1000) * 1e6));
    return 0;
  };
}

export function clock_getres(ctx: Context) {
  return (clock: number, at: number): number => {
    if (clock < 0 || clock > LAST_CLOCK) return libc(ctx, -E.EINVAL);
    if (at !== 0) {
      setI32(ctx.m, at, 0);
      setI32(ctx.m, at + 4, 1000);
    }
    return 0;
  };
}

/** WASI's clock: 64-bit nanoseconds. The precision, two words, is not used. */
export function clock_time_get(ctx: Context) {
  return (clock: number, _low: number, _high: number, at: number): number => {
    if (clock < 0 || clock > LAST_CLOCK) return emscriptenErrno(E.EINVAL);
    const ms = clockMs(clock);
    const whole = Math.floor(ms);
    ctx.m.dv.setBigUint64(at >>> 0, BigInt(whole) * 1000000n + BigInt(Math.floor((ms - whole) * 1e6)), true);
    return 0;
  };
}

export function gettimeofday(ctx: Context) {
  return (at: number, _zone: number): number => {
    writeTimeval(ctx.m, at, clockMs(0));
    return 0;
  };
}

export function time(ctx: Context) {
  return (at: number): number => {
    const seconds = Math.floor(Date.now() / 1000) | 0;
    if (at !== 0) setI32(ctx.m, at, seconds);
    return seconds;
  };
}

export function clock_res_get(ctx: Context) {
  return (clock: number, at: number): number => {
    if (clock < 0 || clock > LAST_CLOCK) return emscriptenErrno(E.EINVAL);
    setI64(ctx.m, at, 1000);
    return 0;
  };
}

/** Milliseconds. */
export function emscripten_get_now_res(_ctx: Context) {
  return (): number => 0.001;
}

export function _emscripten_get_now_is_monotonic(_ctx: Context) {
  return (): number => 1;
}

/** What a program without threads asks again and again while it sleeps: signals come then, as they would to one that sleeps. */
export function emscripten_get_now(ctx: Context) {
  return (): number => {
    deliver(ctx.p);
    return clockMs(1);
  };
}

export function emscripten_date_now(_ctx: Context) {
  return (): number => Date.now();
}

/** What usleep and nanosleep of a program without threads call. A signal's handler does not end it. */
export function emscripten_thread_sleep(ctx: Context) {
  return (ms: number): void => {
    const end = clockMs(1) + ms;
    for (let left = ms; left > 0; left = end - clockMs(1)) sleep(ctx.p, left);
  };
}

/** setitimer(2), in milliseconds; 0 ends the timer. Only ITIMER_REAL. */
export function _setitimer_js(ctx: Context) {
  return (which: number, ms: number): number => {
    if (which !== 0) return emscriptenErrno(E.EINVAL);
    ctx.p.signals.alarmAt = ms === 0 ? Infinity : Date.now() + ms;
    return 0;
  };
}
