/** What was measured, as it is kept in the repository, and the table that README shows. */

export interface EngineRecord {
  readonly version: string;
  /** Commands that held, by group. */
  readonly passed: Record<string, number>;
  /** Commands that did not, by reason. */
  readonly deviations: Record<string, number>;
  /** Commands that did not hold for no known reason: file, place and message. */
  readonly unexplained: string[];
}

export interface SuiteRecord {
  readonly date: string;
  readonly commit: string;
  /** Commands that need an engine, by group. */
  readonly groups: Record<string, number>;
  readonly engines: Record<string, EngineRecord>;
}

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** A row for each group, a column for each engine, and the reasons below. */
export function tableOf({ date, commit, groups, engines }: SuiteRecord): string {
  const names = Object.keys(engines);
  const reasons = [...new Set(names.flatMap((name) => Object.keys(engines[name]!.deviations)))];
  const cell = (passed: number, total: number): string => (passed === total ? 'all' : `${grouped(passed)} (${grouped(total - passed)} not)`);
  const rows = Object.keys(groups).sort().map((group) =>
    [group, grouped(groups[group]!), ...names.map((name) => cell(engines[name]!.passed[group] ?? 0, groups[group]!))]);
  rows.push(['**together**', grouped(sum(groups)), ...names.map((name) => cell(sum(engines[name]!.passed), sum(groups)))]);
  const header = ['group', 'commands', ...names.map((name) => `${name} ${engines[name]!.version}`.trim())];
  const lines = [header, header.map((_, index) => (index === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`);
  const notes = reasons.map((reason) => `- Not: ${reason} (${names.filter((name) => engines[name]!.deviations[reason]).map((name) => `${name} ${grouped(engines[name]!.deviations[reason]!)}`).join(', ')}).`);
  const unexplained = names.filter((name) => engines[name]!.unexplained.length);
  if (unexplained.length) notes.push(`- Not, and to be looked into: ${unexplained.map((name) => `${name} ${engines[name]!.unexplained.length}`).join(', ')}.`);
  return [...lines, '', ...notes, ...(notes.length ? [''] : []), `Run on ${date} at ${commit} with \`npm run spec:engines\`.`].join('\n');
}
