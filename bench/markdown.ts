/** The record of a run as Markdown. */
import { OURS, targeted } from './subjects.js';
import { mean, summaries, type BenchRecord, type Cell, type EngineResult } from './record.js';

const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

function cellText(cell: Cell | undefined): string {
  if (cell?.ratio) return `${digits(cell.ratio.median)} (${digits(cell.ratio.low)}–${digits(cell.ratio.high)})`;
  return cell?.problem === undefined ? '–' : cell.problem.replace(/[|\n]/g, ' ').slice(0, 60);
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Ratios of one engine by kernel: median and quartiles. */
export function engineTable(result: EngineResult, subjects: readonly string[]): string {
  const columns = subjects.filter((name) => name !== result.base && result.kernels.some(({ cells }) => cells[name] !== undefined));
  const base = (value: number): string => (value >= 1e6 ? `${digits(value / 1e6)} ms` : `${digits(value / 1e3)} µs`);
  return [
    row('kernel', 'group', result.base, ...columns),
    row('---', '---', '---:', ...columns.map(() => '---:')),
    ...result.kernels.map(({ kernel, group, cells }) => row(kernel, group, cells[result.base]?.least === undefined ? '–' : base(cells[result.base]!.least!), ...columns.map((name) => cellText(cells[name])))),
    ...Object.entries(summaries).map(([name, fits]) => row(`**${name}**`, 'geometric mean', '1', ...columns.map((subject) => meanText(result, subject, fits, 'warm')))),
    row('**first run**', 'geometric mean', '1', ...columns.map((subject) => meanText(result, subject, () => true, 'first'))),
  ].join('\n');
}

function meanText(result: EngineResult, subject: string, fits: (typeof summaries)[string], what: 'warm' | 'first'): string {
  const value = mean(result, subject, fits, what);
  return value === undefined ? '–' : `**${digits(value)}**`;
}

/** The means of one engine that README's table shows, of one subject. */
function meansOf(result: EngineResult, subject: string): string[] {
  const [long, short, all] = Object.values(summaries);
  const values = [long!, short!, all!].map((fits) => mean(result, subject, fits)).concat(mean(result, subject, () => true, 'first'));
  return values.map((value) => (value === undefined ? '' : digits(value)));
}

const engineName = ({ engine, version }: EngineResult): string => (/\d/.test(version) ? `${engine} ${version.replace(/^v/, '')}` : engine);

/** Ours, and ours as it is compiled for the engine if that was measured. */
const oursOf = ({ kernels }: EngineResult): string[] =>
  [OURS, ...targeted.map(({ name }) => name).filter((name) => kernels.some(({ cells }) => cells[name]?.ratio !== undefined))];

/** README's table: an engine a row, ours beside the peers. */
export function speedTable({ date, commit, engines }: BenchRecord): string {
  const peers = ['wasm2js -O3', 'polywasm'];
  const parts = ['i64', 'not i64', 'all', 'first run'];
  return [
    row('engine', ...['ours', ...peers].flatMap((subject) => parts.map((part, k) => (k === 0 ? `${subject}: ${part}` : part)))),
    row('---', ...[...peers, ''].flatMap(() => parts.map(() => '---:'))),
    ...engines.flatMap((result) => oursOf(result).map((own) => row(
      `${engineName(result)}${result.base === 'native' ? '' : `, ${result.base} = 1`}${own.slice(OURS.length).replace(/ (.*)/, ', `$1`')}`, ...[own, ...peers].flatMap((subject) => meansOf(result, subject)),
    ))),
    '',
    `Run on ${date} at ${commit} with \`npm run bench\`.`,
  ].join('\n');
}

export function markdown(record: BenchRecord): string {
  return [
    '# Bench',
    '',
    `${record.date}, commit ${record.commit}, ${record.machine}. Written by \`npm run bench\`.`,
    'Times relative to the first column on the same engine, interleaved in one process: median (quartiles) of the ratios of rounds.',
    'First run: instantiation and the first call in a fresh process, one for each; compiling ahead is not in it.',
    ...record.engines.flatMap((result) => ['', `## ${result.engine} (${result.version})`, '', engineTable(result, record.subjects)]),
    '',
  ].join('\n');
}
