/** Programs that compile their module for each command: it is made, evaluated and linked once. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompileError, Instance, Module } from '../../compiler/webassembly/index.js';
import { register, WebAssembly as precompiledOnly } from '../../compiler/webassembly/precompiled.js';
import type { Precompiled } from '../../compiler/webassembly/compiled.js';
import { loadCommonJs } from '../load.js';
import { assemble } from '../wabt.js';

const counter = (step: number): Uint8Array<ArrayBuffer> =>
  assemble(`(module (global $n (mut i32) (i32.const 0)) (func (export "next") (result i32) (global.set $n (i32.add (global.get $n) (i32.const ${step}))) (global.get $n)))`);

/** How often `act` makes code of strings. */
function evaluations(act: () => void): number {
  const own = globalThis.Function;
  let count = 0;
  globalThis.Function = new Proxy(own, { construct: (target, args) => (count++, Reflect.construct(target, args) as object) });
  try {
    act();
  } finally {
    globalThis.Function = own;
  }
  return count;
}

test('the same bytes are compiled once, and each instance has a state of its own', () => {
  const bytes = counter(100);
  const next = (module: InstanceType<typeof Module>): (() => number) => new Instance(module).exports['next'] as () => number;
  let one: () => number, other: () => number;
  assert.is(evaluations(() => void (one = next(new Module(bytes)))), 1);
  assert.is(evaluations(() => void (other = next(new Module(bytes.slice())))), 0);
  assert.equal([one!(), one!(), other!()], [100, 200, 100]);
});

test('other bytes, other options and what is long ago are compiled', () => {
  const [bytes, others] = [counter(1), Array.from({ length: 8 }, (_, i) => counter(i + 2))];
  const made = (given: Uint8Array<ArrayBuffer>, options?: object): number => evaluations(() => void new (Module as new (bytes: BufferSource, options?: object) => object)(given, options));
  assert.equal([made(bytes), made(bytes), made(bytes, { builtins: ['js-string'] }), made(bytes, { importedStringConstants: 's' }), made(bytes)], [1, 0, 1, 1, 0]);
  for (const other of others) assert.is(made(other), 1);
  assert.is(made(bytes), 1);
});

test('what does not compile, does not compile again either', () => {
  for (let i = 0; i < 2; i++) assert.throws(() => new Module(counter(1).slice(0, -1)), (error: unknown) => error instanceof CompileError);
});

test('modules compiled ahead are linked once', () => {
  const bytes = counter(1000);
  const { precompiled } = loadCommonJs(bytes, { precompiled: true }) as unknown as { precompiled: Precompiled };
  let links = 0;
  register({ ...precompiled, link: (shared) => (links++, precompiled.link(shared)) });
  const told = Array.from({ length: 3 }, () => (new precompiledOnly.Instance(new precompiledOnly.Module(bytes)).exports['next'] as () => number)());
  assert.equal([links, told], [1, [1000, 1000, 1000]]);
});

test.run();
