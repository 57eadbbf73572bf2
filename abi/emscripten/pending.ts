/** A main that waits for promises of the program's JavaScript: the host's event loop and the program's timers go on meanwhile. */
import { RuntimeError } from '../../runtime-lite/trap.js';
import type { Context } from './context.js';
import type { End } from './runtime.js';
import { isAlone, turnWithHost } from './turns.js';

/** Milliseconds between two looks for timers, where the host does not tell that nothing else is left to do. */
const LOOK = 4;

/** How main ended. Rejects with what nobody catches, and with a RuntimeError where nothing is left that could end the wait. */
export async function awaitMain(ctx: Context, ending: (call: () => number | void) => End, main: Promise<number>): Promise<End> {
  let isOver = false;
  const end = main.then((code) => ending(() => code & 0xff), (error) => ending(() => { throw error; }));
  const over = (): void => {
    isOver = true;
    ctx.wake?.();
  };
  const ended = end.then(over, over);
  while (!isOver) {
    const left = await turnWithHost(ctx, ending, () => isOver);
    if (left?.exited) return left;
    if (isOver) break;
    if (isAlone(ctx)) throw new RuntimeError('main waits for a promise that nothing is left to settle');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, LOOK))]);
  }
  return end;
}
