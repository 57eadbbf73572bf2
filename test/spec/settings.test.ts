/**
 * The official suite with other levels, other targets and standalone outputs: the same assertions hold. Each setting runs its share
 * of the scripts; with LONG=1 it runs all.
 */
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { skip } from '../support.js';
import { findArchive, groupOf, readIndex, unpack } from './data.js';
import { coveredGroups, knownIn, readKnownFailures } from './known.js';
import { runAll } from './pool.js';
import { settings } from './settings.js';
import { Summary } from './summary.js';

const archive = findArchive();
if (archive === undefined) {
  skip('official suite with other settings', 'its archive is not beside the repository');
} else {
  const directory = unpack(archive);
  const known = readKnownFailures();
  const covered = readIndex(directory).filter((file) => coveredGroups.includes(groupOf(file))).map((file) => ({ ...file, path: join(directory, file.json) }));
  settings.forEach(({ name, options }, number) => {
    test(`exactly the known assertions fail with ${name}`, async () => {
      const files = process.env['LONG'] ? covered : covered.filter((_, index) => index % settings.length === number);
      const summary = new Summary();
      const differences: string[] = [];
      await runAll(files, { choice: { impl: 'ours', options: JSON.stringify(options) } }, ({ file }, result) => {
        summary.add('', result);
        const listed = knownIn(known, file);
        for (const { id, message } of result.failures) if (!listed.delete(id)) differences.push(`${file}:${id}: ${message}`);
        for (const id of listed) differences.push(`${file}:${id} holds`);
      });
      console.log(`${name}: ${summary.total.passed} commands hold in ${files.length} scripts`);
      assert.equal(differences, []);
      assert.ok(summary.total.passed > 200, `only ${summary.total.passed} commands ran`);
    });
  });
}

test.run();
