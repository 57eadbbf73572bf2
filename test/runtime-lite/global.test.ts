/** Globals: cells that compiled code uses, and globals of the engine. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { funcToJs } from '../../runtime-lite/func.js';
import * as global from '../../runtime-lite/global.js';
import { record } from './records.js';

test('compiled code and JavaScript see each other through the cell', () => {
  const cell = global.globalCellOf('l', true, 0);
  const long = global.globalToJs(cell) as global.Global;
  long.value = -2n;
  assert.equal([cell.v, cell.h], [-2, -1]);
  cell.v = 1;
  cell.h = 1;
  assert.is(long.value, 4294967297n);
  const rec = record(() => 7, ':i', 0);
  const references = global.globalCellOf('F', true, null);
  const reference = global.globalToJs(references) as global.Global;
  reference.value = funcToJs(rec);
  assert.is(references.v, rec);
  assert.is(reference.value, funcToJs(rec));
});

test('a cell made by compiled code has one object', () => {
  const cell = global.globalCellOf('l', false, 5, 0);
  const object = global.globalToJs(cell) as global.Global;
  assert.is(global.globalToJs(cell), object);
  assert.is(Object.prototype.toString.call(object), '[object WebAssembly.Global]');
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
