/** Loops over bytes, whose indices are signed, in memories on both sides of 2 GiB: native WebAssembly is the oracle. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadCommonJs } from '../load.js';
import { native, outcome } from '../agree.js';
import { skip } from '../support.js';
import { assemble } from '../wabt.js';

const loop = (body: string): string => `(loop $again ${body}
  (local.set $p (i32.add (local.get $p) (i32.const 1)))
  (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))`;

const text = (pages: number): string => `(module (memory (export "memory") ${pages})
  (func (export "fill") (param $p i32) (param $n i32) ${loop('(i32.store8 (local.get $p) (i32.add (local.get $n) (i32.const 3)))')})
  (func (export "fill64") (param $p i32) (param $n i32) ${loop('(i64.store8 (local.get $p) (i64.extend_i32_u (local.get $n)))')})
  (func (export "sum") (param $p i32) (param $n i32) (result i32) (local $s i32)
    ${loop('(local.set $s (i32.add (i32.mul (local.get $s) (i32.const 31)) (i32.load8_u (i32.add (local.get $p) (i32.const 5)))))')} (local.get $s))
  (func (export "sum64") (param $p i32) (param $n i32) (result i64) (local $s i64)
    ${loop('(local.set $s (i64.add (i64.mul (local.get $s) (i64.const 31)) (i64.load8_u (local.get $p))))')} (local.get $s))
  (func (export "copy") (param $p i32) (param $n i32)
    ${loop('(i32.store8 (i32.xor (local.get $p) (i32.const 64)) (i32.load8_u (i32.add (local.get $p) (i32.const -7))))')}))`;

for (const pages of [1, 32767, 32768, 40000]) {
  test(`loops over bytes in ${pages} pages`, () => {
    const binary = assemble(text(pages), { names: false });
    let sides;
    try {
      sides = [native(binary), loadCommonJs(binary).instantiate().exports] as const;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      skip(`loops over bytes in ${pages} pages`, `no memory for it (${error.message})`);
      return;
    }
    const size = pages * 65536;
    const places = [0, 100, size - 20, size - 200, size - 1, size, 2 ** 31 - 30, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 70_000, 2 ** 32 - 40, 2 ** 32 - 1];
    let trapped = 0;
    for (const name of ['fill', 'sum', 'sum64', 'copy', 'fill64', 'sum', 'sum64']) {
      for (const place of places) {
        for (const n of [1, 33, 90]) {
          const [theirs, ours] = sides.map((side) => {
            let value: unknown;
            const answer = outcome(() => (value = (side[name] as (...args: number[]) => unknown)(place | 0, n)));
            const from = Math.max(0, Math.min(place, size) - 100);
            const memory = new Uint8Array((side['memory'] as WebAssembly.Memory).buffer, from, Math.min(300, size - from));
            return `${value === undefined ? answer : String(value)} ${Buffer.from(memory).toString('hex')}`;
          });
          assert.is(ours, theirs, `${name}(${place}, ${n})`);
          if (theirs!.includes('out of bounds')) trapped++;
        }
      }
    }
    assert.ok(trapped > 20, `${trapped} traps`);
  });
}

test.run();
