/**
 * After main, where JavaScript of the program's own has run: that may have left promises and the like to the event loop of its host, so the thread goes
 * back there between the program's own timers, until nothing is left in either.
 */
import { hostKind, hostProcess } from '../host/host.js';
import { Exit } from '../posix/exit.js';
import { clockMs, sleep } from '../posix/time.js';
import { RuntimeError } from '../../runtime-lite/trap.js';
import type { Context } from './context.js';
import type { End } from './runtime.js';
import { Timers } from './timers.js';

/** Milliseconds between two looks for signals and calls of other threads while the host's loop turns. */
const LOOK = 20;

/** Goes back to the host's loop, until nothing is left or `isOver` says so: how the program ended, if not by itself. `forMain`: while main waits there. */
export type Turning = (ctx: Context, ending: (call: () => void) => End, isOver: () => boolean, forMain?: boolean) => Promise<End | undefined>;

interface Host {
  setTimeout(call: () => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
  setImmediate?(call: () => void): unknown;
}

const host = globalThis as unknown as Host;

/** One turn: what was ready there is done. */
const turn = (): Promise<void> => new Promise((resolve) => void (host.setImmediate === undefined ? host.setTimeout(resolve, 0) : host.setImmediate(resolve)));

/** Whether the host's loop in this thread is the program's own, and tells of its end. */
const isAlone = ({ p }: Context): boolean => p.host.wire !== undefined && hostKind() === 'node' && hostProcess() !== undefined;

/** Calls when the host's loop has nothing left; the way not to. Elsewhere than in node's workers nobody tells: two turns have to do, unless main waits. */
function whenEmpty(ctx: Context, forMain: boolean, call: () => void): () => void {
  if (!isAlone(ctx)) {
    if (forMain) return () => undefined;
    let isWanted = true;
    void turn().then(turn).then(() => void (isWanted && call()));
    return () => void (isWanted = false);
  }
  const process = hostProcess()!;
  process.once('beforeExit', call);
  return () => void process.off('beforeExit', call);
}

/** When the next timer or alarm is due, as of CLOCK_MONOTONIC. Main may wait for any. */
function due({ timers, p }: Context, forMain: boolean): number {
  if (!forMain && !timers?.isAlive) return Infinity;
  return Math.min(timers?.due ?? Infinity, p.signals.alarmAt - Date.now() + clockMs(1));
}

/** Waits for that, or for the end of all that the host's loop has to do, or for {@link Context.wake}. */
async function waitThere(ctx: Context, ending: (call: () => void) => End, forMain: boolean): Promise<End | undefined> {
  const at = due(ctx, forMain);
  return new Promise((resolve) => {
    const look = setInterval(() => {
      const looked = ending(() => void sleep(ctx.p, 0));
      if (looked.exited || due(ctx, forMain) < at) settle(looked);
    }, LOOK) as unknown as { unref?(): void };
    // Where nobody tells that the loop has nothing left, a main that waits keeps the process.
    if (isAlone(ctx) || !forMain) look.unref?.();
    const timers = (ctx.timers ??= new Timers());
    timers.added = () => {
      if (due(ctx, forMain) < at) settle();
    };
    const timer = at === Infinity ? undefined : host.setTimeout(() => settle(), Math.max(0, Math.ceil(at - clockMs(1))));
    const stop = at === Infinity ? whenEmpty(ctx, forMain, () => settle()) : () => undefined;
    const settle = (end?: End): void => {
      timers.added = undefined;
      clearInterval(look as unknown as number);
      if (timer !== undefined) host.clearTimeout(timer);
      stop();
      resolve(end?.exited ? end : undefined);
    };
    ctx.wake = () => settle();
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

/** {@link Turning}; rejects with what nobody catches. */
export const turnWithHost: Turning = (ctx, ending, isOver, forMain = false) => Promise.race([untilEmpty(ctx, ending, isOver, forMain), failure(ctx)]);

/** Waits for what other threads want of this one; undefined where there are none. */
function serveThreads(ctx: Context, ending: (call: () => void) => End): End | undefined {
  let isThere = false;
  const end = ending(() => void (isThere = ctx.idle?.() !== undefined));
  return isThere || end.exited ? end : undefined;
}

async function untilEmpty(ctx: Context, ending: (call: () => void) => End, isOver: () => boolean, forMain: boolean): Promise<End | undefined> {
  let left: End | undefined;
  ctx.leave = (code) => {
    left ??= { code, exited: true };
    ctx.wake?.();
  };
  while (!isOver()) {
    await turn();
    if (left !== undefined || isOver()) return left;
    const wasDue = due(ctx, forMain);
    let end: End | undefined;
    if (wasDue <= clockMs(1)) end = ending(() => (ctx.timers?.next(ctx.p, clockMs(1)) ?? (() => void sleep(ctx.p, 1)))());
    else {
      end = await waitThere(ctx, ending, forMain);
      if (left === undefined && end === undefined && !isOver() && wasDue === Infinity && due(ctx, forMain) === Infinity) {
        end = serveThreads(ctx, ending);
        if (end === undefined) return undefined;
      }
    }
    if (left !== undefined || end?.exited) return left ?? end;
  }
  return undefined;
}

/** Main that returns a promise: timers go on until it settles. */
export async function waitForMain(ctx: Context, run: () => number | Promise<number>, ending: (call: () => void) => End): Promise<End> {
  let main: Promise<number> | undefined;
  const begun = ending(() => void (main = Promise.resolve(run())));
  if (main === undefined) return begun;
  let end: End | undefined;
  const settled = main
    .then((code) => ({ code: code & 0xff, exited: false }), (error) => ending(() => { throw error; }))
    .then((ended) => {
      end = ended;
      ctx.wake?.();
    });
  // Rejects with what ends the program otherwise.
  const failed = new Promise<never>((_, reject) => void settled.catch(reject));
  const left = await Promise.race([turnWithHost(ctx, ending, () => end !== undefined, true), failed]);
  if (left === undefined && end === undefined) throw new RuntimeError('main waits for a promise that nothing is left to settle');
  return left ?? end!;
}
