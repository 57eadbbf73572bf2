/** A short run of differential fuzzing; past failures first. Longer runs: npm run fuzz. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../support.js';
import { compare } from './compare.js';
import { runMutants } from './mutate.js';
import { report, runSeed } from './session.js';

/** Modules that once failed, cut down; `seed` chooses the arguments. */
const kept = JSON.parse(readFileSync(join(root, 'test/fuzz/kept.json'), 'utf8')) as { what: string; seed: number; module: string }[];
const size = 120;

for (const { what, seed, module } of kept) {
  test(`kept: ${what}`, () => {
    const bytes = Uint8Array.from(Buffer.from(module, 'base64'));
    for (const optimize of [0, 1, 2, 3] as const) assert.is(compare(bytes, seed, { optimize })?.text, undefined);
  });
}

test('generated modules behave as they do natively', async () => {
  const deadline = Date.now() + 15_000;
  const failures: string[] = [];
  let count = 0;
  for (let seed = 1; Date.now() < deadline && failures.length < 3; seed++, count++) {
    const difference = runSeed(seed, size);
    if (difference) failures.push(await report(seed, size, difference, 5));
  }
  console.log(`${count} modules compared`);
  assert.is(failures.join('\n\n'), '');
  assert.ok(count >= 20, `only ${count} modules compared`);
});

test('damaged modules are accepted and rejected as natively', async () => {
  const { compared, failures } = await runMutants(1, 100_000, 5_000);
  console.log(`${compared} damaged modules compared`);
  assert.is(failures.slice(0, 5).join('\n\n'), '');
  assert.ok(compared >= 100, `only ${compared} damaged modules compared`);
});

test.run();
