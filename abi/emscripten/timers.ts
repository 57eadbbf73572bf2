/**
 * What the program asked to be called later, which glue leaves to the event loop of its host. Here it is the program's own thread that waits,
 * after main is over: for one call after the other, in the order of their times.
 */
import { clockMs, sleep } from '../posix/time.js';
import type { Process } from '../posix/process.js';

interface Timer {
  /** When it is due, as of CLOCK_MONOTONIC. */
  at: number;
  /** Milliseconds after which it is due again; undefined for once. */
  every: number | undefined;
  readonly call: () => void;
  /** Whether the program does not end before it. */
  readonly holds: boolean;
}

/** The main loop, timed as the program asked; no timer while it stands still. */
export interface MainLoop {
  readonly call: () => void;
  mode: number;
  value: number;
  timer: number | undefined;
}

export class Timers {
  private readonly waiting = new Map<number, Timer>();
  private last = 0;
  /** How often the program asked to stay alive without anything to call. */
  live = 0;
  main: MainLoop | undefined = undefined;
  /** Told of what is added while nobody waits for it. */
  added: (() => void) | undefined = undefined;
  /** What is thrown where a call of the program ends that goes on later: `emscripten_set_main_loop` and others do not return. */
  readonly unwinding = {};

  /** Calls later: after so many milliseconds, and from then on after each `every`; as hosts do, 1 at least, but for the 0 of what is immediate. The timer's number. */
  add(ms: number, call: () => void, every?: number, holds = true): number {
    this.waiting.set(++this.last, { at: clockMs(1) + ms, every, call, holds });
    this.added?.();
    return this.last;
  }

  remove(id: number): void {
    this.waiting.delete(id);
  }

  /** Whether the program has not come to its end. */
  get isAlive(): boolean {
    return this.live > 0 || this.main !== undefined || [...this.waiting.values()].some(({ holds }) => holds);
  }

  /** When the next call is due, as of CLOCK_MONOTONIC; Infinity if there is none. */
  get due(): number {
    return Math.min(Infinity, ...[...this.waiting.values()].map(({ at }) => at));
  }

  /** Waits for the next call that is due until then (a time of CLOCK_MONOTONIC), and gives it; undefined when there is none. */
  next(p: Process, until = Infinity): (() => void) | undefined {
    for (;;) {
      let [id, next]: [number, Timer | undefined] = [0, undefined];
      // Of those due at the same time the one that was added first comes first.
      for (const [candidate, timer] of this.waiting) if (next === undefined || timer.at < next.at) [id, next] = [candidate, timer];
      if (next === undefined || next.at > until) return undefined;
      const rest = next.at - clockMs(1);
      // A signal's handler may have ended the wait, and changed what there is to wait for.
      if (rest > 0 && (sleep(p, rest), clockMs(1) < next.at)) continue;
      if (next.every === undefined) this.waiting.delete(id);
      // Counted from when it was due, so that a busy machine changes no order.
      else next.at = Math.max(next.at + next.every, clockMs(1));
      return next.call;
    }
  }
}
