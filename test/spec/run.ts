/**
 * The official suite on the command line:
 *   npm run spec -- [--data DIR | --suite DIR] [--impl native|ours] [--options JSON] [--group REGEXP] [filter-regexp]
 *                   [--jobs N] [--isolate] [--timeout SECONDS] [--node PATH] [--json FILE] [--verbose] [--update]
 * DIR of `--suite` is a checkout of WebAssembly/testsuite. A suite that was converted before is in DIR of `--data` (it holds
 * `index.json`), or in the archive beside the repository or that SPECTEST_DATA names. `--options` runs standalone outputs of these options instead of the namespace; `--node` is another node to run it on;
 * `--isolate` gives each script a process of its own; `--update` rewrites the list of known failures from this run.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { groupOf, readIndex, suiteDirectory } from './data.js';
import { coveredGroups, writeKnownFailures } from './known.js';
import { runAll } from './pool.js';
import type { Failure, FileResult } from './script.js';
import { Summary } from './summary.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' }, suite: { type: 'string' }, impl: { type: 'string', default: 'ours' }, options: { type: 'string' },
    group: { type: 'string' }, jobs: { type: 'string' }, isolate: { type: 'boolean', default: false }, timeout: { type: 'string', default: '120' },
    node: { type: 'string' }, json: { type: 'string' }, verbose: { type: 'boolean', short: 'v', default: false }, update: { type: 'boolean', default: false },
  },
});
const { impl } = values;
if (impl !== 'native' && impl !== 'ours') usage('--impl is native or ours.');
const filter = new RegExp(positionals[0] ?? '');
const directory = await suiteDirectory(values, filter);
if (directory === undefined) usage('The suite was not found: give --suite with a checkout of WebAssembly/testsuite, or --data.');

const groupFilter = new RegExp(values.update ? `^(${coveredGroups.join('|')})$` : values.group ?? '');
const files = readIndex(directory).filter((item) => filter.test(item.file) && groupFilter.test(groupOf(item)))
  .map((file) => ({ ...file, path: join(directory, file.json) }));

const summary = new Summary();
const failing: Record<string, readonly Failure[]> = {};
const results: Record<string, FileResult> = {};
const started = Date.now();
const name = await runAll(files, {
  choice: { impl, options: values.options },
  node: values.node,
  jobs: values.jobs === undefined ? undefined : Number(values.jobs),
  timeout: Number(values.timeout),
  isolate: values.isolate,
}, (file, result, milliseconds) => {
  summary.add(groupOf(file), result);
  results[file.file] = result;
  const { failures } = result;
  if (failures.length) failing[file.file] = failures;
  if (failures.length === 0 && !values.verbose) return;
  console.log(`${failures.length ? 'FAIL' : 'ok  '} ${file.file}: ${failures.length} failed (${milliseconds} ms)`);
  for (const { id, message } of failures.slice(0, values.verbose ? undefined : 3)) console.log(`       :${id}: ${message}`);
});
const { total } = summary;
console.table(summary.groups);
for (const [reason, count] of Object.entries(summary.skipped)) console.log(`${count} skipped: ${reason}`);
console.log(`${name}: ${total.clean} of ${total.files} files without a failure, ${((Date.now() - started) / 1000).toFixed(1)} s`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
if (values.json) writeFileSync(values.json, `${JSON.stringify({ name, total, groups: summary.groups, files: results }, null, 1)}\n`);
if (values.update) writeKnownFailures(failing);
else if (total.failed) process.exitCode = 1;

function usage(message: string): never {
  console.error(message);
  process.exit(2);
}
