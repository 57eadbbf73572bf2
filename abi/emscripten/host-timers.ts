/** `setTimeout` and its like for JavaScript of the program's own: while the program runs nobody goes back to the host's event loop, so that its own thread waits and calls. */
import type { Context } from './context.js';
import { Timers } from './timers.js';

type Callback = (...values: unknown[]) => void;

/** The host's own outside of a program that runs: of a library. */
export function timerFunctions(ctx: Context): Record<string, unknown> {
  const host = globalThis as unknown as Record<string, ((...values: unknown[]) => unknown) | undefined>;
  const add = (name: string, least: number, repeats: boolean) => (call: Callback, ...rest: unknown[]): unknown => {
    if (!ctx.isRunning) return host[name]!(call, ...rest);
    const [ms, values] = name === 'setImmediate' ? [0, rest] : [Math.max(least, Number(rest[0] ?? 0) || 0), rest.slice(1)];
    return (ctx.timers ??= new Timers()).add(ms, () => call(...values), repeats ? ms : undefined, !ctx.config.endsWithMain);
  };
  const remove = (name: string) => (id: unknown): void => {
    if (ctx.isRunning && typeof id === 'number') ctx.timers?.remove(id);
    else host[name]?.(id);
  };
  return {
    setTimeout: add('setTimeout', 1, false), setInterval: add('setInterval', 1, true), setImmediate: add('setImmediate', 0, false),
    clearTimeout: remove('clearTimeout'), clearInterval: remove('clearInterval'), clearImmediate: remove('clearImmediate'),
  };
}
