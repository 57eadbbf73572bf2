/** Package runtime of Go: end, time, random numbers, and output while the program cannot do it properly. A piece gets the stack pointer. */
import { bytesAt, getI64, setI64 } from '../posix/memory.js';
import { CLOCK_MONOTONIC } from '../posix/constants.js';
import { descriptionOf } from '../posix/fd.js';
import { fillRandom } from '../posix/stdio.js';
import { clockMs } from '../posix/time.js';
import { resumeFromLoop, type Context } from './context.js';

export function wasmExit(ctx: Context) {
  return (sp: number): void => ctx.finish(ctx.m.dv.getInt32((sp >>> 0) + 8, true) & 0xff);
}

/** What panics and print() write: at once, whatever becomes of the program. */
export function wasmWrite(ctx: Context) {
  return (sp: number): void => {
    const { m } = ctx;
    const at = sp >>> 0;
    const start = getI64(m, at + 16);
    descriptionOf(ctx.p, getI64(m, at + 8))?.write(m.u8, start, m.dv.getInt32(at + 24, true));
  };
}

/** Memory has grown: its views follow it by themselves. */
export function resetMemoryDataView(_ctx: Context) {
  return (_sp: number): void => undefined;
}

export function nanotime1(ctx: Context) {
  return (sp: number): void => {
    setI64(ctx.m, (sp >>> 0) + 8, Math.floor(clockMs(CLOCK_MONOTONIC) * 1e6));
  };
}

export function walltime(ctx: Context) {
  return (sp: number): void => {
    const ms = Date.now();
    setI64(ctx.m, (sp >>> 0) + 8, Math.floor(ms / 1000));
    ctx.m.dv.setInt32((sp >>> 0) + 16, (ms % 1000) * 1e6, true);
  };
}

/** An event after so many milliseconds. It comes again until the program, whose clock may be behind, agrees that it is time. */
export function scheduleTimeoutEvent(ctx: Context) {
  return (sp: number): void => {
    const id = ++ctx.timerCount;
    const fire = (): void => {
      resumeFromLoop(ctx);
      if (ctx.timers.has(id)) ctx.timers.set(id, setTimeout(fire, 1));
    };
    ctx.timers.set(id, setTimeout(fire, getI64(ctx.m, (sp >>> 0) + 8)));
    ctx.m.dv.setInt32((sp >>> 0) + 16, id, true);
  };
}

export function clearTimeoutEvent(ctx: Context) {
  return (sp: number): void => {
    const id = ctx.m.dv.getInt32((sp >>> 0) + 8, true);
    clearTimeout(ctx.timers.get(id) as number);
    ctx.timers.delete(id);
  };
}

export function getRandomData(ctx: Context) {
  return (sp: number): void => fillRandom(bytesAt(ctx.m, getI64(ctx.m, (sp >>> 0) + 8), getI64(ctx.m, (sp >>> 0) + 16)));
}

/** Prints a number: a help for those who work on Go itself. */
export function debug(_ctx: Context) {
  return (value: number): void => console.log(value);
}
