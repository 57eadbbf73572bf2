/** The bench of real programs, without the programs: how it finds them, compares them and tells modules apart. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Measurement, Reply } from '../../bench/programs/child.js';
import { programs } from '../../bench/programs/corpus/index.js';
import { markdown as markdownInput, randomBytes, source, words } from '../../bench/programs/inputs.js';
import { missing } from '../../bench/programs/packages.js';
import { geometricMean, markdown, summarise } from '../../bench/programs/report.js';
import { finder, sha256, type SubjectName } from '../../bench/programs/subjects.js';
import { temporaryDirectory } from '../support.js';

const run = (changes: Partial<Measurement> = {}): Measurement => ({ loadMs: 1, firstMs: 3, warmMs: 2, medianMs: 2, rounds: 9, peakMb: 50, digest: 'same', ...changes });
const summary = (...entries: [SubjectName, Reply[]][]) => summarise('node', 'program', new Map(entries));

test('ratios compare what ran in the same round', () => {
  const [, ours] = summary(['native', [run({ warmMs: 2 }), run({ warmMs: 4 }), run({ warmMs: 2 })]], ['ours', [run({ warmMs: 3 }), run({ warmMs: 6 }), run({ warmMs: 4, loadMs: 9 })]]);
  assert.equal(ours!.ratios!.warm, { median: 1.5, least: 1.5, greatest: 2 });
  assert.equal(ours!.ratios!.start, { median: 1, least: 1, greatest: 3 });
  assert.is(ours!.ratios!.first.median, 1);
});

test('a result that is not the native one is wrong, whatever its time', () => {
  const [, ours, peer] = summary(['native', [run(), run()]], ['ours', [run(), run()]], ['polywasm', [run(), run({ digest: 'other' })]]);
  assert.is(ours!.failure, undefined);
  assert.is(peer!.failure, 'WRONG result');
  assert.is(peer!.ratios, undefined);
});

test('a failure is reported in its row and left out of the means', () => {
  const results = summary(['native', [run()]], ['ours', [run({ warmMs: 8 })]], ['wasm2js', [{ failure: 'a | b' }]]);
  assert.match(markdown(results), /\| node \| program \| wasm2js \| a \/ b \|/);
  assert.match(markdown(results), /node, ours, geometric mean of 1 programs: warm 4\.00/);
  assert.not.match(markdown(results), /wasm2js, geometric/);
  assert.is(geometricMean([1, 4, 16]), 4);
});

test('a package in another version is missing', () => {
  const folder = temporaryDirectory();
  const install = (name: string, version: string): void => {
    mkdirSync(join(folder, 'node_modules', name), { recursive: true });
    writeFileSync(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ version }));
  };
  install('one', '1.0.0');
  install('@scope/two', '2.0.0');
  install('alias', '1.7.0');
  assert.equal(missing(folder, ['one@1.0.0', '@scope/two@2.0.0', 'alias@npm:other@1.7.0']), []);
  assert.equal(missing(folder, ['one@1.0.1', '@scope/two@2.0.0', 'three@1.0.0']), ['one@1.0.1', 'three@1.0.0']);
  assert.equal(missing(undefined, ['one@1.0.0']), ['one@1.0.0']);
});

test('modules are told apart by length, and by hash where two have the same', () => {
  const modules = [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2), Uint8Array.of(3, 4)];
  const find = finder(modules.map((bytes) => ({ sha256: sha256(bytes), length: bytes.length, compiled: true, valid: true })));
  for (const bytes of modules) assert.is(find(bytes)!.sha256, sha256(bytes));
  assert.is(find(Uint8Array.of(9, 9)), undefined);
  assert.is(find(new Uint8Array(9)), undefined);
});

test('every program has a name of its own and packages of one version', () => {
  const names = programs.map(({ name }) => name);
  assert.is(new Set(names).size, names.length);
  for (const specifier of programs.flatMap(({ packages }) => packages)) assert.match(specifier, /^[^ ]+@\d+\.\d+\.\d+(-[\w.]+)?$/);
});

test('inputs are the same on every machine', () => {
  const digest = (text: string): string => sha256(new TextEncoder().encode(text)).slice(0, 12);
  assert.equal([digest(words(500).join(' ')), digest(markdownInput(5)), digest(source(3)), sha256(randomBytes(99)).slice(0, 12)],
    ['c6ff2fbf42a4', '40eefd9dd3da', '48609dee8c2e', 'db3c487e410c']);
});

test.run();
