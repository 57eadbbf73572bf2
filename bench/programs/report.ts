/** From measurements to ratios and tables. */
import type { Measurement, Reply } from './child.js';
import type { SubjectName } from './subjects.js';

/** A ratio to native: the median of the rounds, and the least and the greatest of them. */
export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

export interface Result {
  readonly engine: string;
  readonly program: string;
  readonly subject: SubjectName;
  readonly failure?: string;
  readonly warmMs?: number;
  readonly startMs?: number;
  readonly peakMb?: number;
  readonly ratios?: {
    readonly warm: Ratio;
    /** From the beginning of loading to the first result. */
    readonly start: Ratio;
    /** Of that, the first round alone. */
    readonly first: Ratio;
    readonly memory: Ratio;
  };
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const geometricMean = (numbers: readonly number[]): number => Math.exp(numbers.reduce((sum, number) => sum + Math.log(number), 0) / numbers.length);

function ratio(of: readonly number[], to: readonly number[]): Ratio {
  const ratios = of.map((value, round) => value / to[round]!);
  return { median: median(ratios), least: Math.min(...ratios), greatest: Math.max(...ratios) };
}

const start = ({ loadMs, firstMs }: Measurement): number => loadMs + firstMs;
const succeeded = (reply: Reply): reply is Measurement => !('failure' in reply);

/** The ratios compare what ran in the same round, one after the other. */
export function summarise(engine: string, program: string, replies: ReadonlyMap<SubjectName, readonly Reply[]>): Result[] {
  const native = (replies.get('native') ?? []).filter(succeeded);
  return [...replies].map(([subject, all]) => {
    const failed = all.find((reply) => !succeeded(reply));
    if (failed !== undefined) return { engine, program, subject, failure: (failed as { failure: string }).failure };
    const runs = all as readonly Measurement[];
    const times = { warmMs: median(runs.map(({ warmMs }) => warmMs)), startMs: median(runs.map(start)), peakMb: median(runs.map(({ peakMb }) => peakMb)) };
    if (native.length !== runs.length) return { engine, program, subject, ...times };
    if (runs.some(({ digest }) => digest !== native[0]!.digest)) return { engine, program, subject, failure: 'WRONG result' };
    const compare = (value: (run: Measurement) => number): Ratio => ratio(runs.map(value), native.map(value));
    return { engine, program, subject, ...times, ratios: { warm: compare(({ warmMs }) => warmMs), start: compare(start), first: compare(({ firstMs }) => firstMs), memory: compare(({ peakMb }) => peakMb) } };
  });
}

const COLUMNS = ['engine', 'program', 'subject', 'warm ms', 'ratio', '(spread)', 'start ms', 'ratio', '(spread)', 'first round', 'peak MB', 'ratio'];
const two = (value: number): string => value.toFixed(2);
const spread = ({ least, greatest }: Ratio): string => `${two(least)}–${two(greatest)}`;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

export const header = (): string => row(COLUMNS) + row(COLUMNS.map((_, index) => (index < 3 ? '---' : '---:')));

export function tableRow({ engine, program, subject, failure, warmMs, startMs, peakMb, ratios }: Result): string {
  if (failure !== undefined) return row([engine, program, subject, failure.replaceAll('|', '/'), ...COLUMNS.slice(4).map(() => '')]);
  const r = ratios;
  return row([
    engine, program, subject, two(warmMs!), r ? two(r.warm.median) : '', r ? spread(r.warm) : '', startMs!.toFixed(1), r ? two(r.start.median) : '', r ? spread(r.start) : '',
    r ? two(r.first.median) : '', peakMb!.toFixed(0), r ? two(r.memory.median) : '',
  ]);
}

/** The table, and geometric means of the programs that a subject runs. */
export function markdown(results: readonly Result[]): string {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    if (result.ratios === undefined || result.subject === 'native') continue;
    const key = `${result.engine}, ${result.subject}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  const means = [...groups].map(([key, group]) => {
    const mean = (value: (result: Result) => number): string => two(geometricMean(group.map(value)));
    return `- ${key}, geometric mean of ${group.length} programs: warm ${mean(({ ratios }) => ratios!.warm.median)}, `
      + `start ${mean(({ ratios }) => ratios!.start.median)}, memory ${mean(({ ratios }) => ratios!.memory.median)}\n`;
  });
  return `${header()}${results.map(tableRow).join('')}\n${means.join('')}`;
}
