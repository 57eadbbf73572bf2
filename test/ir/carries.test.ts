/** Comparisons of a sum with what was added to, as the carry of LLVM's sums, in all orders, with the sum assigned or not, also to the local itself. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agree } from '../agree.js';
import { irOf } from './functions.js';

const constants = { i32: ['1', '-1', '7', '0', '0x80000000'], i64: ['1', '-1', '0x100000000', '0', '0x8000000000000000'] };
const values = { i32: [0, 1, 2, 6, 7, -1, -2, -7, -8, 2 ** 31 - 1, -(2 ** 31)], i64: [0n, 1n, 2n, 2n ** 32n - 1n, 2n ** 32n, -1n, -2n, -(2n ** 32n), 2n ** 63n - 1n, -(2n ** 63n)] };

for (const type of ['i32', 'i64'] as const) {
  const forms = constants[type].flatMap((by) => {
    const sum = `(${type}.add (local.get $x) (${type}.const ${by}))`;
    return [sum, `(local.tee $y ${sum})`, `(local.tee $x ${sum})`].flatMap((e) => ['lt_u', 'ge_u', 'gt_u', 'le_u', 'lt_s', 'eq'].flatMap((order) => [[e, '(local.get $x)'], ['(local.get $x)', e]].map(([a, b]) => `(${type}.${order} ${a} ${b})`)));
  });
  test(`sums of ${type}`, () => {
    const functions = forms.map((form, i) => `(func (export "f${i}") (param $x ${type}) (result i32 ${type} ${type}) (local $y ${type}) ${form} (local.get $x) (local.get $y))`);
    agree(`(module ${functions.join('\n')})`, forms.flatMap((_, i) => values[type].map((x) => [`f${i}`, x] as const)));
  });
}

test('a step of one is a carry where it gives zero', () => {
  const ir = (form: string): string => irOf(`(module (func (param $x i64) (result i32) (local $y i64) ${form}))`);
  assert.match(ir('(i64.lt_u (local.tee $y (i64.add (local.get $x) (i64.const 1))) (local.get $x))'), 'i64.eqz');
  assert.match(ir('(i64.gt_u (local.get $x) (i64.add (local.get $x) (i64.const 9)))'), /i64.lt_u .*9/);
  assert.not.match(ir('(i64.lt_u (local.tee $x (i64.add (local.get $x) (i64.const 1))) (local.get $x))'), 'eqz');
});

test.run();
