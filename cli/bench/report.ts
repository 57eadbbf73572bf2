/** What `bench` prints: for people a table of ratios with their spread, for machines everything. */
import type { Absent } from '../engines.js';
import { title, type Measured, type Row } from './measure.js';
import type { Subject } from './subject.js';

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Undefined for no numbers. */
export function spread(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
  return { min: sorted[0]!, median, max: sorted[sorted.length - 1]! };
}

/** What the others are compared with: native WebAssembly on the running engine, or what comes first without it. */
export const baseOf = (rows: readonly Row[]): Row => rows.find(({ way }) => way === 'native') ?? rows[0]!;

/** Ratios to the base, of the rounds that both took part in. */
export const ratios = (row: Row, base: Row): number[] =>
  row.calls.flatMap((call, round) => (call !== undefined && base.calls[round] ? [call / base.calls[round]] : []));

export interface Outcome extends Measured {
  readonly input: string;
  readonly subject: Subject;
  readonly absent: readonly Absent[];
  /** Why some ways were not tried. */
  readonly remarks: readonly string[];
}

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${number(milliseconds / 1000)} s`;
  if (milliseconds >= 1) return `${number(milliseconds)} ms`;
  if (milliseconds === 0) return 'under 1 ms';
  return milliseconds >= 0.001 ? `${number(milliseconds * 1000)} us` : `${number(milliseconds * 1e6)} ns`;
}

export function table({ input, subject, rows, failures, absent, remarks }: Outcome): string {
  const base = baseOf(rows);
  const lines = [['', 'a call', 'ratio', 'min', 'max', 'same engine', 'first result']];
  for (const row of rows) {
    const ratio = spread(ratios(row, base));
    const native = row.way === 'compiled' ? rows.find(({ engine, way }) => engine === row.engine && way === 'native') : undefined;
    const same = native && spread(ratios(row, native));
    const call = spread(row.calls.filter((value) => value !== undefined));
    lines.push([title(row), call ? duration(call.min) : '-', ...(ratio ? [ratio.median, ratio.min, ratio.max].map(number) : ['-', '-', '-']), same ? number(same.median) : '', duration(row.first)]);
  }
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const printed = lines.map((line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '));
  const what = `${JSON.stringify(subject.name)}(${subject.args.join(', ')}) of ${input}: ${base.result}`;
  return `${[what, '', ...printed, '', `ratios to ${title(base)}: the median of ${base.calls.length} rounds, the least, the greatest; same engine: the median of those to its own native WebAssembly`,
    ...remarks, ...failures.map(({ engine, why }) => `failed: ${engine}: ${why}`), ...absent.map(({ name, how }) => `skipped: ${name}: not found (${how})`)].join('\n')}\n`;
}

export function json({ input, subject, rows, failures, absent, remarks }: Outcome): string {
  const base = baseOf(rows);
  return `${JSON.stringify({
    input,
    function: subject.name,
    args: subject.args.map(String),
    result: base.result,
    base: { engine: base.engine, way: base.way },
    rows: rows.map((row) => ({
      engine: row.engine, way: row.way, callMilliseconds: row.calls.filter((call) => call !== undefined), firstMilliseconds: row.first, ratio: spread(ratios(row, base)) ?? null,
    })),
    failed: failures,
    skipped: absent,
    remarks,
  }, null, 2)}\n`;
}
