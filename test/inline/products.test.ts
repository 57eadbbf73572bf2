/** Calls of compilers' 128-bit multiplication store what the calls stored. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile, type Options } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { nativeHas } from '../native-features.js';
import { assemble } from '../wabt.js';

const mask = (x: string): string => `(i64.and ${x} (i64.const 0xffffffff))`;
const high = (x: string): string => `(i64.shr_u ${x} (i64.const 32))`;
const raised = (x: string): string => `(i64.shl ${x} (i64.const 32))`;
const mul = (x: string, y: string): string => `(i64.mul ${x} ${y})`;
const add = (x: string, y: string): string => `(i64.add ${x} ${y})`;
const [a, a1, b, b1] = ['(local.get $a)', '(local.get $a1)', '(local.get $b)', '(local.get $b1)'];
const crossed = add(mul(a, b1), mul(a1, b));
const parameters = '(param $p i32) (param $a i64) (param $a1 i64) (param $b i64) (param $b1 i64)';

/** As LLVM expands it: the lower half is stored first. */
const expanded = `(func $multiply ${parameters} (local $low i64) (local $x i64) (local $y i64) (local $middle i64) (local $sum i64)
  (local.set $low ${mul(mask(a), mask(b))}) (local.set $x ${mul(mask(a), high(b))}) (local.set $y ${mul(high(a), mask(b))})
  (i64.store (local.get $p) (local.tee $sum ${add('(local.get $low)', raised(`(local.tee $middle ${add('(local.get $x)', '(local.get $y)')})`))}))
  (i64.store offset=8 (local.get $p) ${add(add('(i64.extend_i32_u (i64.gt_u (local.get $low) (local.get $sum)))', add(mul(high(a), high(b)),
    `(i64.or ${raised('(i64.extend_i32_u (i64.lt_u (local.get $middle) (local.get $y)))')} ${high('(local.get $middle)')})`)), crossed)}))`;

/** As in compiler-rt: the upper half is stored first. */
const columns = `(func $multiply ${parameters} (local $low i64) (local $first i64) (local $second i64)
  (local.set $first ${add(high(`(local.tee $low ${mul(mask(a), '(i64.extend_i32_u (i32.wrap_i64 (local.get $b)))')})`), mul(mask(b), high(a)))})
  (i64.store offset=8 (local.get $p) ${add(add(high('(local.get $first)'), high(`(local.tee $second ${add(mul(mask(a), high(b)), mask('(local.get $first)'))})`)), add(crossed, mul(high(b), high(a))))})
  (i64.store (local.get $p) (i64.or ${raised('(local.get $second)')} ${mask('(local.get $low)')})))`;

const around = (multiply: string, memory = '(memory (export "memory") 1)', zero = '(i64.const 0)'): string => `(module ${memory} (global $g (mut i32) (i32.const 0))
  ${multiply}
  (func (export "run") (param $p i32) (param $a i64) (param $b i64) (call $multiply (local.get $p) (local.get $a) ${zero} (local.get $b) ${zero}))
  (func (export "whole") ${parameters} (call $multiply (local.get $p) (local.get $a) (local.get $a1) (local.get $b) (local.get $b1)))
  (func (export "half") (param $p i32) (param $a i64) (param $b i64) (call $multiply (local.get $p) (local.get $a) (i64.const 0) (local.get $b) (local.get $a)))
  (func (export "grown") (param $p i32) (param $b i64) (result i32)
    (call $multiply (local.get $p) (i64.extend_i32_s (memory.grow (i32.const 1))) (i64.const 0) (i64.load (local.tee $p (i32.const 8))) (i64.const 0)) (local.get $p)))`;

const factors = [0n, 1n, -1n, 0xffffffffn, 0x100000000n, -0x100000000n, 0x8000000000000000n - 0x10000000000000000n, 0x7fffffffffffffffn, 0x123456789abcdefn, -0x123456789abcdefn, 0xfffffffeffffffffn - 0x10000000000000000n];
const pairs = factors.flatMap((x, i) => factors.map((y, j) => [(i * factors.length + j) * 16, x, y] as const));
const calls: (readonly [string, ...unknown[]])[] = [
  ...pairs.map(([p, x, y]) => ['run', p, x, y] as const),
  ...pairs.map(([p, x, y]) => ['whole', p + 4096, x, y, y, x] as const),
  ['half', 9000, 0x123456789abcdefn, -3n], ['grown', 65536, -7n], ['grown', 131064, 5n],
];
/** The last bytes: in bounds, with the upper half out of bounds, with both. */
const ends = [65520, 65521, 65528, 65529, 65535, 65536, -16, -8, -1].map((p) => ['run', p, 0x123456789abcdefn, -5n] as const);

const stored = (text: string, options: Partial<Options> = {}): number => compile(assemble(text), { abi: 'none', pretty: true, ...options }).code.match(/\$storeProduct(?:Down)?\(V0\.D/g)?.length ?? 0;

for (const [name, multiply] of Object.entries({ expanded, columns })) {
  test(`${name}: edge values, high halves, traps at the end of memory, growth among the operands`, () => {
    agree(around(multiply), calls, { levels: [0, 1, 2, 3] });
    for (const call of ends) agree(around(multiply, '(memory (export "memory") 1 1)'), [call], { levels: [1, 2] });
    agree(around(multiply), calls, { options: { target: 'hermes' } });
    assert.is(stored(around(multiply)), 2);
    assert.is(stored(around(multiply), { optimize: 1 }), 0);
  });

  test(`${name}: what is almost it stays a call`, () => {
    const others = [
      multiply.replace('0xffffffff', '0xfffffffe'), multiply.replace('(i64.const 32)', '(i64.const 31)'), multiply.replace('offset=8', 'offset=16'), multiply.replace('offset=8 (local.get $p)', 'offset=8 (global.get $g)'),
      multiply.replace('i64.or', 'i64.xor'), multiply.replace(crossed, add(mul(a, b1), mul(a1, b1))), multiply.replace('i64.store offset', 'i64.store32 offset'),
      `${multiply.slice(0, -1)} (global.set $g (i32.const 1)))`,
    ];
    for (const other of others) {
      assert.is.not(other, multiply);
      assert.is(stored(around(other)), 0, other);
      agree(around(other), calls.slice(0, 60));
    }
    assert.is(stored(around(multiply, undefined, '(i64.const 1)')), 1);
    agree(around(multiply, undefined, '(i64.const 1)'), calls.slice(0, 60));
  });
}

test('factors of 64 bits, as optimisers leave them', () => {
  for (const multiply of [expanded, columns]) {
    const narrow = multiply.replace(' (param $a1 i64)', '').replace(' (param $b1 i64)', '').replace(crossed, '(i64.const 0)');
    const text = `(module (memory (export "memory") 1) ${narrow} (func (export "run") (param $p i32) (param $a i64) (param $b i64) (call $multiply (local.get $p) (local.get $a) (local.get $b)))
      (func (export "never") (unreachable) (call $multiply)))`;
    assert.is(stored(text), 1);
    agree(text, [...pairs.map(([p, x, y]) => ['run', p, x, y] as const), ['never']], { levels: [0, 1, 2, 3] });
    for (const call of ends) agree(text, [call]);
    const other = text.replace('(i64.const 0)', '(i64.const 1)');
    assert.is(stored(other), 0);
    agree(other, pairs.slice(0, 30).map(([p, x, y]) => ['run', p, x, y] as const));
  }
});

test('a memory that is shared', () => {
  agree(around(columns, '(memory (export "memory") 1 3 shared)'), calls.filter(([name]) => name !== 'grown'));
});

if (nativeHas('multi-memory')) {
  test('a second memory', () => {
    const second = expanded.replaceAll('i64.store', 'i64.store $second');
    agree(around(second, '(memory 1) (memory $second (export "memory") 1)'), calls.filter(([name]) => name === 'run'));
  });
}

test('a body that squares a term twenty times is looked at in an instant', () => {
  const doubled = `(func $multiply ${parameters} ${`(local.set $a ${mul(a, a)})`.repeat(20)} (i64.store (local.get $p) ${a}) (i64.store offset=8 (local.get $p) ${a}))`;
  agree(around(doubled), calls.slice(0, 20));
});

test.run();
