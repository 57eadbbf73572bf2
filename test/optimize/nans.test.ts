/** Operations that need not keep a NaN's bits, because nobody sees them. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agree } from '../agree.js';
import { irOf } from '../ir/functions.js';

const ir = (body: string): string => irOf(`(module (memory 1) (global $g (mut f64) (f64.const 0)) (func $other (param f64)) (func (export "f") (param $x f64) (param $n i32) (result f64) (local $a f64) (local $b f64) (local $c i64) ${body}))`, 'peephole', 'nans');
const some = /neg_or_some_nan/;

test('a local that is computed with', () => {
  const body = (use: string): string => `(local.set $a (f64.neg (local.get $x))) (if (local.get $n) (then (local.set $a (f64.const 1)))) ${use}`;
  assert.match(ir(body('(f64.add (local.get $a) (local.get $x))')), some);
  assert.match(ir(body('(f64.convert_i32_s (f64.lt (local.get $a) (local.get $x)))')), some);
  assert.match(ir(body('(f64.floor (local.get $a))')), some);
  assert.match(ir(body('(local.set $b (f64.abs (local.get $a))) (f64.mul (local.get $b) (local.get $a))')), some);
});

test('a local whose bits are seen', () => {
  const body = (use: string): string => `(local.set $a (f64.neg (local.get $x))) (if (local.get $n) (then (local.set $a (f64.const 1)))) ${use}`;
  for (const use of [
    '(local.get $a)', '(f64.abs (local.get $a))', '(global.set $g (local.get $a)) (f64.const 0)', '(call $other (local.get $a)) (f64.const 0)', '(f64.store (i32.const 0) (local.get $a)) (f64.const 0)',
    '(local.set $c (i64.reinterpret_f64 (local.get $a))) (f64.convert_i64_s (local.get $c))', '(f64.copysign (f64.const 3) (local.get $a))', '(select (local.get $a) (f64.const 2) (local.get $n))',
    '(local.set $b (local.get $a)) (local.set $b (f64.neg (local.get $b))) (local.get $b)', '(f64.add (f64.const 1) (f64.copysign (f64.const 3) (local.get $a)))', '(f64x2.extract_lane 1 (f64x2.splat (local.get $a)))',
  ]) assert.not.match(ir(body(use)), some, use);
});

test('results agree', () => {
  const text = `(module (func (export "f") (param $x f64) (param $n i32) (result f64) (local $a f64) (local $b f64)
    (local.set $a (f64.neg (f64.floor (local.get $x))))
    (loop $l (local.set $b (f64.add (f64.trunc (f64.ceil (local.get $a))) (f64.abs (local.get $b)))) (local.set $a (f64.neg (local.tee $b (f64.sub (local.get $b) (local.get $x)))))
      (br_if $l (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0))))
    (f64.add (f64.copysign (f64.const 1) (local.get $b)) (f64.mul (local.get $a) (f64.const 0.5))))
  (func (export "g") (param $x f32) (result f32) (local $a f32) (local.set $a (f32.neg (f32.ceil (local.get $x)))) (if (f32.lt (local.get $x) (f32.const 0)) (then (local.set $a (f32.abs (local.get $a))))) (f32.add (f32.trunc (local.get $a)) (f32.const 0.25))))`;
  const numbers = [0, -0, 0.5, -0.5, 1.5, -7.25, 1e300, -Infinity, Infinity, NaN, 2 ** 31, -(2 ** 53)];
  agree(text, [...numbers.flatMap((x) => [1, 2, 7].map((n) => ['f', x, n] as const)), ...numbers.map((x) => ['g', x] as const)], { levels: [0, 1, 2] });
});

test.run();
