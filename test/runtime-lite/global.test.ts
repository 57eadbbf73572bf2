/** Globals: the object against the engine's own, cells that compiled code uses, and globals of the engine. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { funcToJs } from '../../runtime-lite/func.js';
import * as global from '../../runtime-lite/global.js';
import { outcome } from './native.js';
import { record } from './records.js';

type GlobalConstructor = new (descriptor?: unknown, value?: unknown) => WebAssembly.Global;
const constructors = [global.Global, WebAssembly.Global] as unknown as GlobalConstructor[];

function kind(call: () => unknown): unknown {
  const result = outcome(call);
  return typeof result === 'string' && /^\w*Error: /.test(result) ? result.split(':')[0] : result;
}

test("the object converts, refuses and reads back as the engine's own", () => {
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
  const [ours, native] = constructors.map(scenario);
  ours!.forEach((result, i) => assert.ok(Object.is(result, native![i]) || typeof result === 'object', `case ${i}: ${String(result)}, expected ${String(native![i])}`));
});

test('compiled code and JavaScript see each other through the cell', () => {
  const long = new global.Global({ value: 'i64', mutable: true }, -2n);
  const cell = global.globalCell(long);
  assert.equal([cell.v, cell.h], [-2, -1]);
  cell.v = 1;
  cell.h = 1;
  assert.is(long.value, 4294967297n);
  const rec = record(() => 7, ':i', 0);
  const reference = new global.Global({ value: 'anyfunc', mutable: true });
  reference.value = funcToJs(rec);
  assert.is(global.globalCell(reference).v, rec);
  assert.is(reference.value, funcToJs(rec));
});

test('a cell made by compiled code has one object', () => {
  const cell = global.globalCellOf('l', false, 5, 0);
  const object = global.globalToJs(cell) as global.Global;
  assert.is(global.globalToJs(cell), object);
  assert.ok(object instanceof global.Global);
  assert.is(object.value, 5n);
  assert.is(global.globalOf(object), cell);
  assert.throws(() => { object.value = 1n; }, TypeError);
});

test("the engine's own globals are read and written in place", () => {
  const long = new WebAssembly.Global({ value: 'i64', mutable: true }, 1n);
  const cell = global.globalOf(long, 'l')!;
  assert.equal([cell.type, cell.mutable, cell.v, cell.h], ['l', true, 1, 0]);
  cell.v = -1;
  cell.h = 3;
  assert.is(long.value, (3n << 32n) + 0xffffffffn);
  const fixed = global.globalOf(new WebAssembly.Global({ value: 'i32' }, 9), 'i')!;
  assert.equal([fixed.type, fixed.mutable, fixed.v], ['i', false, 9]);
  assert.is(global.globalOf(7), undefined);
});

test.run();
