/** What AssemblyScript's own runtime imports, and the clocks and the end of the process. */
import { CLOCK_MONOTONIC } from '../posix/constants.js';
import { Exit } from '../posix/exit.js';
import { clockMs } from '../posix/time.js';
import { RuntimeError } from '../../runtime-lite/trap.js';
import { printLine, stringAt, type Context } from './context.js';

/** What a failed assertion or an uncaught error calls; its text is that of AssemblyScript's own glue. */
export function abort(ctx: Context) {
  return (message: number, file: number, line: number, column: number): never => {
    throw new RuntimeError(`${stringAt(ctx, message)} in ${stringAt(ctx, file)}:${line >>> 0}:${column >>> 0}`);
  };
}

/** Prints a message and the first `count` of five numbers. */
export function trace(ctx: Context) {
  return (message: number, count: number, ...numbers: number[]): void =>
    printLine(ctx, 1, [stringAt(ctx, message), ...numbers.slice(0, count).map((number) => (Object.is(number, -0) ? '-0' : String(number)))].join(' '));
}

/** Where Math.random begins. */
export function seed(_ctx: Context) {
  return (): number => Date.now() * Math.random();
}

export function dateNow(_ctx: Context) {
  return (): number => Date.now();
}

export function performanceNow(_ctx: Context) {
  return (): number => clockMs(CLOCK_MONOTONIC);
}

export function exit(_ctx: Context) {
  return (code: number): never => {
    throw new Exit(code & 0xff);
  };
}

/** An imported memory: made here, of the size that the module asks for. */
export function memory(ctx: Context) {
  return ctx.memory;
}
