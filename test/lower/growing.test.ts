/** Accesses whose operands grow the memory, which replaces the views: every store and load, by constant and by computed addresses, for every target. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ops, sigTypes, typeName, type OpRow } from '../../compiler/ops/index.js';
import type { Options } from '../../compiler/options.js';
import { outcome } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

const targets: readonly Options['target'][] = ['portable', 'v8', 'jsc', 'spidermonkey', 'hermes', 'jitless'];
const type = (letter: string): string => typeName(sigTypes(letter)[0]!);
const accesses = ops.filter((row) => (row.shape === 'load' || row.shape === 'store') && row.type !== 'v');

/** The pages that there were, as a number of the type. */
const PAGES: Readonly<Record<string, string>> = {
  i: '(memory.grow (i32.const 1))',
  l: '(i64.extend_i32_u (memory.grow (i32.const 1)))',
  f: '(f32.convert_i32_u (memory.grow (i32.const 1)))',
  d: '(f64.convert_i32_u (memory.grow (i32.const 1)))',
};

/** With a value or an address that grows the memory at once or in a function that is called, in a loop and outside of one. */
function functionsOf(row: OpRow): string[] {
  const letter = row.type!;
  const isStore = row.shape === 'store';
  const grown = (what: string): string => what.replace('(memory.grow (i32.const 1))', '(call $grow)');
  const forms: string[] = [];
  for (const pages of [PAGES, Object.fromEntries(Object.entries(PAGES).map(([key, text]) => [key, grown(text)]))]) {
    if (isStore) for (const at of ['(i32.const 16)', '(i32.const 65536)', '(local.get 0)', '(i32.add (local.get 0) (i32.const 3))']) forms.push(`(${row.name} ${at} ${pages[letter]})`);
    const at = `(i32.shl ${pages['i']} (i32.const 3))`;
    forms.push(isStore ? `(${row.name} offset=8 ${at} (${type(letter)}.const 77))` : `(drop (${row.name} offset=8 ${at}))`);
  }
  return forms.flatMap((form, index) => [
    `(func (export "${row.name} ${index}") (param i32) ${form})`,
    `(func (export "${row.name} ${index} looped") (param i32) (local $i i32) (loop $l ${form} (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2)))))`,
  ]);
}

const BULK = ['(memory.fill (i32.const 24) (call $grow) (i32.const 9))', '(memory.fill (call $grow) (i32.const 3) (i32.const 9))', '(memory.copy (i32.const 40) (i32.const 16) (i32.shl (call $grow) (i32.const 2)))',
  '(memory.copy (call $grow) (i32.const 20) (i32.const 12))', '(memory.init $d (i32.const 50) (i32.const 0) (i32.and (call $grow) (i32.const 7)))'];

const VECTORS = ['(v128.store (i32.const 16) (i32x4.splat (memory.grow (i32.const 1))))', '(v128.store32_lane 1 (i32.const 20) (i32x4.splat (call $grow)))',
  '(v128.store (i32.shl (call $grow) (i32.const 4)) (v128.const i32x4 1 2 3 4))'];

const functions = [...accesses.flatMap(functionsOf), ...[...BULK, ...VECTORS].map((form, index) => `(func (export "other ${index}") (param i32) ${form})`)];
const bytes = assemble(`(module (memory (export "memory") 1 9) (data $d "abcdefgh") (func $grow (result i32) (memory.grow (i32.const 1))) ${functions.join('\n')})`);
const names = functions.map((text) => /"(.*?)"/.exec(text)![1]!);
type Exports = Record<string, (at: number) => unknown> & { readonly memory: { readonly buffer: ArrayBuffer } };

/** What a call gives and leaves in a memory that has not grown before: later growths may find room, and keep the buffer. */
function observed(exports: Exports, name: string): string {
  const result = outcome(() => exports[name]!(128));
  const { buffer } = exports.memory;
  const words = new Int32Array(buffer);
  return `${result}, ${buffer.byteLength} bytes${words.reduce((text, word, at) => (word === 0 ? text : `${text} ${at}:${word}`), '')}`;
}

const module = new WebAssembly.Module(bytes);
const expected = names.map((name) => observed(new WebAssembly.Instance(module).exports as unknown as Exports, name));

for (const target of targets) {
  test(`operands that grow the memory, ${target}`, () => {
    for (const optimize of [0, 2, 3] as const) {
      const output = loadCommonJs(bytes, { target, optimize });
      names.forEach((name, i) => assert.is(observed(output.instantiate().exports as Exports, name), expected[i], `-O${optimize} ${functions[i]}`));
    }
  });
}

test.run();
