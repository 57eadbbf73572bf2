/** Modules for interpreters that call nothing but exports without parameters. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nullaryModule } from '../../../cli/bench/nullary.js';
import type { Subject } from '../../../cli/bench/subject.js';
import { assemble } from '../../wabt.js';

const text = `(module
  (memory (export "memory") 1)
  (global $steps (mut i32) (i32.const 0))
  (func $bump (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func (export "_initialize") (i32.store (i32.const 0) (i32.const 1000)))
  (func (export "step") (result i32) (global.set $steps (i32.add (global.get $steps) (i32.const 1))) (global.get $steps))
  (func (export "count") (param i32) (result i32) (call $bump) (i32.add (i32.load (i32.const 0)) (local.get 0)))
  (func (export "mix") (param i32 i64 f32 f64) (result f64 i32 f32 i64)
    (call $bump) (local.get 3) (local.get 0) (local.get 2) (local.get 1))
  (func (export "trap") (result i32) unreachable))`;
const module = assemble(text);

type Made = Record<'result' | 'rounds', () => any>;
const instance = (subject: Partial<Subject> & { name: string }, rounds = 0): Made =>
  new WebAssembly.Instance(new WebAssembly.Module(nullaryModule(module, { params: '', results: '', args: [], ...subject }, rounds) as Uint8Array<ArrayBuffer>)).exports as Made;

test('the result, after the initialisation, and nothing else is exported', () => {
  const made = instance({ name: 'count', params: 'i', results: 'i', args: [-7] });
  assert.equal(Object.keys(made), ['result', 'rounds']);
  assert.is(made.result(), 994);
});

test('results of several types come as their bits, with arguments of all types', () => {
  const { result } = instance({ name: 'mix', params: 'ilfd', results: 'difl', args: [-(2 ** 31), -(2n ** 63n), 0.5, -0] });
  assert.equal(result(), [-(2n ** 63n), -(2 ** 31), 0x3f000000, -(2n ** 63n)]);
  const other = instance({ name: 'mix', params: 'ilfd', results: 'difl', args: [64, 8192n, NaN, Infinity] }).result();
  assert.equal(other, [0x7ff0000000000000n, 64, 0x7fc00000, 8192n]);
});

test('rounds are as many as asked for', () => {
  for (const rounds of [0, 1, 63, 64, 1000]) {
    const made = instance({ name: 'step', results: 'i' }, rounds);
    const before = made.result();
    made.rounds();
    assert.is(made.result() - before, rounds + 1);
  }
});

test('traps stay traps', () => {
  assert.throws(() => instance({ name: 'trap', results: 'i' }).result(), /unreachable/);
  assert.throws(() => instance({ name: 'trap', results: 'i' }, 1).rounds(), /unreachable/);
  instance({ name: 'trap', results: 'i' }, 0).rounds();
});

test.run();
