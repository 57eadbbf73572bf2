/**
 * The official suite on the command line:
 *   npm run spec -- [--data DIR | --suite DIR] [--impl native|ours] [--group REGEXP] [--verbose] [--update] [filter-regexp]
 * DIR holds `index.json`; without it the archive beside the repository (or SPECTEST_DATA) is unpacked.
 * `--update` rewrites the list of known failures from this run.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../support.js';
import { findArchive, groupOf, readIndex, unpack } from './data.js';
import { native, ours } from './implementation.js';
import { coveredGroups, serialize } from './known.js';
import { runFile, type FileResult } from './runner.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' }, suite: { type: 'string' }, impl: { type: 'string', default: 'ours' }, group: { type: 'string' },
    verbose: { type: 'boolean', short: 'v', default: false }, update: { type: 'boolean', default: false },
  },
});
const archive = findArchive();
const directory = values.data ?? values.suite ?? (archive === undefined ? undefined : unpack(archive));
if (directory === undefined) {
  console.error('The suite was not found: give --data DIR, or set SPECTEST_DATA to the archive.');
  process.exit(2);
}
if (values.impl !== 'native' && values.impl !== 'ours') {
  console.error('--impl is native or ours.');
  process.exit(2);
}
const implementation = values.impl === 'native' ? native() : await ours();
const filter = new RegExp(positionals[0] ?? '');
const groupFilter = new RegExp(values.update ? `^(${coveredGroups.join('|')})$` : values.group ?? '');

interface Total { files: number; clean: number; passed: number; failed: number; skipped: number }
const emptyTotal = (): Total => ({ files: 0, clean: 0, passed: 0, failed: 0, skipped: 0 });
const groups: Record<string, Total> = {};
const total = emptyTotal();
const failing: Record<string, FileResult['failures']> = {};
for (const file of readIndex(directory).filter((item) => filter.test(item.file) && groupFilter.test(groupOf(item)))) {
  const started = Date.now();
  const result = runFile(join(directory, file.json), implementation);
  const passed = Object.values(result.passed).reduce((sum, count) => sum + count, 0);
  if (result.failures.length) failing[file.file] = result.failures;
  for (const sum of [total, groups[groupOf(file)] ??= emptyTotal()]) {
    sum.files++;
    if (result.failures.length === 0) sum.clean++;
    sum.passed += passed;
    sum.failed += result.failures.length;
    sum.skipped += result.skipped;
  }
  if (result.failures.length || values.verbose) {
    console.log(`${result.failures.length ? 'FAIL' : 'ok  '} ${file.file}: ${passed} passed, ${result.failures.length} failed, ${result.skipped} skipped (${Date.now() - started} ms)`);
    for (const { id, message } of result.failures.slice(0, values.verbose ? undefined : 3)) console.log(`       :${id}: ${message}`);
  }
}
console.table(groups);
console.log(`${implementation.name}: ${total.clean} of ${total.files} files without a failure, ${total.skipped} commands skipped (text format)`);
console.log(`${total.passed} passed, ${total.failed} failed`);
if (values.update) writeFileSync(join(root, 'test/spec/known-failures.json'), serialize(failing));
else if (total.failed) process.exitCode = 1;
