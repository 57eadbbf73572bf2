/** Arguments, environment, end, random numbers. */
import { Exit } from '../posix/exit.js';
import { fillRandom } from '../posix/stdio.js';
import { call, fail, type Context } from './context.js';
import { bytesOf, span, storeU32 } from './memory.js';

/** Stores how many strings there are, and how many bytes. */
function sizes(ctx: Context, strings: Uint8Array[], countAt: number, sizeAt: number): void {
  span(ctx, countAt, 4);
  span(ctx, sizeAt, 4);
  storeU32(ctx, countAt, strings.length);
  storeU32(ctx, sizeAt, strings.reduce((sum, { length }) => sum + length, 0));
}

/** Writes strings one after another from `textAt`, and their addresses from `pointersAt`. */
function write(ctx: Context, strings: Uint8Array[], pointersAt: number, textAt: number): void {
  const pointers = span(ctx, pointersAt, 4 * strings.length);
  let at = span(ctx, textAt, strings.reduce((sum, { length }) => sum + length, 0));
  strings.forEach((bytes, i) => {
    storeU32(ctx, pointers + 4 * i, at);
    ctx.m.u8.set(bytes, at);
    at += bytes.length;
  });
}

export function args_sizes_get(ctx: Context) {
  return call((countAt: number, sizeAt: number) => sizes(ctx, ctx.args, countAt, sizeAt));
}

export function args_get(ctx: Context) {
  return call((pointersAt: number, textAt: number) => write(ctx, ctx.args, pointersAt, textAt));
}

export function environ_sizes_get(ctx: Context) {
  return call((countAt: number, sizeAt: number) => sizes(ctx, ctx.env, countAt, sizeAt));
}

export function environ_get(ctx: Context) {
  return call((pointersAt: number, textAt: number) => write(ctx, ctx.env, pointersAt, textAt));
}

export function proc_exit(_ctx: Context) {
  return (code: number): never => {
    throw new Exit(code >>> 0);
  };
}

/** WASI's signals whose default action is to go on: none, chld, cont, urg, winch. */
const HARMLESS = [0, 16, 17, 22, 27];
/** And those that stop a process, which nothing here could continue: stop, tstp, ttin, ttou. */
const STOPS = [18, 19, 20, 21];
const LAST_SIGNAL = 30;
/** From here on the numbers that shells know, Linux's, are greater by one. */
const SIGCHLD = 16;

/** No handlers can be registered, so the default action is taken. Errors: EINVAL, ENOTSUP for signals that stop a process. */
export function proc_raise(_ctx: Context) {
  return call((signal: number) => {
    if (signal < 0 || signal > LAST_SIGNAL) fail('EINVAL');
    if (STOPS.includes(signal)) fail('EOPNOTSUPP');
    if (!HARMLESS.includes(signal)) throw new Exit(128 + signal + (signal < SIGCHLD ? 0 : 1));
  });
}

/** Nothing else can run in this thread. */
export function sched_yield(_ctx: Context) {
  return (): number => 0;
}

export function random_get(ctx: Context) {
  return call((at: number, length: number) => {
    const bytes = bytesOf(ctx, at, length);
    if (typeof crypto === 'undefined') throw new Error('random_get: this host has no source of randomness; give the import wasi_snapshot_preview1.random_get to run or instantiate');
    fillRandom(bytes);
  });
}
