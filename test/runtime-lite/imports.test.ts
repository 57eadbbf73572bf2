/** Reading of imports: what is accepted, and the sentence for everything else. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeBase64, decodeByTable } from '../../runtime-lite/data.js';
import { funcToJs } from '../../runtime-lite/func.js';
import { Global } from '../../compiler/webassembly/global.js';
import * as imports from '../../runtime-lite/imports.js';
import { Memory } from '../../compiler/webassembly/memory.js';
import { Table } from '../../compiler/webassembly/table.js';
import { outcome, words } from './native.js';
import { record } from './records.js';

const where = imports.importName('m"', '__proto__\n');

test('the width of addresses must be the declared one', () => {
  const memory = new Memory({ address: 'i64', initial: 1n, maximum: 3n });
  assert.is(imports.importMemory(memory, where, 1, 2 ** 60, false, 'i64').object, memory);
  assert.match(String(outcome(() => imports.importMemory(memory, where, 1, 3))), /^LinkError: .* expected a memory with i32 addresses, got one with i64$/);
  assert.match(String(outcome(() => imports.importMemory(new Memory({ initial: 1 }), where, 1, undefined, false, 'i64'))), /^LinkError/);
  const table = new Table({ address: 'i64', element: 'anyfunc', initial: 1n, maximum: 2n ** 64n - 1n });
  assert.is(imports.importTable(table, where, 'F', 1, 2n ** 64n - 1n, 'i64').object, table);
  assert.match(String(outcome(() => imports.importTable(table, where, 'F', 1, 2n ** 64n - 2n, 'i64'))), /^LinkError/);
  assert.match(String(outcome(() => imports.importTable(table, where, 'F', 1, undefined))), /^LinkError/);
});

test('names are quoted and values found by plain property access', () => {
  assert.is(where, 'import "m\\""."__proto__\\n"');
  assert.is(imports.lookup({ env: { f: 1 } }, 'env', 'f'), 1);
  assert.is(imports.lookup({ env: {} }, 'env', 'f'), undefined);
  assert.is(outcome(() => imports.lookup(undefined, 'env', 'f')), 'TypeError: import "env"."f": the import object must be an object, got nothing');
  assert.is(outcome(() => imports.lookup({ env: 5 }, 'env', 'f')), 'TypeError: import "env"."f": expected an object as "env" in the import object, got a value of type number');
});

test('memories must be large enough and bounded as declared', () => {
  const memory = new Memory({ initial: 2, maximum: 4 });
  for (const [min, max] of [[0, undefined], [2, 4], [1, 5]] as const) {
    assert.is(imports.importMemory(memory, where, min, max, false).object, memory);
  }
  const expectations: Array<[unknown, number, number | undefined, boolean, RegExp]> = [
    [memory, 3, undefined, false, /expected at least 3 pages, got 2$/],
    [memory, 1, 3, false, /expected a maximum of at most 3 pages, got 4$/],
    [new Memory({ initial: 2 }), 1, 3, false, /got none$/],
    [memory, 1, 4, true, /expected a memory that is shared$/],
    [new Memory({ initial: 1, maximum: 1, shared: true }), 1, 1, false, /not shared$/],
    [{}, 0, undefined, false, /expected a memory, got a value of type object$/],
    [undefined, 0, undefined, false, /expected a memory, got nothing$/],
  ];
  for (const [value, min, max, shared, text] of expectations) {
    const result = String(outcome(() => imports.importMemory(value, where, min, max, shared)));
    assert.match(result, /^LinkError: import "m\\""\."__proto__\\n": /);
    assert.match(result, text);
  }
  const native = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  assert.is(imports.importMemory(native, where, 1, 2, false).object, native);
});

test('tables must have the type, size and bound', () => {
  const table = new Table({ element: 'anyfunc', initial: 1, maximum: 2 });
  assert.is(imports.importTable(table, where, 'F', 1, 2).object, table);
  assert.match(String(outcome(() => imports.importTable(table, where, 'X', 0, undefined))), /expected a table of externref, got one of funcref$/);
  assert.match(String(outcome(() => imports.importTable(table, where, 'F', 2, undefined))), /expected at least 2 elements, got 1$/);
  assert.match(String(outcome(() => imports.importTable(table, where, 'F', 0, 1))), /at most 1 elements, got 2$/);
  assert.match(String(outcome(() => imports.importTable(null, where, 'F', 0, 1))), /expected a table, got null$/);
});

test('immutable globals may be plain values of their type, mutable ones may not', () => {
  const cell = (value: unknown, type: string): unknown[] => {
    const { v, h } = imports.importGlobal(value, where, type, false);
    return [v, h];
  };
  assert.equal(cell(-1.5, 'i'), [-1, 0]);
  assert.equal(cell(0.1, 'f'), [Math.fround(0.1), 0]);
  assert.equal(cell(0.1, 'd'), [0.1, 0]);
  assert.equal(cell(-2n, 'l'), [-2, -1]);
  assert.equal(cell('x', 'X'), ['x', 0]);
  const rec = record(() => 0, ':', 0);
  assert.is(cell(funcToJs(rec), 'F')[0], rec);
  assert.is(cell(null, 'F')[0], null);
  for (const [value, type, mutable] of [
    [1n, 'i', false], [1, 'l', false], ['1', 'd', false], [undefined, 'i', false], [() => 0, 'F', false], [1, 'i', true], [{}, 'f', false],
    [new Global({ value: 'i32' }), 'i', true], [new Global({ value: 'i32', mutable: true }), 'i', false], [new Global({ value: 'i32' }), 'f', false],
  ] as const) {
    assert.match(String(outcome(() => imports.importGlobal(value, where, type, mutable))), /^LinkError: import .*: expected a .*global|^LinkError: .*expected a funcref/);
  }
  const global = new Global({ value: 'i64', mutable: true }, 3n);
  assert.is(imports.importGlobal(global, where, 'l', true).object, global);
  const native = new WebAssembly.Global({ value: 'f32', mutable: true }, 1.5);
  assert.is(imports.importGlobal(native, where, 'f', true).v, 1.5);
});

test('base64 decodes to the same bytes by every way', () => {
  const next = words(99);
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, () => next() & 255);
    const text = Buffer.from(bytes).toString('base64');
    assert.equal(decodeByTable(text), bytes);
    assert.equal(new Uint8Array(decodeBase64(text)), bytes);
  }
});

test.run();
