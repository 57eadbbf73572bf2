/** What crosses the JavaScript boundary decides which pieces of the runtime an output holds. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exporterOf, importerOf } from '../../compiler/emit/boundary.js';
import { compile } from '../../compiler/index.js';
import { name, vector } from '../bytes.js';
import { moduleOf } from '../cases.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

test('the least that a signature needs', () => {
  const exporters: Record<string, string> = {
    ':': 'exportI0', ':d': 'exportI0', 'i:': 'exportI1', 'ii:X': 'exportI2', 'iii:f': 'exportI3', 'iiii:i': 'exportI4', 'iiiii:i': 'exportMany', 'd:': 'exportFew', 'iifX:i': 'exportFew',
    'ddddd:': 'exportMany', 'l:': 'exportLong', ':l': 'exportLong', 'Xdl:i': 'exportLong', ':ii': 'exportRaw', 'F:': 'exportRaw', ':F': 'exportRaw', 'v:': 'exportRaw', 'iA:i': 'exportRaw',
  };
  for (const [letters, name] of Object.entries(exporters)) {
    assert.is(exporterOf(letters, true).name, name, letters);
    assert.is(exporterOf(letters, false).name, 'exportRaw', letters);
  }
  for (const letters of [':', 'i:', ':X', 'ifdXifdX:f']) assert.is(importerOf(letters, true).name, 'hostNumbers', letters);
  for (const letters of ['l:', ':l', ':ii', 'F:', ':F', ':v', 'A:']) assert.is(importerOf(letters, true).name, 'hostRaw', letters);
  assert.is(importerOf('i:i', false).name, 'hostRaw');
});

test('what host functions give is converted, also where their types stand in a group or have subtypes', () => {
  const host = { f: (): unknown => undefined, g: (): unknown => '0x1p', h: (): unknown => 2 ** 32 + 7.5, v: (): unknown => 9 };
  const names = ['f', 'g', 'h', 'v'];
  const module = moduleOf(
    [1, [1, 0x4e, 4, 0x60, 0, 1, 0x7c, 0x50, 0, 0x60, 0, 1, 0x7d, 0x60, 0, 1, 0x7f, 0x60, 0, 0]],
    [2, vector(names.map((field, index) => [...name('m'), ...name(field), 0, index]))],
    [7, vector(names.map((field, index) => [...name(field), 0, index]))],
  );
  const { f, g, h, v } = loadCommonJs(module).instantiate({ m: host }).exports;
  assert.equal([f(), g(), h(), v()], [NaN, NaN, 7, undefined]);
});

test('functions of integers bring no conversions of i64 and references along', () => {
  const add = assemble('(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))');
  const { code } = compile(add);
  assert.ok(code.length < 2500, `${code.length} bytes`);
  assert.not.match(code, /BigInt|funcref|externref/);
  const host = assemble('(module (import "m" "f" (func (param i32) (result f64))) (func (export "g") (call 0 (i32.const 1)) drop))');
  assert.not.match(compile(host).code, /BigInt/);
  const long = assemble('(module (func (export "f") (param i64)))');
  assert.match(compile(long).code, /BigInt64Array/);
});

test('memories and tables that JavaScript never sees need no classes, and tables that nothing uses are not made', () => {
  const source = (memory: string, table: string): Uint8Array<ArrayBuffer> => assemble(`(module (memory ${memory} 1) (table ${table} 2 funcref)
    (func $five (result i32) (i32.const 5)) (elem (i32.const 1) $five) (data (i32.const 3) "\\07")
    (func (export "f") (param i32) (result i32) (i32.add (call_indirect (result i32) (local.get 0)) (i32.load8_u (i32.const 3)))))`);
  const hidden = compile(source('', '')).code;
  assert.not.match(hidden, /WebAssembly\.(Memory|Table)/);
  assert.match(compile(source('(export "m")', '')).code, /WebAssembly\.Memory/);
  assert.match(compile(source('', '(export "t")')).code, /WebAssembly\.Table/);
  const { f } = loadCommonJs(source('', '')).instantiate().exports;
  assert.is(f(1), 12);
  assert.throws(() => f(0), /uninitialized element/);
  const unused = compile(assemble('(module (table 2 funcref) (func (export "f")))')).code;
  assert.not.match(unused, /"F"/);
  assert.match(hidden, /"F"/);
  assert.throws(() => loadCommonJs(assemble('(module (table 10000001 funcref) (func (export "f")))')).instantiate(), RangeError, 'what may be refused is not left out');
});

test.run();
