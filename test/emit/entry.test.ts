/** The forms of the file: what each exports, and when the module is instantiated. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { loadCommonJs, loadEsm, loadScript } from '../load.js';
import { temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

const closed = assemble('(module (global $n (mut i32) (i32.const 0)) (func (export "count") (result i32) (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)) (memory (export "m") 1) (func (export "instantiate")) (func (export "then")) (func (export "a b\\u{2028}") (result i64) (i64.const 7)))');
const open = assemble('(module (import "h" "f" (func $f (param i64) (result i64))) (func (export "g") (param i64) (result i64) (call $f (local.get 0))))');

for (const pretty of [false, true]) {
  test(`esm${pretty ? ', pretty' : ''}: a module without imports is the file`, async () => {
    const file = await loadEsm(closed, { pretty }) as unknown as Record<string, any>;
    assert.equal(Object.keys(file).sort(), ['a b\u2028', 'count', 'instantiate', 'm']);
    assert.equal([file['count'](), file['count'](), file['a b\u2028']()], [1, 2, 7n]);
    assert.is(file['instantiate']().exports.count(), 1, 'an instance of its own');
    assert.is(file['m'].buffer.byteLength, 65536);
  });

  test(`cjs${pretty ? ', pretty' : ''}: the same`, () => {
    const file = loadCommonJs(closed, { pretty }) as unknown as Record<string, any>;
    assert.equal([file['count'](), file['count'](), file['a b\u2028'](), file['instantiate']().exports.count()], [1, 2, 7n, 1]);
    assert.is(Object.getPrototypeOf(file), null, 'no name of an export is taken by a prototype');
  });

  test(`iife${pretty ? ', pretty' : ''}: one global`, () => {
    const file = loadScript(closed, { pretty }) as unknown as Record<string, any>;
    assert.equal(Object.keys(file), ['instantiate']);
    assert.equal(Object.keys(file['instantiate']().exports).sort(), ['a b\u2028', 'count', 'instantiate', 'm', 'then']);
  });
}

test('a module with imports waits for them', async () => {
  for (const file of [await loadEsm(open), loadCommonJs(open), loadScript(open)]) {
    assert.equal(Object.keys(file), ['instantiate']);
    assert.is(file.instantiate({ h: { f: (v: bigint) => v * 2n } }).exports['g'](2n ** 62n), -(2n ** 63n));
  }
});

test('with ESM integration the imports are modules and the exports are the file, cycles included', async () => {
  const folder = temporaryDirectory();
  const glue = assemble('(module (import "./glue.mjs" "twice" (func $f (param i32) (result i32))) (import "./more \\u{2028}\\".mjs" "a b" (global $g i32)) (func (export "run") (result i32) (call $f (global.get $g))) (func (export "default") (result i32) (i32.const 1)))');
  writeFileSync(join(folder, 'm.mjs'), compile(glue, { esmIntegration: true }).code);
  writeFileSync(join(folder, 'glue.mjs'), 'import * as wasm from "./m.mjs"; export function twice(n) { return n * 2; } export const again = () => wasm.run();');
  writeFileSync(join(folder, 'more \u2028".mjs'), 'const g = 21; export { g as "a b" };');
  const entry = await import(pathToFileURL(join(folder, 'glue.mjs')).href) as { again(): number };
  const file = await import(pathToFileURL(join(folder, 'm.mjs')).href) as Record<string, any>;
  assert.is(entry.again(), 42);
  assert.equal(Object.keys(file).sort(), ['default', 'instantiate', 'run']);
  assert.throws(() => compile(glue, { esmIntegration: true, format: 'cjs' }), /esm-integration needs the format esm/);
});

test('what the file cannot export is said', () => {
  assert.equal(compile(closed).diagnostics.map((d) => /export "(\w+)"/.exec(d.message)?.[1]), ['instantiate', 'then']);
  assert.equal(compile(open).diagnostics, []);
});

test('the iife has the name that was asked for, and no other global', () => {
  const { code } = compile(closed, { format: 'iife', name: 'k$1' });
  const made = new Function('globalThis', `${code}\nreturn k$1`)({}) as { instantiate(): { exports: any } };
  assert.is(made.instantiate().exports.count(), 1);
  assert.match(code, /^\/\*[^\n]*\*\/\nvar k\$1=/);
});

test.run();
