/** Addresses that an earlier access has shown to be small, and bytes that it has shown to be there. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree } from '../agree.js';
import { assemble } from '../wabt.js';

const memory = '(memory (export "memory") 1 2) (data (i32.const 0) "\\01\\02\\03\\04\\05\\06\\07\\08\\ff\\fe\\fd\\fc\\80\\81\\82\\83") (data (i32.const 65520) "\\01\\02\\03\\04\\05\\06\\07\\08\\09\\0a\\0b\\0c\\0d\\0e\\0f\\10")';

/** How often the function of the module converts an address to an unsigned number, and checks a byte. */
function conversions(func: string, fields: string): { readonly unsigned: number; readonly checks: number } {
  const { code } = compile(assemble(`(module ${fields} (func (export "f") ${func}))`), { pretty: true, optimize: 1 });
  const body = /function \$f0\([^)]*\) \{\n([\s\S]*?)\n  \}/.exec(code)![1]!;
  return { unsigned: body.split('>>> 0').length - 1, checks: body.split('??').length - 1 };
}

/** Parameters: a base address, and a number. */
const cases: readonly { readonly what: string; readonly func: string; readonly unsigned: number; readonly checks: number }[] = [
  { what: 'the second access at a local', func: '(i32.add (i32.load offset=8 (local.get 0)) (i32.load offset=4 (local.get 0)))', unsigned: 1, checks: 0 },
  { what: 'an access at a sum', func: '(i32.add (i32.load (local.get 0)) (i32.load offset=4 (i32.add (local.get 0) (i32.const 8))))', unsigned: 0, checks: 0 },
  { what: 'a negative number is added', func: '(i32.add (i32.load (local.get 0)) (i32.load offset=4 (i32.add (local.get 0) (i32.const -8))))', unsigned: 1, checks: 0 },
  { what: 'a sum says nothing of its local', func: '(i32.add (i32.load (i32.add (local.get 0) (i32.const 8))) (i32.load offset=4 (local.get 0)))', unsigned: 1, checks: 0 },
  { what: 'a byte below a word', func: '(i32.add (i32.load offset=4 (local.get 0)) (i32.load8_u offset=7 (local.get 0)))', unsigned: 1, checks: 0 },
  { what: 'a byte above a word', func: '(i32.add (i32.load offset=4 (local.get 0)) (i32.load8_u offset=8 (local.get 0)))', unsigned: 1, checks: 1 },
  { what: 'a byte at a constant', func: '(i32.add (i32.load8_u (i32.const 65535)) (i32.load8_u offset=65535 (i32.const 1)))', unsigned: 0, checks: 1 },
  { what: 'after an assignment', func: '(drop (i32.load (local.get 0))) (local.set 0 (local.get 1)) (i32.load offset=4 (local.get 0))', unsigned: 1, checks: 0 },
  { what: 'the local is known after a tee of a known one', func: '(local i32) (drop (i32.load offset=12 (local.get 0))) (i32.add (i32.load offset=4 (local.tee 2 (i32.add (local.get 0) (i32.const 4)))) (local.get 2))', unsigned: 1, checks: 0 },
  { what: 'not behind the bytes that are known', func: '(local i32) (drop (i32.load offset=12 (local.get 0))) (i32.add (i32.load offset=4 (local.tee 2 (i32.add (local.get 0) (i32.const 16)))) (local.get 2))', unsigned: 2, checks: 0 },
  { what: 'an access in one arm says nothing after it', func: '(if (local.get 1) (then (i32.store (local.get 0) (i32.const 1)))) (i32.load offset=4 (local.get 0))', unsigned: 1, checks: 0 },
  { what: 'nor in one arm of an expression', func: '(i32.add (if (result i32) (local.get 1) (then (i32.load (local.get 0))) (else (i32.const 1))) (i32.load offset=4 (local.get 0)))', unsigned: 1, checks: 0 },
  { what: 'an access before a branch out of a block', func: '(block (drop (i32.load (local.get 0))) (br_if 0 (local.get 1)) (i32.store (i32.const 100) (i32.const 1))) (i32.load offset=4 (local.get 0))', unsigned: 0, checks: 0 },
  { what: 'an access that a branch skips', func: '(block (block (br_if 1 (local.get 1)) (br_if 0 (i32.load (i32.const 4)))) (drop (i32.load (local.get 0))) (drop (i32.load (i32.const 4)))) (i32.load offset=4 (local.get 0))', unsigned: 1, checks: 0 },
  { what: 'an access that a branch inside of an arm skips', func: '(block (if (local.get 1) (then (drop (i32.load (i32.const 4))) (br 1))) (drop (i32.load (local.get 0))) (i32.store (i32.const 100) (i32.const 1))) (i32.load offset=4 (local.get 0))', unsigned: 1, checks: 0 },
  { what: 'a loop that moves the local', func: '(drop (i32.load (local.get 0))) (loop (drop (i32.load offset=4 (local.get 0))) (local.set 0 (i32.add (local.get 0) (i32.const 32768))) (br_if 0 (local.tee 1 (i32.and (i32.sub (local.get 1) (i32.const 1)) (i32.const 3))))) (i32.load offset=8 (local.get 0))', unsigned: 2, checks: 0 },
  { what: 'a loop that does not', func: '(drop (i32.load (local.get 0))) (loop (i32.store offset=4 (local.get 0) (local.get 1)) (br_if 0 (local.tee 1 (i32.and (i32.sub (local.get 1) (i32.const 1)) (i32.const 3))))) (i32.load offset=8 (local.get 0))', unsigned: 0, checks: 0 },
  { what: 'the value of a store changes its address', func: '(i32.store (local.get 0) (local.tee 0 (local.get 1))) (i32.load offset=4 (local.get 0))', unsigned: 1, checks: 0 },
  { what: 'both words of an i64', func: '(drop (i32.load (local.get 0))) (i64.store offset=16 (local.get 0) (i64.load offset=8 (local.get 0))) (i32.load offset=20 (local.get 0))', unsigned: 0, checks: 0 },
  { what: 'a number without a sign', func: '(local i32) (i32.load offset=4 (local.tee 2 (i32.load16_u (local.get 0))))', unsigned: 0, checks: 0 },
];

const addresses = [0, 4, 65512, 65520, 65524, 65528, 65532, 65535, 65536, -1, -4, -8, -16, -32768, 0x7fffffff, -0x80000000];

for (const { what, func, unsigned, checks } of cases) {
  test(what, () => {
    const f = `(param i32 i32) (result i32) ${func}`;
    assert.equal(conversions(f, memory), { unsigned, checks });
    agree(`(module ${memory} (func (export "f") ${f}))`, addresses.flatMap((at) => [0, 1, 7, -8].map((n) => ['f', at, n] as const)), { levels: [0, 2] });
  });
}

test('memories of more than 2 GiB, other memories, and traps that need not be exact', () => {
  const func = '(param i32) (result i32) (i32.add (i32.load offset=8 (local.get 0)) (i32.load offset=4 (local.get 0)))';
  assert.is(conversions(func, '(memory 1)').unsigned, 2);
  assert.is(conversions(func, '(memory 1 65536)').unsigned, 2);
  assert.is(conversions(func, '(memory 1 32768)').unsigned, 1);
  agree(`(module (memory (export "memory") 1) (func (export "f") ${func}))`, addresses.map((at) => ['f', at] as const));
});

test('of a body that is repeated, the first one says nothing of itself', () => {
  const sum = '(loop (local.set 2 (i32.add (local.get 2) (i32.load offset=8 (local.get 0)))) (local.set 0 (i32.add (local.get 0) (i32.const 4))) (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1))))) (local.get 2)';
  const module = `(module ${memory} (func (export "f") (param i32 i32) (result i32) (local i32) ${sum}))`;
  agree(module, [-4, -8, -12, 0, 65516, 65520, 65524].flatMap((at) => [1, 2, 3, 5].map((n) => ['f', at, n] as const)), { levels: [0, 1, 2, 3] });
});

test.run();
