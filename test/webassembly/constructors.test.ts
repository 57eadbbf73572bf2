/** The constructors of memories, tables and globals: what they make, convert and refuse, against the engine's own. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Global } from '../../compiler/webassembly/global.js';
import { Memory } from '../../compiler/webassembly/memory.js';
import { Table } from '../../compiler/webassembly/table.js';
import { outcome } from '../runtime-lite/native.js';

/** What a call gives, or the kind of its error: texts differ between engines. */
function kind(call: () => unknown): unknown {
  const result = outcome(call);
  return typeof result === 'string' && /^\w*Error: /.test(result) ? result.split(':')[0] : result;
}

test('memories: accepted and refused is what the engine does', () => {
  const descriptors: unknown[] = [
    undefined, null, 1, {}, { initial: -1 }, { initial: NaN }, { initial: 'a' }, { initial: 65537 }, { initial: 2 ** 32 }, { initial: 2, maximum: 1 },
    { initial: 0, maximum: 65537 }, { initial: 0, maximum: -1 }, { initial: 1, shared: true }, { initial: Infinity },
  ];
  for (const descriptor of descriptors) {
    const ours = kind(() => new Memory(descriptor as never));
    assert.is(ours, kind(() => new WebAssembly.Memory(descriptor as never)), JSON.stringify(descriptor));
    assert.match(String(ours), /^(Type|Range)Error$/);
  }
  for (const descriptor of [{ initial: 1 }, { initial: 0, maximum: 0 }, { initial: 1.9 }, { initial: '2' }, { initial: 1, maximum: 2, shared: true }]) {
    const ours = new Memory(descriptor as never);
    const native = new WebAssembly.Memory(descriptor as never);
    assert.is(ours.buffer.byteLength, native.buffer.byteLength);
    assert.is(Object.prototype.toString.call(ours.buffer), Object.prototype.toString.call(native.buffer));
    assert.is(String(ours), String(native));
  }
});

test('with 64-bit addresses, sizes are BigInts and nothing else', () => {
  const refused: readonly (readonly [object, string])[] = [
    [{ address: 'i64', initial: 1 }, 'TypeError'], [{ address: 'i32', initial: 1n }, 'TypeError'], [{ address: 'i65', initial: 1 }, 'TypeError'], [{ address: null, initial: 1 }, 'TypeError'],
    [{ address: 'i64', initial: -1n }, 'TypeError'], [{ address: 'i64', initial: 2n ** 64n }, 'TypeError'], [{ address: 'i64', initial: 2n, maximum: 1n }, 'RangeError'],
    [{ address: 'i64', initial: 2n ** 48n }, 'RangeError'], [{ address: 'i64', initial: 0n, maximum: 2n ** 48n + 1n }, 'RangeError'], [{ address: 'i64', initial: 2n ** 64n - 1n }, 'RangeError'],
  ];
  for (const [descriptor, error] of refused) assert.is(kind(() => new Memory(descriptor as never)), error, String(Object.values(descriptor)));
  assert.is(kind(() => new Table({ address: 'i64', element: 'anyfunc', initial: 1 })), 'TypeError');
});

test('tables behave as the engine\'s own', () => {
  const constructors = [Table, WebAssembly.Table] as unknown as Array<new (...args: unknown[]) => WebAssembly.Table>;
  const scenario = (make: new (...args: unknown[]) => WebAssembly.Table): unknown[] => {
    const functions = new make({ element: 'anyfunc', initial: 2, maximum: 4 });
    const values = new make({ element: 'externref', initial: 1 }, 'x');
    const empty = new make({ element: 'externref', initial: 1 });
    return [
      functions.length, functions.get(0), kind(() => functions.get(2)), kind(() => functions.get(-1)),
      kind(() => functions.set(0, (() => 0) as never)), kind(() => functions.set(0, undefined as never)), kind(() => functions.set(5)),
      functions.set(1), functions.grow(2), kind(() => functions.grow(1)), functions.length,
      values.get(0), values.set(0, { a: 1 } as never), (values.get(0) as { a: number }).a, empty.get(0), values.grow(1, 7), values.get(1),
      kind(() => new make({ element: 'i32', initial: 0 })), kind(() => new make({ element: 'anyfunc' })), kind(() => new make()),
      kind(() => new make({ element: 'anyfunc', initial: 5, maximum: 4 })), kind(() => new make({ element: 'anyfunc', initial: 10000001 })),
      String(functions),
    ];
  };
  const [ours, native] = constructors.map(scenario);
  assert.equal(ours, native);
});

type GlobalConstructor = new (descriptor?: unknown, value?: unknown) => WebAssembly.Global;

test("globals convert, refuse and read back as the engine's own", () => {
  const values = [undefined, 0, -0, 1.9, -1, 4294967295, 1e20, NaN, '12', null, true, 5n, -(2n ** 63n), 2n ** 64n + 7n, {}, Symbol.iterator];
  const scenario = (make: GlobalConstructor): unknown[] => {
    const results: unknown[] = [];
    for (const type of ['i32', 'i64', 'f32', 'f64', 'externref', 'anyfunc', 'v128', 'i16', '__proto__', undefined]) {
      for (const value of values) {
        results.push(kind(() => new make({ value: type, mutable: true }, value).value));
        results.push(kind(() => {
          const made = new make({ value: type, mutable: true });
          made.value = value;
          return made.valueOf();
        }));
      }
      results.push(kind(() => { new make({ value: type }).value = 1; }));
    }
    results.push(kind(() => new make()), String(new make({ value: 'i32' })));
    return results;
  };
  const [ours, native] = ([Global, WebAssembly.Global] as unknown as GlobalConstructor[]).map(scenario);
  ours!.forEach((result, i) => assert.ok(Object.is(result, native![i]) || typeof result === 'object', `case ${i}: ${String(result)}, expected ${String(native![i])}`));
});

test.run();
