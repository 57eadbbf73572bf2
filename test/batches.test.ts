/** Functions of large modules are made in batches, in any order and by several threads: the output is the same, and works. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { batchesInThreads } from '../cli/batch-threads.js';
import { compileWaiting } from '../cli/compile-waiting.js';
import { Compilation, compile } from '../compiler/index.js';
import type { Options } from '../compiler/options.js';
import { print } from '../compiler/print/index.js';
import { agree } from './agree.js';
import { assemble } from './wabt.js';

const FUNCTIONS = 240;

/** Its functions use each other, what instantiation makes, and small functions that wait until it is known whether they are called. */
const bytes = assemble(`(module
  (import "h" "note" (func $note (param i32)))
  (memory (export "memory") 1 3)
  (global $g (mut i64) (i64.const 5))
  (type $t (func (param i32) (result i32)))
  (table $table 8 funcref)
  (elem (i32.const 0) $f3 $f150 $f239)
  (func $late (param i32) (result i32) (i32.xor (local.get 0) (i32.const 77)))
  (func $unused (param i32) (result i32) (i32.xor (local.get 0) (i32.const 987654321)))
  ${Array.from({ length: FUNCTIONS }, (_, k) => `(func $f${k} (export "f${k}") (param $x i32) (result i32) (local $l i64) (local $d f64)
    ${Array.from({ length: 24 }, (_, i) => `
    (local.set $l (i64.mul (i64.add (local.get $l) (i64.extend_i32_s (local.get $x))) (i64.const ${k * 7919 + i})))
    (local.set $d (f64.add (local.get $d) (f64.convert_i32_s (i32.load offset=${k} (i32.and (local.get $x) (i32.const 0xfff))))))
    (i64.store offset=${i * 8} (i32.and (local.get $x) (i32.const 0xff8)) (local.get $l))`).join('')}
    (global.set $g (i64.xor (global.get $g) (local.get $l)))
    (if (i32.eq (local.get $x) (i32.const ${k})) (then (call $note (local.get $x)) (drop (memory.grow (i32.const 1)))))
    (i32.xor (i32.trunc_sat_f64_s (local.get $d))
      ${k % 5 === 0 ? `(call_indirect (type $t) (i32.shr_u (local.get $x) (i32.const 4)) (i32.and (local.get $x) (i32.const 3)))`
        : k > 20 ? `(call $f${k - 17} (i32.sub (local.get $x) (i32.const 1)))` : k % 3 === 0 ? '(loop (result i32) (call $late (local.get $x)))' : '(i32.wrap_i64 (global.get $g))'}))`).join('\n')})`);

const calls = [0, 4, 19, 21, 100, 150, 200, 239].flatMap((k) => [0, 1, 3, k, 70_000, -1].map((x) => [`f${k}`, x] as const));

function inOrder(order: (count: number) => number[], options: Partial<Options> = {}): { code: string; map: string | undefined } {
  const compilation = new Compilation(bytes, options);
  const made = new Map(order(compilation.batches).map((n) => [n, structuredClone(compilation.batch(n))]));
  const { code, map } = compilation.result((n) => made.get(n)!);
  return { code, map };
}

test('the module is large enough', () => {
  assert.ok(new Compilation(bytes).batches > 2);
  assert.is(new Compilation(bytes, { pretty: true }).batches, 0);
});

test('outputs work as native WebAssembly does', () => {
  agree(bytes, calls, { levels: [2], imports: (log) => ({ h: { note: (x: number) => log.push(`note ${x}`) } }) });
  assert.not.match(compile(bytes).code, '987654321');
});

test('the order in which batches are made changes nothing', () => {
  for (const options of [{}, { sourceMap: 'external' }, { traps: 'fast', keepExports: ['f9', 'f238'] }] as const) {
    const { code, map } = compile(bytes, options);
    assert.equal(inOrder((count) => Array.from({ length: count }, (_, n) => count - 1 - n), options), { code, map });
  }
});

test('the number of threads changes nothing', async () => {
  const { code } = compile(bytes);
  for (const threads of [1, 2, 3]) {
    const compilation = new Compilation(bytes);
    assert.is(compilation.result(await batchesInThreads(compilation, { bytes, options: {}, threads })).code, code);
    assert.is(compileWaiting(bytes, {}, threads), code);
  }
});

test('the tree is what is printed', () => {
  const { code, ast } = compile(bytes);
  assert.is(print(ast, { header: code.slice(3, code.indexOf(' */')) }).code, code);
});

test('the first of several faults is told, whoever meets it', async () => {
  const broken = bytes.slice();
  const conversions = [...broken.keys()].filter((at) => broken[at] === 0xfc && broken[at + 1] === 0x02);
  assert.is(conversions.length, FUNCTIONS);
  for (const k of [230, 100]) broken[conversions[k]! + 1] = 0x00;
  const fault = ({ name, offset }: { name: string; offset?: number }): string => `${name} at ${offset}`;
  const told: string[] = [];
  const tell = (compiled: () => unknown): void => {
    try {
      compiled();
    } catch (error) {
      told.push(fault(error as Error));
    }
  };
  for (const threads of [1, 3]) {
    const compilation = new Compilation(broken);
    const batches = await batchesInThreads(compilation, { bytes: broken, options: {}, threads });
    tell(() => compilation.result(batches));
    tell(() => compileWaiting(broken, {}, threads));
  }
  assert.equal(told, new Array(4).fill(`CompileError at ${conversions[100]}`));
});

test.run();
