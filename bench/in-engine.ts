/** What runs inside of the engine that is measured: text of these functions is put into a plain script. */

/** One of the programs that are compared: `make` returns a fresh instance's function. */
export interface Contestant {
  readonly name: string;
  readonly make: () => (n: number) => number;
}

export interface Plan {
  readonly rounds: number;
  /** Milliseconds that a sample of the fastest contestant lasts, at least. */
  readonly sample: number;
  /** Milliseconds that a contestant runs before it is measured. */
  readonly warmUp: number;
  /** Milliseconds after which a slow contestant gets no further samples. */
  readonly budget: number;
}

/** Samples of one contestant, in nanoseconds for one round of the kernel; or why there are none. */
export interface Samples {
  readonly name: string;
  /** By round; null where the budget was spent. */
  readonly times: (number | null)[];
  readonly result?: number;
  readonly error?: string;
}

/** Samples of all contestants, each of `n` rounds of the kernel. */
export interface Measured {
  readonly n: number;
  readonly samples: readonly Samples[];
}

/** Instantiation and the first call, in nanoseconds, and its result. */
export interface First {
  readonly first: number;
  readonly result: number;
}

/** Milliseconds of the best clock that the engine has. */
function clock(): () => number {
  const g = globalThis as any;
  if (typeof g.performance === 'object' && g.performance.now) return () => g.performance.now();
  if (typeof g.preciseTime === 'function') return () => g.preciseTime() * 1000;
  if (typeof g.imports === 'object' && g.imports.gi) { const { GLib } = g.imports.gi; return () => GLib.get_monotonic_time() / 1000; }
  return () => Date.now();
}

/** Measures the contestants in turns. A common count of rounds is found first, so that all do the same work and must give the same result. */
function measure(contestants: readonly Contestant[], plan: Plan, now: () => number): Measured {
  const instances = contestants.map(({ name, make }) => {
    const samples: { name: string; times: (number | null)[]; result?: number; error?: string } = { name, times: [] };
    let run: ((n: number) => number) | undefined;
    try {
      run = make();
      run(1);
    } catch (error) { samples.error = String(error).slice(0, 200); run = undefined; }
    return { samples, run, spent: 0 };
  });
  const able = instances.filter(({ run }) => run !== undefined);
  let n = 1;
  let fastest = able[0]?.run;
  for (let least = Infinity, tries = 0; fastest && tries < 40; tries++) {
    least = Infinity;
    for (const instance of able) {
      const start = now();
      instance.run!(n);
      const time = now() - start;
      if (time < least) { least = time; fastest = instance.run; }
      if (time > plan.budget) { instance.spent = Infinity; }
    }
    if (least >= plan.sample) break;
    n = Math.max(n + 1, Math.min(n * 4, Math.ceil(n * plan.sample / Math.max(least, plan.sample / 8) * 1.1)));
  }
  for (const instance of able) {
    for (const start = now(); now() - start < plan.warmUp;) instance.run!(n);
    instance.spent = 0;
  }
  for (let round = 0; round < plan.rounds; round++) {
    for (let i = 0; i < able.length; i++) {
      const instance = able[(i + round) % able.length]!;
      if (instance.spent > plan.budget) { instance.samples.times.push(null); continue; }
      const start = now();
      const result = instance.run!(n);
      const time = now() - start;
      instance.spent += time;
      instance.samples.times.push(time * 1e6 / n);
      instance.samples.result = result;
    }
  }
  return { n, samples: instances.map(({ samples }) => samples) };
}

/** Instantiates a contestant and calls it for so many rounds, in nanoseconds. */
function measureFirst(make: Contestant['make'], rounds: number, now: () => number): { first: number; result: number } {
  const start = now();
  const result = make()(rounds);
  return { first: (now() - start) * 1e6, result };
}

type Text = { readonly name: string; readonly make: string };

const script = (functions: readonly Function[], value: string): string => `(function () {
    var write = typeof print === 'function' ? print : function (text) { console.log(text); };
    ${[clock, ...functions].map(String).join('\n')}
    write('@' + JSON.stringify(${value}));
  })();`;

/** The script that measures contestants, given as texts of expressions that are functions, and prints one line of JSON: `Measured`. */
export function scriptOf(contestants: readonly Text[], plan: Plan): string {
  const list = contestants.map(({ name, make }) => `{ name: ${JSON.stringify(name)}, make: ${make} }`).join(',\n');
  return script([measure], `measure([${list}], ${JSON.stringify(plan)}, clock())`);
}

/** The script that measures the first run of one, of so many rounds, for a process that runs nothing else: `First`. */
export const firstScriptOf = ({ make }: Text, rounds = 1): string => script([measureFirst], `measureFirst(${make}, ${rounds}, clock())`);
