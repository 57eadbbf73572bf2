/**
 * After main, where JavaScript of the program's own has run: that may have left promises and the like to the event loop of its host, so the thread goes
 * back there between the program's own timers, until nothing is left in either.
 */
import { hostKind, hostProcess } from '../host/host.js';
import { Exit } from '../posix/exit.js';
import { clockMs, sleep } from '../posix/time.js';
import type { Context } from './context.js';
import type { End } from './runtime.js';

/** Milliseconds between two looks for signals and calls of other threads while the host's loop turns. */
const LOOK = 20;

interface Host {
  setTimeout(call: () => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
  setImmediate?(call: () => void): unknown;
}

const host = globalThis as unknown as Host;

/** One turn: what was ready there is done. */
const turn = (): Promise<void> => new Promise((resolve) => void (host.setImmediate === undefined ? host.setTimeout(resolve, 0) : host.setImmediate(resolve)));

/** Whether the host's loop in this thread is the program's own, and tells of its end. */
export const isAlone = ({ p }: Context): boolean => p.host.wire !== undefined && hostKind() === 'node' && hostProcess() !== undefined;

/** Calls when the host's loop has nothing left; the way not to. Elsewhere than in node's workers nobody tells, and two turns have to do. */
function whenEmpty(ctx: Context, call: () => void): () => void {
  if (!isAlone(ctx)) {
    let isWanted = true;
    void turn().then(turn).then(() => void (isWanted && call()));
    return () => void (isWanted = false);
  }
  const process = hostProcess()!;
  process.once('beforeExit', call);
  return () => void process.off('beforeExit', call);
}

/** When the next timer or alarm is due, as of CLOCK_MONOTONIC. */
function due({ timers, p }: Context): number {
  if (!timers?.isAlive) return Infinity;
  return Math.min(timers.due, p.signals.alarmAt - Date.now() + clockMs(1));
}

/** Waits for that, or for the end of all that the host's loop has to do, or for what `wake` is then told by. */
async function waitThere(ctx: Context, ending: (call: () => void) => End, wake: (call: () => void) => void): Promise<End | undefined> {
  const at = due(ctx);
  return new Promise((resolve) => {
    const look = setInterval(() => {
      const looked = ending(() => void sleep(ctx.p, 0));
      if (looked.exited || due(ctx) < at) settle(looked);
    }, LOOK) as unknown as { unref?(): void };
    look.unref?.();
    const timer = at === Infinity ? undefined : host.setTimeout(() => settle(), Math.max(0, Math.ceil(at - clockMs(1))));
    const stop = at === Infinity ? whenEmpty(ctx, () => settle()) : () => undefined;
    const settle = (end?: End): void => {
      clearInterval(look as unknown as number);
      if (timer !== undefined) host.clearTimeout(timer);
      stop();
      resolve(end?.exited ? end : undefined);
    };
    wake(() => settle());
  });
}

/** Rejects with what host's callbacks throw and promises reject with, and nobody catches. An exit is none, nor is a call that ends and lets the thread go on. */
function failure(ctx: Context): Promise<never> {
  return new Promise((_, reject) => {
    const tell = (error: unknown): void => {
      if (!(error instanceof Exit) && error !== ctx.timers?.unwinding) reject(error);
    };
    if (isAlone(ctx)) for (const event of ['uncaughtException', 'unhandledRejection'] as const) hostProcess()!.on(event, tell);
  });
}

/** How the program ended: undefined where nothing is left to do. `isOver` tells whether it is over at once. Rejects with what nobody catches. */
export function turnWithHost(ctx: Context, ending: (call: () => void) => End, isOver: () => boolean): Promise<End | undefined> {
  return Promise.race([untilEmpty(ctx, ending, isOver), failure(ctx)]);
}

/** Waits for what other threads want of this one; undefined where there are none. */
function serveThreads(ctx: Context, ending: (call: () => void) => End): End | undefined {
  let isThere = false;
  const end = ending(() => void (isThere = ctx.idle?.() !== undefined));
  return isThere || end.exited ? end : undefined;
}

async function untilEmpty(ctx: Context, ending: (call: () => void) => End, isOver: () => boolean): Promise<End | undefined> {
  let left: End | undefined;
  let wake = (): void => undefined;
  ctx.wake = () => wake();
  ctx.leave = (code) => {
    left ??= { code, exited: true };
    wake();
  };
  while (!isOver()) {
    await turn();
    if (left !== undefined) return left;
    const wasDue = due(ctx);
    let end: End | undefined;
    if (wasDue <= clockMs(1)) end = ending(() => (ctx.timers!.next(ctx.p, clockMs(1)) ?? (() => void sleep(ctx.p, 1)))());
    else {
      end = await waitThere(ctx, ending, (call) => void (wake = call));
      if (left === undefined && end === undefined && wasDue === Infinity && due(ctx) === Infinity) {
        end = serveThreads(ctx, ending);
        if (end === undefined) return undefined;
      }
    }
    if (left !== undefined || end?.exited) return left ?? end;
  }
  return undefined;
}
