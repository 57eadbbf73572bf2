/** What a run of the bench found, as data. */
import { geometricMean, paired, spread, type Spread } from './statistics.js';
import type { First, Samples } from './in-engine.js';
import type { Kernel, KernelGroup } from './kernels/kernels.js';

/** One subject in one kernel on one engine. */
export interface Cell {
  /** Relative to the base, warm. */
  readonly ratio?: Spread;
  /** Relative to the base: instantiation and first call in a fresh process. */
  readonly first?: number;
  /** Nanoseconds for one round, the least. */
  readonly least?: number;
  /** Why there is no ratio, or "wrong result". */
  readonly problem?: string;
}

export interface KernelResult {
  readonly kernel: string;
  readonly group: KernelGroup;
  readonly cells: Readonly<Record<string, Cell>>;
}

export interface EngineResult {
  readonly engine: string;
  readonly version: string;
  /** Name of the subject whose time is 1. */
  readonly base: string;
  readonly kernels: readonly KernelResult[];
}

export interface BenchRecord {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  readonly subjects: readonly string[];
  readonly engines: readonly EngineResult[];
}

/**
 * What the processes that measured one kernel found, `firsts` by subject those of first runs, whose n-th belong together. The result of
 * `base` is the right one.
 */
export function kernelResult(kernel: Kernel, processes: readonly (readonly Samples[])[], base: string, firsts: ReadonlyMap<string, readonly First[]> = new Map()): KernelResult {
  const cells: Record<string, Cell> = {};
  for (const { name } of processes[0] ?? []) {
    if (!processes[0]!.some((one) => one.name === base)) { cells[name] = { problem: `nothing to compare with: no ${base}` }; continue; }
    const pairs = processes.map((samples) => ({ own: samples.find((one) => one.name === name)!, base: samples.find((one) => one.name === base)! }));
    const error = pairs.find(({ own }) => own.error !== undefined)?.own.error;
    if (error !== undefined) { cells[name] = { problem: error }; continue; }
    const ratios = pairs.flatMap(({ own, base: other }) => paired(own.times, other.times));
    const wrong = pairs.some(({ own, base: other }) => own.result !== other.result && own.result !== undefined && other.result !== undefined);
    cells[name] = {
      ...(ratios.length > 0 && !wrong && { ratio: spread(ratios) }),
      ...(!wrong && firstRatio(firsts.get(name), firsts.get(base))),
      least: leastTime(processes, name),
      ...(wrong && { problem: 'wrong result' }),
    };
  }
  return { kernel: kernel.name, group: kernel.group, cells };
}

/** Nanoseconds that a round of a subject took at least; infinity where none was measured. */
export function leastTime(processes: readonly (readonly Samples[])[], name: string): number {
  return Math.min(...processes.flatMap((samples) => samples.find((one) => one.name === name)?.times ?? []).filter((time) => time !== null));
}

/** Nothing where the results differ, and where the clock tells nothing of so short a time. */
function firstRatio(own: readonly First[] | undefined, base: readonly First[] | undefined): { readonly first?: number } {
  if (!own?.length || !base?.length || [...own, ...base].some(({ first, result }) => first <= 0 || result !== base[0]!.result)) return {};
  return { first: spread(paired(own.map(({ first }) => first), base.map(({ first }) => first))).median };
}

/** A record with the engines of an earlier one of the same commit that were not measured again. */
export function merged(earlier: BenchRecord, now: BenchRecord): BenchRecord {
  if (earlier.commit !== now.commit) return now;
  const engines = new Map([...earlier.engines, ...now.engines].map((one) => [one.engine, one]));
  return { ...now, subjects: [...new Set([...earlier.subjects, ...now.subjects])], engines: [...engines.values()] };
}

/** Groups of what WebAssembly began with. */
const isOld = (group: KernelGroup): boolean => !['vectors', 'exceptions', 'objects'].includes(group);

/** Sets of groups that the goals speak of. */
export const summaries: Readonly<Record<string, (group: KernelGroup) => boolean>> = {
  'i64': (group) => group === 'i64',
  'not i64, without vectors, exceptions and objects': (group) => group !== 'i64' && isOld(group),
  'all of these': isOld,
  'everything': () => true,
};

/** Geometric mean of a subject's ratios over the kernels that fit. */
export function mean(result: EngineResult, subject: string, fits: (group: KernelGroup) => boolean, what: 'warm' | 'first' = 'warm'): number | undefined {
  return geometricMean(result.kernels.filter(({ group }) => fits(group)).flatMap(({ cells }) => {
    const value = what === 'warm' ? cells[subject]?.ratio?.median : cells[subject]?.first;
    return value === undefined ? [] : [value];
  }));
}
