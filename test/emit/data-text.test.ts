/** Data as text: every byte comes back, in plain ASCII, and only where it is smaller. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gzipSync } from 'node:zlib';
import { base64 } from '../../compiler/emit/data.js';
import { dataText } from '../../compiler/emit/data-text.js';
import { compile } from '../../compiler/index.js';
import { decodeText } from '../../runtime-lite/data-text.js';
import { native } from '../agree.js';
import { loadCommonJs, loadScript } from '../load.js';
import { assemble } from '../wabt.js';

const from = (length: number, byte: (i: number) => number): Uint8Array => Uint8Array.from({ length }, (_, i) => byte(i));
/** Not periodic, with few values often and all of them at times. */
const skewed = (i: number): number => (i % 7 === 3 ? Math.imul(i, 2654435761) >>> 24 : (Math.imul(i ^ (i >> 5), 40503) >>> 5) & 31);
/** All bytes equally often. */
const noise = (i: number): number => Math.imul(Math.imul(i + 1, 2654435761) ^ (i << 7), 40503) >>> 19;
const words = new TextEncoder().encode('the quick brown fox "jumps" <script> over\\ the lazy dog\n\0\r');

const inputs: Readonly<Record<string, Uint8Array>> = {
  text: from(20_000, (i) => words[i % words.length]!),
  'all bytes, few of them often': from(30_000, skewed),
  'high bytes': from(10_000, (i) => 200 + (skewed(i) & 15)),
  'integers of 32 bits': new Uint8Array(Uint32Array.from({ length: 5000 }, (_, i) => 70_000 + 24 * skewed(i)).buffer),
  'several chunks': from(100_000, (i) => (i < 50_000 ? words[i % words.length]! : skewed(i))),
};

for (const [what, bytes] of Object.entries(inputs)) {
  test(what, () => {
    const { text, key } = dataText(bytes)!;
    assert.match(text, /^[ !#-;=-[\]-~]*$/);
    assert.match(key, /^[ !#-;=-[\]-~]*$/);
    assert.ok(Buffer.from(decodeText(text, key, bytes.length)).equals(bytes));
    assert.ok(gzipSync(text + key).length < gzipSync(base64(bytes)).length, 'smaller when compressed');
  });
}

test('base64 stays where text would not be smaller', () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(10_000), words, from(50_000, (i) => noise(i))]) assert.is(dataText(bytes), undefined);
});

test('segments of an output', () => {
  const escaped = [...inputs['all bytes, few of them often']!].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  const bytes = assemble(`(module (memory (export "m") 2) (data (i32.const 10) "${escaped}") (data (i32.const 40000) "end"))`);
  assert.ok(!compile(bytes).code.includes(base64(inputs['all bytes, few of them often']!).slice(0, 100)));
  const expected = Buffer.from(native(bytes)['m'].buffer);
  for (const { exports } of [loadCommonJs(bytes).instantiate(), loadScript(bytes).instantiate()]) assert.ok(Buffer.from(exports['m'].buffer).equals(expected));
});

test.run();
