/** Names of local variables: legal, different, none for what is not used; names of a module are never code. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'acorn';
import { localName, slotNames } from '../../compiler/emit/names.js';
import { compile } from '../../compiler/index.js';
import { native } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble, withoutCustomSections } from '../wabt.js';

test('thousands of names', () => {
  const names = Array.from({ length: 60_000 }, (_, n) => localName(n));
  assert.is(new Set(names).size, names.length);
  assert.equal(names.slice(0, 3), ['a', 'b', 'c']);
  assert.ok(names.every((name, i) => /^[a-z][\w$]*$/.test(name) && (i === 0 || name.length >= names[i - 1]!.length)));
  for (const reserved of ['do', 'if', 'in', 'as', 'of', 'for', 'let', 'new', 'var', 'try', 'get', 'set']) assert.not.ok(names.includes(reserved), reserved);
  parse(`'use strict'; var ${names.join(',')};`, { ecmaVersion: 2020, sourceType: 'module' });
});

test('slots', () => {
  const slot = (uses: number) => ({ uses, zero: 'none' as const });
  assert.equal(slotNames([slot(1), slot(9), slot(0), slot(5)], [0], [0, 1, , 2] as number[]), ['a', 'b', , 'c'] as string[]);
  assert.equal(slotNames([slot(1), slot(9), slot(0), slot(5)], [3, 0], undefined), ['p1', 'v1', , 'p0'] as string[]);
});

test('a function of many locals, parameters and globals', () => {
  const count = 2500;
  const bytes = assemble(`(module ${Array.from({ length: 300 }, (_, i) => `(global (mut i32) (i32.const ${i}))`).join('')}
    (func (export "f") (param i32) (result i32) ${Array.from({ length: count }, () => '(local i32)').join('')}
      ${Array.from({ length: count }, (_, i) => `(local.set ${i + 1} (i32.add (i32.mul (local.get ${i}) (i32.const 3)) (global.get ${i % 300})))`).join('\n')}
      ${Array.from({ length: count }, (_, i) => `(local.set 0 (i32.xor (local.get 0) (local.get ${i + 1})))`).join('\n')} (local.get 0)))`);
  for (const pretty of [false, true]) assert.is(loadCommonJs(bytes, { pretty }).instantiate().exports['f'](5), native(bytes)['f'](5));
});

test('names that the module gives its functions', () => {
  const names = ['eval', 'arguments', '__proto__', 'constructor', 'HI', 'R', 'core', 'instantiate', 'Math', 'DataView', '$', 'a', 'x*/y', '\\u{2028}', 'if', '0', 'ünï', "');throw 1;('"];
  const section = names.map((_, i) => `(func $n${i} (result i32) (i32.const ${i}))`).join('');
  const bytes = assemble(`(module ${section} (func (export "sum") (result i32) ${names.map((_, i) => `(call $n${i})`).join(' ')} ${'(i32.add) '.repeat(names.length - 1)}))`);
  for (const pretty of [false, true]) {
    // The same module with the hostile names in its name section.
    const hostile = renamed(bytes, names);
    assert.ok(WebAssembly.validate(hostile));
    assert.is(loadCommonJs(hostile, { pretty }).instantiate().exports['sum'](), names.length * (names.length - 1) / 2);
    parse(compile(hostile, { pretty }).code, { ecmaVersion: 2022, sourceType: 'module' });
  }
});

/** The module with another name section at its end. */
function renamed(bytes: Uint8Array, names: readonly string[]): Uint8Array<ArrayBuffer> {
  const leb = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...leb(n >> 7)]);
  const text = (value: string): number[] => { const encoded = [...new TextEncoder().encode(value)]; return [...leb(encoded.length), ...encoded]; };
  const map = [...leb(names.length), ...names.flatMap((name, i) => [...leb(i), ...text(name)])];
  const section = [...text('name'), 1, ...leb(map.length), ...map];
  return Uint8Array.from([...withoutCustomSections(bytes), 0, ...leb(section.length), ...section]);
}

test.run();
