/** Instantiation: imports and exports of every kind, start, errors that name what is missing. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { native } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

const whole = assemble(`(module
  (import "a" "f" (func $f (param i32) (result i32))) (import "a" "m" (memory 1 3)) (import "a" "t" (table 2 5 funcref)) (import "b" "g" (global $g (mut i64))) (import "b" "c" (global $c f32))
  (global $h (export "h") (mut f64) (f64.const 1.5)) (global $copy (export "copy") f32 (global.get $c))
  (export "m" (memory 0)) (export "t" (table 0)) (export "g" (global $g)) (export "f" (func $f)) (export "again" (func $f))
  (func (export "bump") (result i64) (global.set $g (i64.add (global.get $g) (i64.const 1))) (global.set $h (f64.neg (global.get $h))) (global.get $g))
  (func (export "call") (param i32) (result i32) (call_indirect (param i32) (result i32) (local.get 0) (i32.const 1)))
  (func $start (i32.store8 (i32.const 5) (call $f (i32.const 40)))) (start $start)
  (elem (i32.const 1) func $f) (data (i32.const 3) "xyz"))`);

/** Ours come from a module that exports one of each. */
const makers = assemble('(module (memory (export "m") 1 2) (table (export "t") 3 5 funcref) (global (export "g") (mut i64) (i64.const -5)))');

test('imports and exports of every kind, ours and the engine\'s', () => {
  for (const source of [() => loadCommonJs(makers).instantiate().exports, () => native(makers)]) {
    const ours = (imports: object) => loadCommonJs(whole).instantiate(imports).exports;
    const theirs = (imports: object) => native(whole, imports);
    // The engine cannot take what is ours.
    for (const instantiate of source().m instanceof WebAssembly.Memory ? [ours, theirs] : [ours]) {
      const made = source();
      const calls: number[] = [];
      const exports = instantiate({ a: { f: (v: number) => { calls.push(v); return v + 2; }, m: made['m'], t: made['t'] }, b: { g: made['g'], c: 0.1 } });
      assert.equal(calls, [40], 'the start function ran');
      assert.equal([...new Uint8Array(made['m'].buffer, 3, 4)], [120, 121, 42, 0], 'after the data');
      assert.is(exports['m'], made['m']);
      assert.is(exports['t'], made['t']);
      assert.is(exports['g'], made['g']);
      assert.is(exports['f'], exports['again']);
      assert.is(exports['bump'](), -4n);
      assert.equal([made['g'].value, exports['h'].value, exports['copy'].value], [-4n, -1.5, Math.fround(0.1)]);
      made['g'].value = 2n ** 63n - 1n;
      exports['h'].value = '7';
      assert.equal([exports['bump'](), exports['h'].value], [-(2n ** 63n), -7]);
      assert.is(exports['call'](7), 9);
      assert.is(made['t'].get(1)(1), 3);
      assert.throws(() => { exports['copy'].value = 1; }, (error: Error) => error instanceof TypeError);
      assert.throws(() => { exports['x'] = 1; }, (error: Error) => error instanceof TypeError, 'the exports are frozen');
    }
  }
});

test('a start function that traps, and what it did before', () => {
  const bytes = assemble('(module (import "h" "m" (memory 1)) (func $start (i32.store (i32.const 0) (i32.const 7)) (unreachable)) (start $start) (data (i32.const 8) "a"))');
  const { m } = loadCommonJs(assemble('(module (memory (export "m") 1))')).instantiate().exports;
  assert.throws(() => loadCommonJs(bytes).instantiate({ h: { m } }), (error: Error) => error.name === 'RuntimeError' && error.message === 'unreachable');
  assert.equal([...new Uint8Array(m.buffer, 0, 9)], [7, 0, 0, 0, 0, 0, 0, 0, 97]);
});

const kinds: readonly (readonly [declaration: string, good: () => unknown, bad: readonly unknown[]])[] = [
  ['(func (param i32))', () => () => 0, [undefined, null, 1, {}]],
  ['(memory 2 3)', () => loadCommonJs(assemble('(module (memory (export "x") 2 3))')).instantiate().exports['x'], [undefined, {}, () => 0]],
  ['(table 2 funcref)', () => loadCommonJs(assemble('(module (table (export "x") 2 funcref))')).instantiate().exports['x'], [undefined, [], {}]],
  ['(global i32)', () => 5, [undefined, '5', 5n, null, {}]],
  ['(global i64)', () => 5n, [undefined, 5, {}]],
  ['(global (mut i32))', () => loadCommonJs(assemble('(module (global (export "x") (mut i32) (i32.const 1)))')).instantiate().exports['x'], [undefined, 5, {}]],
];
for (const [declaration, good, bad] of kinds) {
  test(`a wrong import for ${declaration} is named`, () => {
    const output = loadCommonJs(assemble(`(module (import "the module" "the \\"field\\"" ${declaration}))`));
    output.instantiate({ 'the module': { 'the "field"': good() } });
    for (const value of bad) {
      assert.throws(() => output.instantiate({ 'the module': { 'the "field"': value } }), (error: Error) => error.name === 'LinkError' && error.message.includes('"the module"."the \\"field\\""'), String(value));
    }
    for (const imports of [undefined, {}, { 'the module': 1 }]) assert.throws(() => output.instantiate(imports as object), (error: Error) => error instanceof TypeError && error.message.includes('the module'));
  });
}

test('limits of imported memories and tables', () => {
  const memories = loadCommonJs(assemble('(module (memory (export "one") 1) (memory (export "two") 2 9) (table (export "t") 1 4 funcref))')).instantiate().exports;
  const output = loadCommonJs(assemble('(module (import "h" "m" (memory 2 5)))'));
  assert.throws(() => output.instantiate({ h: { m: memories['one'] } }), /"h"\."m": expected at least 2 pages, got 1/);
  assert.throws(() => output.instantiate({ h: { m: memories['two'] } }), /"h"\."m": expected a maximum of at most 5 pages, got 9/);
  assert.throws(() => loadCommonJs(assemble('(module (import "h" "t" (table 2 funcref)))')).instantiate({ h: { t: memories['t'] } }), /"h"\."t": expected at least 2 elements/);
  assert.throws(() => loadCommonJs(assemble('(module (import "h" "t" (table 1 externref)))')).instantiate({ h: { t: memories['t'] } }), /"h"\."t": expected a table of externref/);
});

test('a segment out of bounds traps, and those before it are written', () => {
  const { m } = loadCommonJs(assemble('(module (memory (export "m") 1))')).instantiate().exports;
  const output = loadCommonJs(assemble('(module (import "h" "m" (memory 1)) (data (i32.const 1) "ab") (data (i32.const 65535) "cd") (data (i32.const 9) "e"))'));
  assert.throws(() => output.instantiate({ h: { m } }), (error: Error) => error.name === 'RuntimeError' && error.message === 'out of bounds memory access');
  assert.equal([...new Uint8Array(m.buffer, 1, 9), new Uint8Array(m.buffer)[65535]], [97, 98, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test('of globals only those are there that something names, be it what others begin with', () => {
  const text = `(module (global $pointer (mut i32) (i32.const 424242)) (global $base i32 (i32.const 1111111)) (global $there i32 (global.get $base)) (global $unseen (mut i64) (i64.const 3333333))
    (table (export "t") 3 funcref) (elem (global.get $there) $f) (func $f (export "f") (result i32) (global.get $there)))`;
  const { code } = compile(assemble(text));
  assert.not.match(code, /424242|3333333/);
  assert.match(code, /1111111/);
  const small = assemble(text.replaceAll('1111111', '2'));
  const { f, t } = loadCommonJs(small).instantiate().exports;
  assert.equal([f(), t.get(2)()], [2, 2]);
});

test('the module is a function in parentheses', () => {
  const bytes = assemble('(module (func (export "f") (unreachable)))');
  assert.match(compile(bytes).code, /const (\w+)=\(function\(/);
  assert.match(compile(bytes, { pretty: true }).code, /const \$core = \(function\(\$imports, \$abi\) \{/);
});

test.run();
