/** Doubles in memory for JavaScriptCore, which are elements where they are aligned: any address and offset, what is evaluated first, growth. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { agree, native, outcome } from '../agree.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

const END = 65536;
const OFFSETS = [0, 8, 24, 3, 12, 65520, 65528, 65536, 2 ** 31 - 8, 2 ** 31, 2 ** 32 - 16, 2 ** 32 - 8, 2 ** 32 - 1];
const PLACES = [0, 1, 7, 8, 9, 16, 24, 4096, 4100, END - 24, END - 16, END - 12, END - 8, END - 7, END - 1, END, END + 8, -1, -4, -8, -16, -24, -END, 2 ** 31 - 8, -(2 ** 31), 2 ** 29, 2 ** 29 + 8];

const text = (type: string): string => `(module (memory (export "memory") ${type})
  ${OFFSETS.map((offset, i) => `
  (func (export "load${i}") (param i32) (result f64) (f64.add (f64.load offset=${offset} (local.get 0)) (f64.const 1)))
  (func (export "store${i}") (param i32 f64) (f64.store offset=${offset} (local.get 0) (f64.mul (local.get 1) (f64.const 3))))
  (func (export "sum${i}") (param i32) (result f64) (f64.mul (f64.load offset=${offset} align=4 (i32.add (local.get 0) (i32.const 16))) (f64.load offset=${offset} (i32.add (local.get 0) (i32.const 16)))))`).join('')})`;

for (const type of ['1', '1 1', '1 9']) {
  test(`every offset and address, memory ${type}`, () => {
    const bytes = assemble(text(type), { names: false });
    assert.match(compile(bytes, { target: 'jsc', pretty: true }).code, /F\w*\[\w+\] \?\? /);
    const sides = [native(bytes), loadCommonJs(bytes, { target: 'jsc' }).instantiate().exports as Record<string, any>] as const;
    let trapped = 0;
    let n = 0;
    for (const i of OFFSETS.keys()) {
      for (const place of PLACES) {
        for (const call of [(e: any) => e[`store${i}`](place, ++n / 7), (e: any) => e[`load${i}`](place), (e: any) => e[`sum${i}`](place)]) {
          const before = n;
          const [theirs, ours] = sides.map((side) => {
            n = before;
            return outcome(() => call(side));
          });
          assert.is(ours, theirs, `${call} at ${place} + ${OFFSETS[i]}`);
          if (theirs!.includes('out of bounds')) trapped++;
        }
      }
    }
    assert.is(Buffer.compare(...(sides.map(({ memory }) => Buffer.from(memory.buffer as ArrayBuffer)) as [Buffer, Buffer])), 0);
    assert.ok(trapped > 400 && trapped < n * 3, `${trapped} traps`);
  });
}

test('operands are evaluated before the access, and once', () => {
  agree(
    `(module (memory (export "memory") 1 5) (global $g (mut i32) (i32.const 8))
      (func $at (param i32) (result i32) (global.set $g (i32.add (i32.mul (global.get $g) (i32.const 3)) (local.get 0))) (local.get 0))
      (func $value (param f64) (result f64) (drop (memory.grow (i32.const 1))) (global.set $g (i32.add (global.get $g) (i32.const 7))) (local.get 0))
      (func (export "order") (param i32 f64) (result i32) (f64.store offset=8 (call $at (local.get 0)) (call $value (f64.add (f64.load (call $at (i32.const 16))) (local.get 1)))) (global.get $g))
      (func (export "tee") (param i32) (result f64) (f64.store (local.tee 0 (i32.add (local.get 0) (i32.const 8))) (f64.add (f64.load (local.tee 0 (i32.add (local.get 0) (i32.const 8)))) (f64.const 2.5))) (f64.add (f64.load (local.get 0)) (f64.load offset=8 (i32.sub (local.get 0) (i32.const 16)))))
      (func (export "loop") (param $p i32) (param $n i32) (result f64) (local $s f64)
        (loop $again
          (f64.store (local.get $p) (f64.add (f64.load offset=8 (local.get $p)) (f64.convert_i32_s (local.get $n))))
          (local.set $s (f64.add (local.get $s) (f64.load (local.get $p))))
          (local.set $p (i32.add (local.get $p) (i32.const 8)))
          (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $s)))`,
    [['order', 24, 1.5], ['order', 25, 2.5], ['tee', 24], ['tee', 13], ['loop', 8, 300], ['loop', 11, 300], ['order', 65536, 3], ['loop', 65536 * 5 - 80, 11], ['loop', -8, 1], ['order', -8, 4], ['tee', -16]],
    { levels: [0, 1, 2, 3], options: { target: 'jsc' } },
  );
});

test.run();
