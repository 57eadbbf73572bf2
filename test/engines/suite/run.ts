/**
 * The official suite on other engines: our outputs, each standing alone, as plain scripts.
 *   npm run spec:engines -- [--engine REGEXP] [--group REGEXP] [--timeout SECONDS] [--update] [filter-regexp]
 * Engines are found as in find.ts; `ENGINES=DIR` names a folder of npm packages. `--update` keeps the results in results.json and
 * writes README's table of them.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withTable } from '../../readme.js';
import { root } from '../../support.js';
import { groupOf, readIndex, suiteDirectory } from '../../spec/data.js';
import { coveredGroups } from '../../spec/known.js';
import { findEngines } from '../find.js';
import { measure } from './measure.js';
import { tableOf, type SuiteRecord } from './record.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: 'string', default: '' }, group: { type: 'string' }, timeout: { type: 'string', default: '300' }, suite: { type: 'string' },
    data: { type: 'string' }, update: { type: 'boolean', default: false },
  },
});
const filter = new RegExp(positionals[0] ?? '');
const groups = new RegExp(values.group ?? `^(${coveredGroups.join('|')})$`);
const directory = await suiteDirectory(values, filter);
if (directory === undefined) {
  console.error('The suite was not found: give --suite with a checkout of WebAssembly/testsuite, or --data.');
  process.exit(2);
}
const { found, absent } = findEngines();
const engines = found.filter(({ name }) => new RegExp(values.engine).test(name));
for (const { name, how } of absent) console.log(`skip: ${name}: not installed (${how})`);
const files = readIndex(directory).filter((file) => filter.test(file.file) && groups.test(groupOf(file)));
const measured = await measure(files, directory, engines, Number(values.timeout), (name) => process.stderr.write(`${name}\n`));
const record: SuiteRecord = {
  date: new Date().toISOString().slice(0, 10),
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
  ...measured,
};
for (const [name, { unexplained }] of Object.entries(record.engines)) for (const line of unexplained.slice(0, 20)) console.log(`${name}: ${line}`);
console.log(tableOf(record));
if (values.update) {
  writeFileSync(join(root, 'test/engines/suite/results.json'), `${JSON.stringify(record, null, 1)}\n`);
  const readme = join(root, 'README.md');
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), 'engines', tableOf(record)));
}
