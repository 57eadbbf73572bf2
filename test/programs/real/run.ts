/**
 * Other people's programs on every host, once each.
 *   PROGRAMS=DIR [ENGINES=DIR] npm run programs -- [--host REGEXP] [--update] [filter ...]
 * `--update` keeps the results in results.json and writes README's table of them; programs that were left out keep theirs.
 * `--packages` prints what to install for the programs that `npm test` drives, `--packages --all` for every one.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { programs } from '../../../bench/programs/corpus/index.js';
import { howToInstall } from '../../../bench/programs/drive.js';
import { missing } from '../../../bench/programs/packages.js';
import { findEngines } from '../../engines/find.js';
import { withTable } from '../../readme.js';
import { root } from '../../support.js';
import { hostsAmong, measureProgram, type ProgramRecord } from './measure.js';
import { tableOf, type ProgramsRecord } from './record.js';

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: {
    host: { type: 'string', default: '' }, update: { type: 'boolean', default: false }, packages: { type: 'boolean', default: false }, all: { type: 'boolean', default: false },
  },
});
/** What other tests than those of the corpus take from the same folder. */
const OTHERS = { quick: ['lz4-wasm@0.9.2'], slow: ['three@0.187.0', `@esbuild/${process.platform}-${process.arch}@0.28.2`] };
if (values.packages) {
  const all = [...programs.filter(({ slow }) => values.all || !slow).flatMap((program) => program.packages), ...OTHERS.quick, ...(values.all ? OTHERS.slow : [])];
  console.log([...new Set(all)].join(' '));
  process.exit(0);
}
const packages = process.env['PROGRAMS'];
const results = join(root, 'test/programs/real/results.json');
const { found, absent } = findEngines();
const hosts = hostsAmong(found).filter(({ name }) => new RegExp(values.host).test(name));
for (const { name, how } of absent) if (hostsAmong([{ name, command: [] }]).length) console.log(`skip: ${name}: not installed (${how})`);

const before: readonly ProgramRecord[] = existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as ProgramsRecord).programs : [];
const rows = new Map(before.map((row) => [row.program, row]));
for (const program of programs) {
  if (filters.length > 0 && !filters.some((filter) => program.name.includes(filter))) continue;
  const needed = missing(packages, program.packages);
  if (needed.length > 0) {
    console.log(`skip: ${program.name}: ${howToInstall(needed, packages)}`);
    continue;
  }
  const row = await measureProgram(program, hosts, packages!, true);
  if ('failure' in row) console.log(`skip: ${program.name}: on native WebAssembly: ${row.failure}`);
  else {
    rows.set(program.name, row);
    console.log(JSON.stringify(row));
  }
}
const record: ProgramsRecord = {
  date: new Date().toISOString().slice(0, 10),
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
  programs: programs.flatMap(({ name }) => rows.get(name) ?? []),
};
console.log(tableOf(record));
if (values.update) {
  writeFileSync(results, `${JSON.stringify(record, null, 1)}\n`);
  const readme = join(root, 'README.md');
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), 'programs', tableOf(record)));
}
