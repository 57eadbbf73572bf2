/** Where V8 is told of numbers from memory that they are doubles; the results are those of native code, whole numbers, zeros and NaNs among them. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agree } from '../agree.js';
import { irOf } from '../ir/functions.js';

const at = (local: string): string => `(f64.load (local.get ${local}))`;
const again = '(br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))';
const func = (body: string): string => `(module (memory (export "memory") 1) (func (export "f") (param $p i32) (param $q i32) (param $n i32) (result f64) (local $x f64) (local $y f64) (local $s f64) ${body}))`;
const ir = (body: string): string => irOf(func(body), 'structure', 'numbers');

test('a product of two numbers from memory is told once', () => {
  assert.is(ir(`(f64.mul ${at('$p')} ${at('$q')})`), '(return (f64.mul (f64.told (f64.load $0)) (f64.load $1)))');
  assert.is(ir(`(f64.add (f64.mul ${at('$p')} ${at('$q')}) ${at('$p')})`), '(return (f64.add (f64.mul (f64.told (f64.load $0)) (f64.load $1)) (f64.load $0)))');
});

test('one that a number outside of integers meets is not', () => {
  assert.not.match(ir(`(f64.mul ${at('$p')} (f64.const 0.5))`), 'told');
  assert.not.match(ir(`(f64.div ${at('$p')} ${at('$q')})`), 'told');
  assert.not.match(ir(`(f64.abs ${at('$p')})`), 'told');
});

test('a local that an inner loop computes with is told where it is loaded', () => {
  const body = (use: string): string => ir(`(local.set $x ${at('$p')}) (loop $l (local.set $s (f64.add (local.get $s) ${use})) ${again}) (local.get $s)`);
  assert.match(body(`(f64.mul (local.get $x) ${at('$q')})`), '(set $3 (f64.told (f64.load $0)))');
  assert.not.match(body(at('$q')), 'told');
});

test('a local whose bits are seen, or that is computed with where it is loaded, is not', () => {
  assert.not.match(ir(`(local.set $x ${at('$p')}) (loop $l (local.set $s (f64.mul (local.get $s) (local.get $x))) ${again}) (f64.store (i32.const 0) (local.get $x)) (local.get $s)`), 'told');
  assert.not.match(ir(`(loop $l (local.set $x ${at('$p')}) (local.set $s (f64.mul (local.get $s) (local.get $x))) ${again}) (local.get $s)`), 'told');
});

test('results agree', () => {
  const text = `(module (memory (export "memory") 1)
    (data (i32.const 8) "\\00\\00\\00\\00\\00\\00\\08\\40\\00\\00\\00\\00\\00\\00\\00\\80\\00\\00\\00\\00\\00\\00\\f8\\7f\\00\\00\\00\\00\\00\\00\\f0\\7f\\00\\00\\00\\00\\00\\00\\1c\\c0\\01\\00\\00\\00\\00\\00\\00\\00\\ff\\ff\\ff\\ff\\ff\\ff\\ef\\7f\\00\\00\\00\\00\\00\\00\\e0\\3f")
    (func (export "f") (param $p i32) (param $q i32) (param $n i32) (result f64) (local $x f64) (local $s f64) (local.set $x ${at('$p')})
      (loop $l (local.set $s (f64.add (f64.sub (local.get $x) ${at('$q')}) (f64.mul ${at('$p')} ${at('$q')}))) ${again}) (local.get $s))
    (func (export "sign") (param $p i32) (param $q i32) (result f64) (f64.copysign (f64.const 1) (f64.add ${at('$p')} ${at('$q')})))
    (func (export "g") (param $p i32) (param $q i32) (result f32) (f32.sub (f32.mul (f32.load (local.get $p)) (f32.load (local.get $q))) (f32.load (local.get $p)))))`;
  const addresses = [0, 8, 16, 24, 32, 40, 48, 56, 64, 12, 65532];
  const calls = addresses.flatMap((p) => addresses.flatMap((q) => [['f', p, q, 3], ['g', p, q], ...(p !== 24 && q !== 24 && p !== 32 && q !== 32 ? [['sign', p, q]] : [])] as [string, ...number[]][]));
  for (const target of ['portable', 'v8', 'jsc'] as const) agree(text, calls, { levels: [2], options: { target } });
});

test.run();
