/** What code is tuned for changes neither results nor traps; and it is tuned. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { assemble } from '../wabt.js';

const targets = ['portable', 'v8', 'jsc', 'spidermonkey', 'hermes', 'jitless'] as const;
const offsets = [0, 1, 2, 4, 8, 12, 65528, 65532, 65535];
const loads = (['i32', 'i64'] as const).flatMap((type) => offsets.map((offset) => ({ name: `${type}+${offset}`, type, offset })));
const memories = ['1 1', '1', '1 65536'];
const module = (memory: string): string => `(module (memory (export "memory") ${memory}) (data (i32.const 0) "abcdefghijklmnopqrstuvwxyz") (data (i32.const 65520) "0123456789ABCDEF")
  ${loads.map(({ name, type, offset }) => `(func (export "${name}") (param i32) (result ${type}) (${type}.load offset=${offset} (local.get 0)))`).join('\n')}
  (func (export "sum") (param $p i32) (param $n i32) (result i32) (local $s i32)
    (loop $l
      (local.set $s (i32.add (i32.mul (local.get $s) (i32.const 31)) (i32.load offset=4 (local.get $p))))
      (i32.store (local.get $p) (i32.add (local.get $s) (i32.const 0x40000000)))
      (local.set $p (i32.add (local.get $p) (i32.const 3)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $s)))`;

for (const target of targets) {
  test(`loads and sums for ${target} at the edges of memories`, () => {
    const addresses = [0, 1, 2, 3, 4, 7, 8, 65520, 65524, 65528, 65529, 65531, 65532, 65533, 65535, 65536, 2 ** 31 - 4, -(2 ** 31), -65536, -8, -4, -1];
    const calls = [...addresses.flatMap((p) => loads.map(({ name }) => [name, p] as const)), ['sum', 0, 1000], ['sum', 65000, 1000], ['sum', -6, 4]] as const;
    for (const memory of memories) agree(module(memory), calls, { levels: [0, 2], options: { target } });
  });
}

test('products by constants, small and large, are exact for every target', () => {
  const factors = [2, 3, 12, 31, 65535, 65536, 65537, 1664525, -1, -12, 2147483647, -2147483648];
  const text = `(module ${factors.map((c) => `(func (export "by ${c}") (param i32) (result i32) (i32.add (i32.mul (local.get 0) (i32.const ${c})) (i32.mul (i32.const ${c}) (i32.add (local.get 0) (local.get 0)))))
    (func (export "many ${c}") (param i32) (result i32) (i32.mul (i32.mul (i32.mul (i32.mul (local.get 0) (i32.const ${c})) (i32.const ${c})) (i32.const 65535)) (i32.const 3)))`).join('\n')})`;
  const calls = factors.flatMap((c) => [0, 1, -1, 7, 46341, 2 ** 30, 2 ** 31 - 1, -(2 ** 31), 123456789].flatMap((x) => [[`by ${c}`, x], [`many ${c}`, x]] as const));
  for (const target of targets) agree(text, calls, { levels: [0, 2], options: { target } });
});

test('unsigned remainders by constants are exact for every target', () => {
  const divisors = [1, 3, 10, 17, 65537, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1, -7, -1];
  const text = `(module ${divisors.map((c) => `(func (export "${c}") (param i32) (result i32) (i32.rem_u (i32.mul (local.get 0) (i32.const -1640531535)) (i32.const ${c})))
    (func (export "again ${c}") (param i32) (result i32) (i32.rem_u (local.get 0) (i32.const ${c})) (i32.add (i32.rem_u (local.tee 0 (i32.const -5)) (i32.const ${c}))) (i32.add (local.get 0)))`).join('\n')})`;
  const numbers = [0, 1, -1, 9, 10, 16, 17, 18, 2 ** 31 - 1, -(2 ** 31), -7, -8, 123456789, -123456789];
  for (const target of targets) agree(text, divisors.flatMap((c) => numbers.flatMap((x) => [[`${c}`, x], [`again ${c}`, x]] as const)), { levels: [0, 2], options: { target } });
});

test('operations of f32 that need no rounding are exact for every target, and rounded for JavaScriptCore', () => {
  const operations = ['abs', 'neg', 'floor', 'ceil', 'trunc', 'nearest'].map((op) => [op, `(f32.${op} (f32.mul (local.get 0) (f32.const 0.37)))`] as const);
  const extrema = ['min', 'max'].map((op) => [op, `(f32.${op} (f32.mul (local.get 0) (f32.const 0.37)) (f32.sub (local.get 1) (f32.const 1)))`] as const);
  const text = `(module ${[...operations, ...extrema].map(([op, e]) => `(func (export "${op}") (param f32 f32) (result f32) (f32.add (local.get 1) ${e}))
    (func (export "bits of ${op}") (param f32 f32) (result i32) (i32.reinterpret_f32 ${e}))`).join('\n')})`;
  const numbers = [0, -0, 1.5, -1.5, 2.5 / 0.37, 1e-45, -3e38, 3.4e38, 16777217, Infinity, -Infinity];
  const calls = [...operations, ...extrema].flatMap(([op]) => numbers.flatMap((x) => [1, -0, 0.1].flatMap((y) => [[op, x, y], [`bits of ${op}`, x, y]] as const)));
  for (const target of targets) agree(text, calls, { levels: [0, 2], options: { target } });
  const roundings = (target: (typeof targets)[number]): number =>
    compile(assemble('(module (func (export "f") (param f32) (result f32) (f32.add (f32.abs (f32.mul (local.get 0) (f32.const 3))) (f32.const 1))))'), { target, pretty: true }).code.match(/fround\(/g)!.length;
  assert.is(roundings('jsc'), roundings('portable') + 1);
});

test('functions in which JavaScriptCore inlines nothing call nothing for unsigned numbers', () => {
  const products = (n: number): string => Array.from({ length: n }, (_, i) => `(local.set 0 (i64.add (i64.mul (local.get 0) (local.get 1)) (i64.const ${i * 977})))`).join('\n');
  const text = (n: number): string => `(module (func (export "f") (param i64 i64) (result i64) ${products(n)} (local.get 0)))`;
  const calls = (n: number): number => compile(assemble(text(n)), { pretty: true }).code.match(/\$unsigned\([pv]/g)?.length ?? 0;
  assert.ok(calls(20) >= 20);
  assert.is(calls(200), 0);
  agree(text(200), [0n, 1n, -1n, 0x123456789abcdefn, 1n << 31n, -(1n << 63n)].flatMap((x) => [3n, -1n, 0xffffffffn].map((y) => ['f', x, y] as const)), { levels: [0, 2] });
});

test('no pieces of loops where nothing compiles', () => {
  const code = (target: (typeof targets)[number], text: string): string => compile(assemble(text), { target }).code;
  const long = `(module (func (export "f") (param i64 i32) (result i64) (loop $l ${'(local.set 0 (i64.mul (i64.rotl (local.get 0) (i64.const 7)) (i64.const 0x9e3779b97f4a7c15)))'.repeat(9)}
    (br_if $l (local.tee 1 (i32.sub (local.get 1) (i32.const 1))))) (local.get 0)))`;
  assert.match(code('v8', long), /=1024;/);
  assert.not.match(code('jitless', long), /=1024;/);
});

test.run();
