import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OptionError, optionRows, resolveOptions } from '../compiler/options.js';

const refused = (options: object, pattern: RegExp): void =>
  assert.throws(() => resolveOptions(options), (error: Error) => error instanceof OptionError && pattern.test(error.message));

test('defaults come from the rows', () => {
  const options = resolveOptions() as unknown as Record<string, unknown>;
  for (const row of optionRows) {
    if (row.scope !== 'cli') assert.is(options[row.key], 'default' in row ? row.default : undefined, row.key);
  }
  assert.is(resolveOptions().traps, 'exact');
  assert.is(resolveOptions().abi, 'auto');
});

test('every choice is accepted, nothing else is', () => {
  for (const row of optionRows) {
    if (row.scope === 'cli' || !('choices' in row)) continue;
    for (const choice of row.choices) assert.is((resolveOptions({ [row.key]: choice }) as unknown as Record<string, unknown>)[row.key], choice);
    refused({ [row.key]: 'nonsense' }, new RegExp(`Option ${row.flag} cannot be "nonsense"; choose one of`));
  }
});

test('unknown options and wrong types are named', () => {
  refused({ formatt: 'esm' }, /Unknown option "formatt"; the options are .*format/);
  refused({ pretty: 'yes' }, /Option pretty must be a boolean, not "yes"/);
  refused({ keepExports: 'a' }, /Option keep-exports must be a list of strings/);
  refused({ optimize: '2' }, /Option optimize cannot be "2"/);
  refused({ output: 'x' }, /Unknown option "output"/);
  refused({ staticTop: -1 }, /static-top must be an address/);
});

test('the global of an iife must be an identifier', () => {
  for (const name of ['', 'a-b', '1a', 'class', 'a;b', 'NaN']) refused({ name }, /plain JavaScript identifier/);
  assert.is(resolveOptions({ name: '$my_Module1' }).name, '$my_Module1');
});

test('lists are copied', () => {
  const keepExports = ['a'];
  const options = resolveOptions({ keepExports });
  keepExports.push('b');
  assert.equal(options.keepExports, ['a']);
});

test('flags and aliases are unique', () => {
  const names = optionRows.flatMap((row) => ('alias' in row ? [row.flag, row.alias] : [row.flag]));
  assert.is(new Set<string>(names).size, names.length);
});

test.run();
