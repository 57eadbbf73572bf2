/** Shifts of i64 by counts of which it is known, or nearly known, that they are below 32, as native WebAssembly has them. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { assemble } from '../wabt.js';

const values = [0n, 1n, -1n, 0x123456789abcdef0n, -(2n ** 63n), 2n ** 63n - 1n, 0xffffffffn, -0x80000000n, 0x8000000080000001n - 2n ** 64n];
const amounts = [0n, 1n, 5n, 31n, 32n, 33n, 40n, 63n, 64n, -1n];
const counts: Readonly<Record<string, string>> = {
  'five bits': '(i64.and (local.get 1) (i64.const 31))',
  'six bits': '(i64.and (local.get 1) (i64.const 63))',
  'of an i32': '(i64.extend_i32_u (i32.and (i32.wrap_i64 (local.get 1)) (i32.const 15)))',
  negative: '(i64.sub (i64.and (local.get 1) (i64.const 31)) (i64.const 31))',
  'at most 32': '(i64.add (i64.and (local.get 1) (i64.const 31)) (i64.const 1))',
  'in a local': '(local.tee 2 (i64.shr_u (local.get 1) (i64.const 59)))',
};
const operations = ['shl', 'shr_u', 'shr_s'];
const module = `(module ${Object.entries(counts).flatMap(([name, count]) => operations.map((op) =>
  `(func (export "${op} ${name}") (param i64 i64) (result i64) (local i64) (i64.add (i64.${op} (local.get 0) ${count}) (i64.mul (i64.const 3) (i64.${op} (i64.xor (local.get 0) (local.get 1)) (local.get 2)))))`)).join('\n')})`;

test('shifts by counts of which something is known', () => {
  agree(module, Object.keys(counts).flatMap((name) => operations.flatMap((op) => values.flatMap((x) => amounts.map((n) => [`${op} ${name}`, x, n] as const)))), { levels: [0, 1, 2] });
});

test('a count below 32 is not asked whether it is more', () => {
  const code = (mask: number): string => compile(assemble(`(module (func (export "f") (param i64 i64) (result i64) (i64.shl (local.get 0) (i64.and (local.get 1) (i64.const ${mask})))))`), { pretty: true }).code;
  assert.not.match(code(31), /& 32/);
  assert.match(code(63), /& 32/);
});

test.run();
