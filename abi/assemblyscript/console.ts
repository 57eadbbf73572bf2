/** `console` as AssemblyScript's own bindings give it: lines of text to standard output and standard error. */
import { clockMs } from '../posix/time.js';
import { CLOCK_MONOTONIC } from '../posix/constants.js';
import { printLine, stringAt, type Context } from './context.js';

const print = (ctx: Context, fd: number, text: number): void => printLine(ctx, fd, String(stringAt(ctx, text)));

export const log = (ctx: Context) => (text: number): void => print(ctx, 1, text);
export const debug = (ctx: Context) => (text: number): void => print(ctx, 1, text);
export const info = (ctx: Context) => (text: number): void => print(ctx, 1, text);
export const warn = (ctx: Context) => (text: number): void => print(ctx, 2, text);
export const error = (ctx: Context) => (text: number): void => print(ctx, 2, text);

export function assert(ctx: Context) {
  return (holds: number, text: number): void => {
    if (holds === 0) printLine(ctx, 2, `Assertion failed: ${stringAt(ctx, text)}`);
  };
}

export function time(ctx: Context) {
  return (label: number): void => void ctx.started.set(String(stringAt(ctx, label)), clockMs(CLOCK_MONOTONIC));
}

export function timeLog(ctx: Context) {
  return (label: number): void => {
    const name = String(stringAt(ctx, label));
    const began = ctx.started.get(name);
    if (began !== undefined) printLine(ctx, 1, `${name}: ${(clockMs(CLOCK_MONOTONIC) - began).toFixed(3)}ms`);
  };
}

export function timeEnd(ctx: Context) {
  return (label: number): void => {
    timeLog(ctx)(label);
    ctx.started.delete(String(stringAt(ctx, label)));
  };
}
