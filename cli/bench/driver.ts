/**
 * What runs inside of an engine. These functions are written into a script as text, so each names nothing but its parameters, the other
 * two and what every engine has; the oldest one knows no more than ES2015 without classes.
 */

/** One way to run the function: makes an instance and gives its exports. */
export interface Contender {
  readonly name: string;
  readonly instantiate: () => Record<string, unknown>;
  /** The import that was called since the last question although nobody provides it. */
  readonly lacking: () => string | undefined;
  /** Calls again and again; a function of its own for each contender, so that engines compile it for that one. */
  readonly repeat: typeof repeat;
}

export interface Task {
  readonly name: string;
  readonly args: readonly (number | bigint)[];
  readonly milliseconds: number;
}

/** What a contender did in one process: times in milliseconds, results as text. */
export interface Outcome {
  readonly name: string;
  /** From nothing to the first result, instantiation included. */
  readonly first: number;
  readonly result?: string;
  /** What was thrown instead. */
  readonly thrown?: string;
  /** The import that the first call, or instantiation, needs and that nobody provides: the contender takes no part. */
  readonly lacks?: string;
  /** The fastest call; 0 where it is too fast for the clock. */
  readonly call?: number;
  /** Set where the contenders of this process no longer agree at a later call. */
  readonly differs?: string;
}

export function repeat(f: (...args: unknown[]) => unknown, args: readonly unknown[], count: number): unknown {
  let result;
  for (let i = 0; i < count; i++) result = f(...args);
  return result;
}

/** Text of a result; numbers so that -0 and NaN are told apart. */
export function show(value: any): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'object' && typeof value.length === 'number') return Array.prototype.map.call(value, show).join(', ');
  if (typeof value === 'number' && value === 0 && 1 / value < 0) return '-0';
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : `a ${typeof value}`;
}

/** Makes the first calls, then measures the contenders in turn, each with as many calls as the others. */
export function drive(contenders: readonly Contender[], task: Task, now: () => number): Outcome[] {
  const first = contenders.map((contender) => {
    const outcome: { -readonly [K in keyof Outcome]: Outcome[K] } = { name: contender.name, first: 0 };
    const begun = now();
    let f: (...args: unknown[]) => unknown = () => undefined;
    try {
      const exports = contender.instantiate();
      if (typeof exports['_initialize'] === 'function' && task.name !== '_initialize') exports['_initialize']();
      f = exports[task.name] as typeof f;
      const result = f(...task.args);
      outcome.first = now() - begun;
      outcome.result = show(result);
    } catch (error) {
      outcome.first = now() - begun;
      outcome.thrown = String(error);
    }
    const lacks = contender.lacking();
    if (lacks !== undefined) outcome.lacks = lacks;
    return { contender, outcome, f };
  });
  const all = first.map(({ outcome }) => outcome);
  const able = first.filter(({ outcome }) => outcome.lacks === undefined);
  if (able.length === 0 || able.some(({ outcome }) => outcome.thrown !== undefined || outcome.result !== able[0]!.outcome.result)) return all;

  const begun = now();
  const clock = typeof performance === 'object' ? 4 : 40;
  let samples: number[][] = able.map(() => []);
  let count = 1;
  let elapsed = 0;
  for (let round = 0; round < 2 || elapsed < task.milliseconds; round++) {
    let fastest = Infinity;
    const results = able.map(({ contender, f }, k) => {
      const start = now();
      const result = contender.repeat(f, task.args, count);
      const time = now() - start;
      fastest = Math.min(fastest, time);
      samples[k]!.push(time / count);
      return show(result);
    });
    results.forEach((result) => {
      if (result !== results[0]) able[0]!.outcome.differs = results.join(' and ');
    });
    // The clock is asked once: between two questions the time could run out, and nothing would have been measured.
    elapsed = now() - begun;
    if (fastest < clock) {
      count = Math.min(count * (fastest < clock / 8 ? 8 : 2), 1 << 28);
      if (round === 0 || elapsed < task.milliseconds) samples = able.map(() => []);
    } else if (fastest > task.milliseconds) break;
  }
  able.forEach(({ outcome }, k) => { outcome.call = Math.min(...samples[k]!); });
  return all;
}
