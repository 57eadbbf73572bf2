/** Variables for the objects of views in functions that look at them in loops: memories that grow meanwhile, globals of others. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

const binary = assemble(`(module
  (import "m" "count" (global $count (mut i32)))
  (memory (export "memory") 1)
  (func $grow (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "run") (param $n i32) (result i64) (local $sum i64) (local $at i32)
    (loop $l
      (local.set $at (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 8)))
      (i64.store (local.get $at) (i64.add (local.get $sum) (i64.extend_i32_u (local.get $at))))
      (f64.store (i32.const 16) (f64.convert_i32_s (local.get $n)))
      (drop (call $grow (i32.and (local.get $n) (i32.const 1))))
      (i32.store8 (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 1)) (local.get $n))
      (local.set $sum (i64.add (i64.add (local.get $sum) (i64.load (local.get $at))) (i64.add (i64.load8_u (i32.const 22)) (i64.extend_i32_u (global.get $count)))))
      (global.set $count (i32.add (global.get $count) (i32.const 1)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))`);

type Run = { run: (n: number) => bigint; memory: { buffer: ArrayBuffer } };

test('fields are those of now after each growth in the loop, however many there are', () => {
  const [theirs, ours] = [WebAssembly, undefined].map((engine) => {
    const count = new WebAssembly.Global({ value: 'i32', mutable: true }, 3);
    const imports = { m: { count } };
    const { exports } = engine ? new engine.Instance(new engine.Module(binary as BufferSource), imports) : loadCommonJs(binary).instantiate(imports as never);
    return { exports: exports as unknown as Run, count };
  });
  for (let round = 0; round < 60; round++) {
    assert.is(ours!.exports.run(round + 1), theirs!.exports.run(round + 1));
    assert.is(ours!.count.value, theirs!.count.value);
    assert.is(ours!.exports.memory.buffer.byteLength, theirs!.exports.memory.buffer.byteLength);
  }
});

test.run();
