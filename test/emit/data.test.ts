/** Data segments: base64, offsets, and memories that come out as native ones. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { base64, joinSegments } from '../../compiler/emit/data.js';
import { decode } from '../../compiler/decode/index.js';
import { native } from '../agree.js';
import { loadCommonJs, loadScript } from '../load.js';
import { assemble } from '../wabt.js';

test('base64 of every length, and long', () => {
  for (const length of [0, 1, 2, 3, 4, 5, 255, 256, 24575, 24576, 24577, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 131 + (i >> 8)) & 255);
    assert.ok(base64(bytes) === Buffer.from(bytes).toString('base64'), `${length} bytes`);
  }
});

const all = Array.from({ length: 256 }, (_, i) => `\\${i.toString(16).padStart(2, '0')}`).join('');
const text = `(module (import "h" "base" (global $base i32)) (memory (export "m") 2) (data (i32.const 10) "${all}") (data (global.get $base) "base") (data $p "passive${all}") (data (i32.const 12) "over") (data (i32.const 131072) "")
  (func (export "init") (param i32 i32 i32) (memory.init $p (local.get 0) (local.get 1) (local.get 2))) (func (export "drop") (data.drop $p)))`;

test('segments are joined in order', () => {
  const { bytes, starts } = joinSegments(decode(assemble(text)));
  assert.equal(starts, [0, 256, 260, 523, 527]);
  assert.is(Buffer.from(bytes.subarray(523)).toString(), 'over');
});

test('active, passive, overlapping and empty', () => {
  const bytes = assemble(text);
  const imports = { h: { base: 70_000 } };
  const expected = native(bytes, imports);
  for (const exports of [loadCommonJs(bytes).instantiate(imports).exports, loadScript(bytes).instantiate(imports).exports]) {
    expected['init'](1000, 0, 263);
    exports['init'](1000, 0, 263);
    assert.ok(Buffer.from(exports['m'].buffer).equals(Buffer.from(expected['m'].buffer)));
    exports['drop']();
    assert.throws(() => exports['init'](0, 0, 1), /out of bounds memory access/);
  }
});

test('an offset that computes', () => {
  const { exports } = loadCommonJs(assemble('(module (import "h" "base" (global $base i32)) (memory (export "m") 2) (data (i32.add (global.get $base) (i32.mul (i32.const 8) (i32.const 3))) "computed"))')).instantiate({ h: { base: 70_000 } });
  assert.is(Buffer.from(exports['m'].buffer, 70_024, 9).toString(), 'computed\0');
});

test.run();
