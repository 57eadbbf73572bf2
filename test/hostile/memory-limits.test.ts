/** Modules that ask for more memory than there is: an error or -1, at once, and nothing is touched that nobody uses. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { outcome } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

const exportsOf = (text: string): Record<string, any> => loadCommonJs(assemble(text), { abi: 'none' }).instantiate().exports;
const grower = (memory: string, type: string): string =>
  `(module (memory (export "m") ${memory}) (func (export "grow") (param ${type}) (result ${type}) (memory.grow (local.get 0)))
    (func (export "size") (result ${type}) (memory.size)) (func (export "load") (param ${type}) (result i32) (i32.load8_u (local.get 0))))`;
const touched = (): number => process.memoryUsage().rss;

/** More than this is touched only by code that copies or fills what it need not. */
const MOST = 400 << 20;

test('what no memory can have is refused when the instance is made', () => {
  for (const memory of ['i64 262145', 'i64 281474976710656', 'i64 4294967296']) assert.match(outcome(() => exportsOf(grower(memory, 'i64'))), /^RangeError/);
  for (const table of ['10000001', '4294967295', 'i64 10000001', 'i64 18446744073709551615']) assert.match(outcome(() => exportsOf(`(module (table (export "t") ${table} funcref))`)), /^RangeError/);
});

test('what a memory may have is given or refused, and not touched', () => {
  const before = touched();
  for (const memory of ['65536', '40000 65536', '65536 65536 shared', '1 65536 shared']) assert.match(outcome(() => { exportsOf(grower(memory, 'i32')); }), /^(undefined|RangeError)$/);
  for (const memory of ['i64 65537', 'i64 262144', 'i64 1 262144 shared']) assert.match(outcome(() => { exportsOf(grower(memory, 'i64')); }), /^(undefined|RangeError)$/);
  assert.ok(touched() - before < MOST, `${(touched() - before) >> 20} MiB`);
});

test('growth gives the old size or -1, and where it gives -1 nothing has changed', () => {
  const before = touched();
  for (const memory of ['1', '1 65536', '1 65536 shared']) {
    const { grow, size, load } = exportsOf(grower(memory, 'i32'));
    for (const delta of [65536, -1, 0x7fffffff, -0x80000000]) assert.is(grow(delta), -1, memory);
    assert.equal([size(), load(65535)], [1, 0], memory);
    assert.ok([1, -1].includes(grow(65535)), memory);
  }
  for (const memory of ['i64 1', 'i64 1 281474976710656', 'i64 1 281474976710656 shared']) {
    const { grow, size, load } = exportsOf(grower(memory, 'i64'));
    for (const delta of [262144n, 1n << 47n, (1n << 48n) - 1n, 1n << 63n, -1n]) assert.is(grow(delta), -1n, memory);
    const most = grow(262143n);
    assert.ok(most === 1n || most === -1n, memory);
    assert.equal([size(), load(65535n)], [most === 1n ? 262144n : 1n, 0], memory);
    assert.is(outcome(() => load(1n << 34n)), 'RuntimeError: out of bounds memory access', memory);
  }
  assert.ok(touched() - before < MOST, `${(touched() - before) >> 20} MiB`);
});

test('limits of 64 bits are compared exactly', () => {
  const importer = loadCommonJs(assemble('(module (import "" "t" (table i64 0 18446744073709551614 funcref)))'), { abi: 'none' });
  const table = (max: string): unknown => exportsOf(`(module (table (export "t") i64 0 ${max} funcref))`)['t'];
  importer.instantiate({ '': { t: table('18446744073709551614') } });
  assert.match(outcome(() => importer.instantiate({ '': { t: table('18446744073709551615') } })), /maximum/);
});

test.run();
