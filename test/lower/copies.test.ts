/** Eight bytes from memory to memory, which go as a double: every kind of NaN, places that overlap, that trap, that are not aligned. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Options } from '../../compiler/options.js';
import { native, outcome } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

type Exports = Record<string, any>;

const END = 65536;

const text = (type: string): string => `(module
  (memory (export "memory") ${type})
  (func $grow (param i32) (result i32) (drop (memory.grow (i32.const 1))) (local.get 0))
  (func (export "long") (param i32 i32) (i64.store (local.get 0) (i64.load (local.get 1))))
  (func (export "offsets") (param i32 i32) (i64.store offset=24 (local.get 0) (i64.load offset=65528 (local.get 1))))
  (func (export "double") (param i32 i32) (f64.store offset=3 (local.get 0) (f64.load (local.get 1))))
  (func (export "fixed") (i64.store (i32.const 800) (i64.load (i32.const 16))))
  (func (export "order") (param i32 i32) (i64.store (local.tee 1 (i32.add (local.get 0) (local.get 1))) (i64.load (local.tee 0 (i32.sub (local.get 1) (local.get 0))))))
  (func (export "grows") (param i32 i32) (i64.store (call $grow (local.get 0)) (i64.load (call $grow (local.get 1)))))
  (func (export "loop") (param i32 i32) (local $n i32) (local.set $n (i32.const 40))
    (loop $again
      (i64.store (local.get 0) (i64.load (local.get 1)))
      (local.set 0 (i32.add (local.get 0) (i32.const 8))) (local.set 1 (i32.add (local.get 1) (i32.const 8)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))`;

/** Numbers, infinities, quiet and signalling NaNs of both signs, small integers. */
const PATTERNS = [0x3ff0000000000000n, 0x7ff0000000000000n, 0xfff0000000000000n, 0x7ff8000000000000n, 0x7ff0000000000001n, 0xfff7ffffffffffffn, 0xffffffffffffffffn, 0xfffffffffffffffen, 0x8000000000000000n, 1n, 0x0000000700000005n, 0x7ffdeadbeefcafe1n];

function fill({ memory }: Exports): void {
  const view = new DataView(memory.buffer as ArrayBuffer);
  PATTERNS.forEach((bits, i) => [16, 2001, END - 96].forEach((at) => view.setBigUint64(at + i * 8, bits, true)));
}

const PLACES = [0, 13, 16, 17, 24, 100, 2001, 2009, 2041, END - 96, END - 48, END - 16, END - 12, END - 8, END - 7, END - 4, END - 1, END, 2 * END - 8, -8, -1, 2 ** 31 - 4];

for (const [what, type] of [['a memory that may grow', '1 9'], ['a memory that may not', '1 1']] as const) {
  for (const options of [{}, { optimize: 0 }, { target: 'jitless' }, { target: 'jsc' }] as Partial<Options>[]) {
    test(`${what}, ${JSON.stringify(options)}`, () => {
      const binary = assemble(text(type), { names: false });
      const sides = [native(binary), loadCommonJs(binary, options).instantiate().exports as Exports] as const;
      sides.forEach(fill);
      let trapped = 0;
      for (const name of ['long', 'offsets', 'double', 'fixed', 'order', 'loop', 'grows', 'long']) {
        for (const to of PLACES) {
          for (const place of name === 'grows' ? PLACES.slice(0, 3) : PLACES) {
            const [theirs, ours] = sides.map((side) => outcome(() => side[name](to, place)));
            assert.is(ours, theirs, `${name}(${to}, ${place})`);
            assert.is(Buffer.compare(...(sides.map(({ memory }) => Buffer.from(memory.buffer as ArrayBuffer)) as [Buffer, Buffer])), 0, `memory after ${name}(${to}, ${place})`);
            if (theirs!.includes('out of bounds')) trapped++;
          }
        }
        sides.forEach(fill);
      }
      assert.ok(trapped > 200, `${trapped} traps`);
    });
  }
}

test.run();
