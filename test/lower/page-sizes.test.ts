/** Memories with pages of one byte, whose sizes no typed array of words fits, against a DataView of the same size. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ops, type OpRow, sigTypes, typeName } from '../../compiler/ops/index.js';
import { outcome } from '../agree.js';
import { loadCommonJs, type Output } from '../load.js';
import { assemble } from '../wabt.js';
import { bitsOf } from './values.js';

/** The module with pages of 2^exponent bytes in its only memory, which is defined. */
function withPageSize(text: string, exponent: number): Uint8Array<ArrayBuffer> {
  const bytes = [...assemble(text, { names: false })];
  let at = 8;
  // Every section is shorter than 128 bytes, but for the code section, which comes after the memory's.
  while (bytes[at] !== 5) at += bytes[at + 1]! + 2;
  const end = at + 2 + bytes[at + 1]!;
  bytes[at + 1]! += 1;
  bytes[at + 3]! |= 8;
  bytes.splice(end, 0, exponent);
  return Uint8Array.from(bytes);
}

const load = (text: string, exponent = 0, optimize: 0 | 2 = 2): Output => loadCommonJs(withPageSize(text, exponent), { abi: 'none', optimize });
const accesses = ops.filter((row) => (row.shape === 'load' || row.shape === 'store') && /^[ilfd]$/.test(row.type!));
const type = (letter: string): string => typeName(sigTypes(letter)[0]!);
const value: Readonly<Record<string, number | bigint>> = { i: -123456789, l: -0x7654321089abcdefn, f: Math.fround(-1.1e-7), d: -Math.PI };
const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer);

/** What the access does to the bytes, or gives. RangeError where they end. */
function model({ shape, width, signed, type: letter }: OpRow, bytes: Uint8Array, at: number): unknown {
  const bits = width! * 8;
  const name = letter === 'f' ? 'Float32' : letter === 'd' ? 'Float64' : bits === 64 ? 'BigInt64' : `${signed === false ? 'Uint' : 'Int'}${bits}`;
  const access = view(bytes) as unknown as Record<string, (...args: unknown[]) => number | bigint>;
  if (shape === 'store') return access[`set${name}`]!(at, letter === 'l' && bits < 64 ? Number(BigInt.asIntN(bits, value['l'] as bigint)) : value[letter!], true);
  const found = access[`get${name}`]!(at, true);
  return letter === 'l' ? BigInt(found) : found;
}

for (const limits of ['13 13', '13', '13 40']) {
  test(`every access at the end of a memory of ${limits} bytes`, () => {
    const functions = accesses.map((row, i) => {
      const isStore = row.shape === 'store';
      return `(func (export "${i}") (param $p i32) ${isStore ? `(param $v ${type(row.type!)})` : `(result ${type(row.type!)})`} (${row.name} (local.get $p) ${isStore ? '(local.get $v)' : ''}))`;
    });
    const { exports } = load(`(module (memory (export "m") ${limits}) ${functions.join('\n')})`).instantiate();
    const bytes = new Uint8Array(13).map((_, i) => i * 37 + 130);
    let trapped = 0;
    accesses.forEach((row, i) => {
      for (const at of [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, -1]) {
        const memory = new Uint8Array(exports['m'].buffer as ArrayBuffer);
        memory.set(bytes);
        const expected = bytes.slice();
        let wanted: unknown = 'RuntimeError: out of bounds memory access';
        try { wanted = bitsOf(model(row, expected, at >>> 0)); } catch { trapped++; }
        const found = outcome(() => bitsOf((exports[i] as Function)(at, value[row.type!])));
        assert.is(found, wanted, `${row.name} at ${at}`);
        assert.equal(memory, expected, `${row.name} at ${at}`);
      }
    });
    assert.ok(trapped > 120, `${trapped} traps`);
  });
}

test('sizes and growth count bytes', () => {
  const text = '(module (memory (export "m") 13 40) (func (export "size") (result i32) (memory.size)) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))) (func (export "f") (param i32) (result f64) (f64.load (local.get 0))))';
  for (const optimize of [0, 2] as const) {
    const { m, size, grow, f } = load(text, 0, optimize).instantiate().exports;
    new Float64Array(m.buffer, 0, 1)[0] = 1.5;
    assert.equal([size(), grow(3), size(), f(0), f(8), grow(25), grow(-1), m.grow(24), size(), m.buffer.byteLength, f(32)], [13, 13, 16, 1.5, 0, -1, -1, 16, 40, 40, 0]);
    assert.throws(() => f(33), /out of bounds/);
  }
});

test('as many pages as there are addresses are counted without a sign', () => {
  const { size, grow } = load('(module (memory 0) (func (export "size") (result i64) (i64.extend_i32_u (memory.size))) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))').instantiate().exports;
  const original = globalThis.ArrayBuffer;
  // Nobody needs the bytes.
  globalThis.ArrayBuffer = class extends original { constructor(public length: number) { super(0); } override get byteLength(): number { return this.length; } } as never;
  try { grow(-1); } finally { globalThis.ArrayBuffer = original; }
  assert.is(size(), 4294967295n);
});

test('page sizes must agree when memories are imported', () => {
  const byte = load('(module (memory (export "m") 65536))').instantiate().exports['m'];
  const page = load('(module (memory (export "m") 1))', 16).instantiate().exports['m'];
  const importer = loadCommonJs(assemble('(module (import "" "m" (memory 1)))'), { abi: 'none' });
  assert.throws(() => importer.instantiate({ '': { m: byte } }), /expected a memory with pages of 65536 bytes, got one of 1/);
  importer.instantiate({ '': { m: page } });
});

test.run();
