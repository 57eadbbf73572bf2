/** Elements of typed arrays found by a quotient, as engines without a compiler get them, in memories on both sides of 2 GiB: native WebAssembly is the oracle. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree, native, outcome } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { skip } from '../support.js';
import { assemble } from '../wabt.js';

const offsets = [0, 1, 2, 4, 8, 4096, 0xfffffff8];
const loads = ['i32.load', 'i32.load8_s', 'i32.load8_u', 'i32.load16_s', 'i32.load16_u', 'f32.load', 'f64.load', 'i64.load', 'i64.load8_s', 'i64.load16_s', 'i64.load16_u', 'i64.load32_s', 'i64.load32_u'];
const stores = ['i32.store', 'i32.store8', 'i32.store16', 'f32.store', 'f64.store', 'i64.store', 'i64.store8', 'i64.store16', 'i64.store32'];
const typeOf = (name: string): string => name.slice(0, 3);
const accesses = [...loads, ...stores].flatMap((name) => offsets.flatMap((offset) => ['', ' align=1'].map((align) => ({ name, offset, align, export: `${name}+${offset}${align}` }))));

const text = (pages: number): string => `(module (memory (export "memory") ${pages})
  ${accesses.map(({ name, offset, align, export: as }) => (loads.includes(name)
    ? `(func (export "${as}") (param i32) (result ${typeOf(name)}) (${name} offset=${offset}${align} (local.get 0)))`
    : `(func (export "${as}") (param i32 ${typeOf(name)}) (${name} offset=${offset}${align} (local.get 0) (local.get 1)))`)).join('\n  ')}
  (func (export "constant") (param i32) (i64.store (local.get 0) (i64.const 0x1234567890abcdef)))
  (func (export "nan") (param i32) (i64.store (local.get 0) (i64.const 0x7ff4000000000001)))
  (func (export "moved") (param $p i32) (result i32) (local $q i32)
    (i32.store (local.tee $q (local.get $p)) (local.tee $p (i32.load (i32.add (local.get $q) (i32.const 4)))))
    (i32.add (local.get $p) (i32.load (local.get $q)))))`;

const VALUES: Readonly<Record<string, number | bigint>> = { i32: -2023406815, i64: 0x8123_4567_89ab_cdefn, f32: 0.1, f64: -1.1 };

for (const pages of [1, 32768, 65536]) {
  test(`every access in ${pages} pages`, () => {
    const binary = assemble(text(pages), { names: false });
    let sides;
    try {
      sides = [native(binary), loadCommonJs(binary, { target: 'jitless' }).instantiate().exports] as const;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      skip(`every access in ${pages} pages`, `no memory for it (${error.message})`);
      return;
    }
    const size = pages * 65536;
    for (const { memory } of sides as unknown as { memory: WebAssembly.Memory }[]) {
      for (const at of [0, size - 64, ...(size > 2 ** 31 ? [2 ** 31 - 32] : [])]) new Uint8Array(memory.buffer, at, 64).set(Array.from({ length: 64 }, (_, i) => (i * 37 + 129) & 255));
    }
    const places = [0, 1, 2, 3, 4, 6, 8, 12, size - 16, size - 9, size - 8, size - 7, size - 6, size - 4, size - 3, size - 2, size - 1, size, 2 ** 31 - 4, 2 ** 31 - 2, 2 ** 31, 2 ** 32 - 8, 2 ** 32 - 6, 2 ** 32 - 4, 2 ** 32 - 1];
    let trapped = 0, found = 0;
    const calls = [...accesses.map(({ name, export: as }) => [as, ...(stores.includes(name) ? [VALUES[typeOf(name)]!] : [])] as const), ['constant'] as const, ['nan'] as const, ['moved'] as const];
    for (const [name, ...values] of calls) {
      for (const place of places) {
        const [theirs, ours] = sides.map((side) => {
          let value: unknown;
          const answer = outcome(() => (value = (side[name] as (...args: (number | bigint)[]) => unknown)(place | 0, ...values)));
          const from = Math.max(0, Math.min(place, size) - 32);
          const memory = new Uint8Array((side['memory'] as WebAssembly.Memory).buffer, from, Math.min(64, size - from));
          const low = new Uint8Array((side['memory'] as WebAssembly.Memory).buffer, 0, 16);
          return `${value === undefined ? answer : String(value)} ${Buffer.from(memory).toString('hex')} ${Buffer.from(low).toString('hex')}`;
        });
        assert.is(ours, theirs, `${name}(${place})`);
        if (theirs!.includes('out of bounds')) trapped++;
        else found++;
      }
    }
    assert.ok(trapped > 100 && found > 100, `${trapped} traps, ${found} accesses`);
  });
}

test('signalling NaNs are stored as they are, aligned or not', () => {
  const text = `(module (memory (export "memory") 1) (data (i32.const 8) "\\01\\00\\80\\7f\\00\\00\\80\\3f\\01\\00\\a0\\ff")
    (func (export "chosen") (param $p i32) (param $which i32) (result i32)
      (f32.store offset=4 (local.get $p) (select (f32.load (i32.const 8)) (f32.load (i32.const 12)) (local.get $which)))
      (i32.load offset=4 (local.get $p)))
    (func (export "kept") (param $p i32) (result i32) (local $x f32)
      (local.set $x (f32.load (i32.const 16)))
      (if (i32.eqz (local.get $p)) (then (local.set $x (f32.const 2))))
      (f32.store (local.get $p) (local.get $x))
      (i32.load (local.get $p))))`;
  const calls = [32, 33, 40, 65528, 65529, 65532, -4].flatMap((p) => [['chosen', p, 1], ['chosen', p, 0], ['kept', p]] as const);
  for (const target of ['jitless', 'hermes'] as const) agree(text, [...calls, ['kept', 0]], { levels: [0, 1, 2], options: { target } });
});

test('a quotient where nothing compiles, a call where an address is not said to be aligned', () => {
  const code = (target: 'jitless' | 'hermes' | 'v8', align: string): string =>
    compile(assemble(`(module (memory 1) (func (export "f") (param i32) (result i32) (i32.load offset=4 ${align} (local.get 0))))`), { target }).code;
  for (const target of ['jitless', 'hermes'] as const) {
    assert.match(code(target, ''), /\/4/);
    assert.not.match(code(target, 'align=2'), /\/4[,;)\]]/);
  }
  assert.not.match(code('v8', ''), /\/4[,;)\]]/);
});

test.run();
