/** Memories whose buffer has room after several growths from inside: no access and no instruction sees it. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isAtomic, ops, sigTypes, typeName } from '../../compiler/ops/index.js';
import { native, outcome } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { MEMORY, type MemoryRecord } from '../../runtime-lite/memory.js';
import { assemble } from '../wabt.js';

const PAGE = 65536;
const values: Readonly<Record<string, number | bigint>> = { i: -2, l: -3n, f: 0.5, d: -7.25 };
const rows = ops.filter((row) => (row.shape === 'load' || row.shape === 'store') && !isAtomic(row.shape) && !row.params.includes('v') && row.result !== 'v');
const functions = rows.map((row) => row.shape === 'load'
  ? `(func (export "${row.name}") (param i32) (result ${typeName(sigTypes(row.result)[0]!)}) (${row.name} (local.get 0)))`
  : `(func (export "${row.name}") (param i32 ${typeName(sigTypes(row.type!)[0]!)}) (${row.name} (local.get 0) (local.get 1)))`);
const binary = assemble(`(module (memory (export "memory") 1) (data $d "abcdefgh") ${functions.join('\n')}
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "size") (result i32) (memory.size))
  (func (export "fill") (param i32 i32) (memory.fill (local.get 0) (i32.const 5) (local.get 1)))
  (func (export "copy") (param i32 i32) (memory.copy (i32.const 0) (local.get 0) (local.get 1)))
  (func (export "init") (param i32 i32) (memory.init $d (local.get 0) (i32.const 0) (local.get 1))))`);

type Exports = Record<string, (...args: readonly unknown[]) => unknown>;
const grown = (exports: unknown): Exports => {
  for (let pages = 1; pages < 6; pages++) assert.is((exports as Exports)['grow']!(1), pages);
  return exports as Exports;
};
const recordOf = ({ memory }: Exports): MemoryRecord => (memory as unknown as { [MEMORY]: MemoryRecord })[MEMORY];

test('accesses end where the memory ends', () => {
  const [theirs, ours] = [grown(native(binary)), grown(loadCommonJs(binary).instantiate().exports)];
  assert.ok(recordOf(ours).buffer.byteLength > 6 * PAGE, 'there is room');
  const both = (name: string, ...args: readonly unknown[]): void => {
    const [expected, given] = [theirs, ours].map((side) => outcome(() => side[name]!(...args)));
    assert.is(given, expected, `${name} of ${args.join(', ')}`);
  };
  for (let at = 6 * PAGE - 9; at < 6 * PAGE + 9; at++) {
    for (const row of rows) both(row.name, at, ...(row.shape === 'store' ? [values[row.type!]] : []));
    for (const name of ['fill', 'copy', 'init']) for (const length of [0, 1, 8]) both(name, at, length);
  }
  both('size');
  assert.ok(recordOf(ours).buffer.byteLength > 6 * PAGE, 'there still is');
  const [expected, given] = [theirs, ours].map((side) => (side['memory'] as unknown as { buffer: ArrayBuffer }).buffer);
  assert.ok(Buffer.from(given!).equals(Buffer.from(expected!)), 'the contents are the same');
});

test('a memory that is imported takes data up to where it ends', () => {
  const user = (at: number): Uint8Array => assemble(`(module (import "m" "memory" (memory 1)) (func (export "load") (result i32) (i32.load8_u (i32.const ${at}))) (data (i32.const ${at}) "ab"))`);
  const grownOurs = (): Exports => grown(loadCommonJs(binary).instantiate().exports);
  assert.is((loadCommonJs(user(6 * PAGE - 2)).instantiate({ m: grownOurs() as never }).exports as unknown as Exports)['load']!(), 97);
  for (const at of [6 * PAGE - 1, 6 * PAGE]) assert.is(outcome(() => loadCommonJs(user(at)).instantiate({ m: grownOurs() as never })), 'RuntimeError: out of bounds memory access');
});

test.run();
