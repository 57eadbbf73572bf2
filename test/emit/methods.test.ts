/** Short names of the methods of views, in outputs large enough to gain by them: every access, before and after growth. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { native, outcome } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

const stores = { i32: ['store', 'store8', 'store16'], i64: ['store'], f32: ['store'], f64: ['store'] };
const loads = { i32: ['load', 'load8_s', 'load8_u', 'load16_s', 'load16_u'], i64: ['load'], f32: ['load'], f64: ['load'] };
const each = (table: Record<string, string[]>, make: (type: string, op: string) => string): string =>
  Object.entries(table).flatMap(([type, ops]) => ops.map((op) => make(type, op))).join('\n');
const source = (padding: number): string => `(module (memory 1 3) (func (export "grow") (result i32) (memory.grow (i32.const 1)))
  ${each(loads, (type, op) => `(func (export "${type}.${op}") (param i32) (result ${type}) (${type}.${op} offset=3 (local.get 0)))`)}
  ${each(stores, (type, op) => `(func (export "${type}.${op}") (param i32 ${type}) (${type}.${op} offset=3 (local.get 0) (local.get 1)))`)}
  (func (export "padding") (param i32) (result i32) ${Array.from({ length: padding }, (_, i) => `(local.set 0 (i32.add (i32.load (local.get 0)) (i32.const ${i + 100000})))`).join('\n')} (local.get 0)))`;

test('accesses by short names', () => {
  const bytes = assemble(source(250));
  const { code } = compile(bytes);
  assert.ok(code.match(/getInt32/g)!.length < 4, 'of hundreds');
  assert.ok(compile(bytes, { pretty: true }).code.includes('.getInt32('));
  assert.ok(compile(assemble(source(0))).code.match(/\.getInt32\(/g)!.length > 1);
  for (const format of ['cjs', 'iife'] as const) {
    const ours = loadAs(bytes, format), theirs = native(bytes);
    for (const at of [0, 5, 8, 65525, 65533, 65536, 131064, 131070, -1, -8]) {
      if (at === 65536) assert.is(ours['grow'](), theirs['grow']());
      for (const [type, ops] of Object.entries(stores)) for (const op of ops) {
        const value = type === 'i64' ? 0x89abcdef01234567n : -1.1;
        assert.is(outcome(() => ours[`${type}.${op}`](at, value)), outcome(() => theirs[`${type}.${op}`](at, value)), `${type}.${op} ${at}`);
      }
      for (const [type, ops] of Object.entries(loads)) for (const op of ops)
        assert.is(outcome(() => ours[`${type}.${op}`](at)), outcome(() => theirs[`${type}.${op}`](at)), `${type}.${op} ${at}`);
    }
  }
});

function loadAs(bytes: Uint8Array<ArrayBuffer>, format: 'cjs' | 'iife'): Record<string, any> {
  if (format === 'cjs') return loadCommonJs(bytes).instantiate().exports;
  const { code } = compile(bytes, { format, name: 'compiled' });
  return (new Function(`${code}; return compiled;`)() as { instantiate: () => { exports: Record<string, any> } }).instantiate().exports;
}

test.run();
