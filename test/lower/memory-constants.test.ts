/** Constants of 64 bits that are stored as numbers: every bit pattern, at every alignment, at the end of the memory and beyond. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { inProcess } from '../split/v8.js';
import { assemble } from '../wabt.js';

const constants = [0n, 1n, -1n, -(2n ** 63n), 2n ** 63n - 1n, 0x3ff0000000000000n, 0x7ff0000000000000n, 0x7ff0000000000001n, 0x7ff8000000000000n, 0x7fffffffffffffffn, -(2n ** 52n), 0x123456789abcdef0n, 2n ** 52n];
const memory = '(memory (export "memory") 1 1)';
const addresses = [0, 8, 64, 3, 4, 65520, 65528, 65529, 65532, 65536, -8, -1, 0x7ffffff8, -0x80000000];
/** Whether the store is one of a number. */
const isNumber = (wat: string): boolean => /\bF(?:_\d)?\[|setFloat64/.test(compile(assemble(wat), { pretty: true }).code);

for (const c of constants) {
  const isNaN = Number.isNaN(new Float64Array(new BigInt64Array([c]).buffer)[0]);
  test(`i64.const ${c}`, () => {
    const store = (offset: number, hint: string): string => `(i64.store offset=${offset} ${hint} (local.get 0) (i64.const ${c}))`;
    const once = (statement: string): string => `(module ${memory} (func (export "f") (param i32) ${statement}))`;
    const often = (statement: string): string =>
      `(module ${memory} (func (export "f") (param i32) (local i32) (loop $again ${statement} (br_if $again (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.const 3))))))`;
    for (const statement of [store(0, ''), store(16, ''), store(4, ''), store(0, 'align=1')])
      for (const module of [once(statement), often(statement)]) agree(module, addresses.map((a) => ['f', a] as const), { levels: [0, 2] });
    const statements = [store(0, ''), store(16, ''), store(4, ''), store(0, 'align=4')];
    for (const statement of statements) assert.equal([once(statement), often(statement)].map(isNumber), [!isNaN, !isNaN]);
    const fixed = (a: number): string => `(module ${memory} (func (export "f") (i64.store offset=8 (i32.const ${a}) (i64.const ${c}))))`;
    for (const a of [0, 1024, 4, 65528, 65520, -8]) agree(fixed(a), [['f']], { levels: [0, 2] });
    assert.equal([fixed(1024), fixed(1028)].map(isNumber), [!isNaN, !isNaN]);
  });
}

test('the address is evaluated once, before the store', () => {
  agree(`(module ${memory} (func $next (param i32) (result i32) (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))) (i32.mul (i32.load (i32.const 0)) (local.get 0)))
    (func (export "f") (param i32) (result i32) (i64.store offset=8 (call $next (local.get 0)) (i64.const 77)) (i64.store (local.tee 0 (i32.add (local.get 0) (i32.const 8))) (i64.const 5)) (local.get 0)))`, [['f', 8], ['f', 24], ['f', 3], ['f', 40000]] as const);
});

test('addresses that are globals, which may be no multiples of eight', () => {
  const source = (address: string): string => `(module (memory (export "memory") 1) (global $g (mut i32) (i32.const 4092))
    (func (export "run") (param $n i32) (local $p i32) (local.set $p (global.get $g))
      (loop $l (global.set $g (i32.sub (global.get $g) (i32.const 12)))
        (i64.store offset=8 (${address}) (i64.const 0x0123456789abcdef)) (i64.store (${address}) (i64.const 7)) (local.set $p (i32.sub (local.get $p) (i32.const 8)))
        (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))`;
  for (const address of ['global.get $g', 'local.get $p']) {
    assert.ok(isNumber(source(address)), address);
    agree(source(address), [['run', 1], ['run', 200], ['run', 1000]]);
  }
});

test('V8 does not leave its code again and again where an address is not aligned', () => {
  const wat = `(module (memory 1 1) (func (export "f") (param $p i32) (result f64) (local $n i32) (local.set $n (i32.const 100))
    (loop $l (f64.store offset=16 (local.get $p) (f64.add (f64.load offset=24 (local.get $p)) (f64.const 1)))
      (i64.store offset=8 (local.get $p) (i64.const 0)) (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))) (f64.load offset=16 (local.get $p))))`;
  agree(wat, [0, 3, 4, 8, 65504, 65508, 65512, -8, -4, -1].map((p) => ['f', p] as const));
  const { code } = compile(assemble(wat), { abi: 'none', format: 'cjs' });
  const text = inProcess(code, 'const { f } = instantiate().exports; for (let i = 0; i < 2e5; i++) f(i & 8 ? 44 : 40);', ['--trace-deopt']);
  const left = [...text.matchAll(/^\[bailout .*/gm)].length;
  assert.ok(left < 8, `left ${left} times`);
});

test('constant addresses below zero trap, whatever is stored there, on every target', () => {
  const stores = ['i32.store (i32.const -4) (i32.const 1)', 'f32.store (i32.const -4) (local.get 0)', 'f64.store (i32.const -8) (local.get 1)', 'i64.store (i32.const -8) (i64.const 1)', 'i32.store16 (i32.const -2) (i32.const 1)', 'i32.store8 (i32.const -1) (i32.const 1)'];
  for (const target of ['portable', 'hermes', 'jitless'] as const)
    for (const limits of ['1 3', '1', '1 1'])
      for (const store of stores) agree(`(module (memory (export "memory") ${limits}) (func (export "f") (local f32 f64) (${store})))`, [['f']], { options: { target } });
});

test.run();
