/**
 * The same plain scripts on every JavaScript engine that is found, compared line by line with native WebAssembly in node.
 * Closes with a table of engines and checks.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { skip, temporaryDirectory } from '../support.js';
import { boundaryGroups } from './boundary.js';
import { findEngines, type Engine } from './find.js';
import type { Group } from './group.js';
import { numericGroups } from './numeric.js';
import { programGroups } from './programs.js';
import { driverText, modulesText, nativeLines } from './script.js';
import { trapGroups } from './traps.js';

const groups: readonly Group[] = [...numericGroups, ...trapGroups, ...boundaryGroups, ...programGroups];
const directory = temporaryDirectory();
const { found, absent } = findEngines();

interface Setting {
  readonly name: string;
  readonly engine: Engine;
  /** Runs before the scripts. */
  readonly prelude: string;
  readonly without: (group: Group) => boolean;
}

const remove = (...names: string[]): string => names.map((name) => `delete globalThis.${name};`).join(' ');
const settings: readonly Setting[] = [
  ...found.map((engine) => ({ name: engine.name, engine, prelude: remove('WebAssembly'), without: () => false })),
  { name: 'node without BigInt64Array, SharedArrayBuffer, Atomics', engine: found[0]!, prelude: remove('WebAssembly', 'BigInt64Array', 'BigUint64Array', 'SharedArrayBuffer', 'Atomics'), without: () => false },
  { name: 'node without BigInt', engine: found[0]!, prelude: remove('WebAssembly', 'BigInt', 'BigInt64Array', 'BigUint64Array'), without: (group) => group.bigint === true },
];

/** QuickJS does not always print the shortest digits. */
const shortest = (line: string): string => line.replace(/\d+\.\d{16,}(?:e-?\d+)?/g, (digits) => String(Number(digits)));

const modules = groups.map((group, index) => modulesText(group, index));
const expected = groups.map((group, i) => nativeLines(group, i).map(shortest));
const outcomes = new Map<string, string[]>();

function run(setting: Setting, chosen: readonly number[], file: string): { readonly lines: string[]; readonly errors: string } {
  const path = join(directory, file);
  writeFileSync(path, [setting.prelude, ...chosen.map((i) => modules[i]!), ...chosen.map((i) => driverText(groups[i]!, i))].join('\n'));
  const { stdout, stderr } = spawnSync(setting.engine.command[0]!, [...setting.engine.command.slice(1), path], { encoding: 'utf8', maxBuffer: 2 ** 26, timeout: 30_000 });
  return { lines: stdout.split('\n').filter((line) => line.startsWith('@')).map(shortest), errors: stderr.slice(0, 2000) };
}

settings.forEach((setting, number) => {
  test(`plain scripts on ${setting.name}`, () => {
    const usable = groups.flatMap((group, i) => (setting.without(group) ? [] : [i]));
    const together = run(setting, usable.filter((i) => !groups[i]!.alone), `${number}.js`);
    const results = groups.map(() => '-');
    outcomes.set(setting.name, results);
    const differences: string[] = [];
    for (const i of usable) {
      const { lines, errors } = groups[i]!.alone ? run(setting, [i], `${number}-${i}.js`) : together;
      const own = lines.filter((line) => line.startsWith(`@${i} `));
      const wrong = expected[i]!.flatMap((line, at) => (own[at] === line ? [] : [`${groups[i]!.name}\n  expected ${line}\n  got      ${own[at] ?? `nothing: ${errors}`}`]));
      results[i] = wrong.length ? `${wrong.length} wrong` : 'ok';
      differences.push(...wrong);
    }
    assert.is(differences.length, 0, `${differences.length} lines differ:\n${differences.slice(0, 12).join('\n').slice(0, 6000)}`);
  });
});

test('every check has lines, and every engine ran', () => {
  for (const [i, lines] of expected.entries()) assert.ok(lines.length > 3, groups[i]!.name);
  assert.is(outcomes.size, settings.length);
});

test.after(() => {
  for (const { name, how } of absent) skip(`plain scripts on ${name}`, `not installed (${how})`);
  process.stdout.write(`\n| check | ${settings.map(({ name }) => name).join(' | ')} |\n|---|${'---|'.repeat(settings.length)}\n`);
  groups.forEach((group, i) => process.stdout.write(`| ${group.name} (${expected[i]!.length - 1}) | ${settings.map(({ name }) => outcomes.get(name)?.[i] ?? '-').join(' | ')} |\n`));
});

test.run();
