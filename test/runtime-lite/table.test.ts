/** Tables: instructions at their limits, the views that calls go through, and the object that JavaScript sees. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { funcToJs } from '../../runtime-lite/func.js';
import * as table from '../../runtime-lite/table.js';
import { outcome } from './native.js';
import { record } from './records.js';

const trap = 'RuntimeError: out of bounds table access';
const answer = record(() => 42, ':i', 0);
const twice = record((x: number) => (x * 2) | 0, 'i:i', 1);

function make(initial: number, maximum?: number): table.TableRecord {
  return table.makeTable('F', initial, maximum, null);
}

test('a view calls what matches and traps on the rest, through every kind of change', () => {
  const record = make(3, 6);
  const view = table.tableView(record, ':i');
  assert.is(table.tableView(record, ':i'), view);
  const calls = (): unknown[] => view.map((call) => outcome(() => call()));
  const none = 'RuntimeError: uninitialized element';
  const other = 'RuntimeError: indirect call type mismatch';
  assert.equal(calls(), [none, none, none]);
  table.tableSet(record, 1, answer);
  assert.equal(calls(), [none, 42, none]);
  table.tableInit(record, [twice, null, answer], 0, 0, 3);
  assert.equal(calls(), [other, none, 42]);
  table.tableCopy(record, record, 0, 1, 2);
  assert.equal(calls(), [none, 42, 42]);
  assert.is(table.tableGrow(record, answer, 2), 3);
  assert.equal(calls(), [none, 42, 42, 42, 42]);
  table.tableFill(record, 1, twice, 2);
  assert.equal(calls(), [none, other, other, 42, 42]);
  (record.object as table.Table).set(0, funcToJs(answer));
  assert.equal(calls(), [42, other, other, 42, 42]);
  assert.equal(table.tableView(record, 'i:i').map((call) => outcome(() => call(4))), [other, 8, 8, other, other]);
  const source = make(1);
  table.tableSet(source, 0, answer);
  table.tableCopy(record, source, 1, 0, 1);
  assert.equal(calls(), [42, 42, other, 42, 42]);
  for (const index of [5, -1, 4294967295]) assert.throws(() => view[index]!(), TypeError);
});

test('instructions take unsigned operands and trap before they change anything', () => {
  const record = make(2, 3);
  assert.is(table.tableSize(record), 2);
  for (const index of [2, 2 ** 32 - 1, 2 ** 31, 2 ** 64]) {
    assert.is(outcome(() => table.tableGet(record, index)), trap);
    assert.is(outcome(() => table.tableSet(record, index, answer)), trap);
  }
  for (const [at, count] of [[3, 0], [1, 2], [2 ** 32 - 1, 1], [0, 2 ** 32 - 1], [2 ** 64, 0], [0, 2 ** 64]] as const) {
    assert.is(outcome(() => table.tableFill(record, at, answer, count)), trap);
    assert.is(outcome(() => table.tableCopy(record, record, at, 0, count)), trap);
    assert.is(outcome(() => table.tableCopy(record, record, 0, at, count)), trap);
    assert.is(outcome(() => table.tableInit(record, [answer, answer], at, 0, count)), trap);
    assert.is(outcome(() => table.tableInit(record, [answer, answer], 0, at, count)), trap);
  }
  table.tableFill(record, 2, answer, 0);
  assert.equal(record.elems, [null, null]);
  assert.is(table.tableGrow(record, null, 2), -1);
  assert.is(table.tableGrow(record, null, 2 ** 32 - 1), -1);
  assert.is(table.tableGrow(record, null, 2 ** 64), -1);
  assert.is(table.tableGrow(record, null, 0), 2);
  assert.is(table.tableGrow(record, null, 1), 2);
});

test("an engine's table is taken over with its values", () => {
  const native = new WebAssembly.Table({ element: 'anyfunc', initial: 2 });
  const record = table.tableOf(native)!;
  assert.is(table.tableOf(native), record);
  table.tableSet(record, 1, answer);
  assert.is((native.get(1) as () => number)(), 42);
  assert.is(native.grow(1), 2);
  assert.is(table.tableSize(record), 3);
  assert.is(native.length, 3);
  native.set(2, funcToJs(answer) as never);
  assert.is(table.tableView(record, ':i')[2]!(), 42);
  assert.is(table.tableOf([]), undefined);
});

test('with 64-bit indices, lengths are BigInts and nothing else', () => {
  const object = table.makeTable('X', 1, 2n ** 64n - 1n, 'x', 'i64').object as table.Table;
  assert.is(object.length, 1n);
  assert.is(object.grow(2n, 'y'), 1n);
  object.set(1n, 'z');
  assert.equal([object.get(0n), object.get(1n), object.get(2n)], ['x', 'z', 'y']);
  assert.match(String(outcome(() => object.get(3n))), /^RangeError/);
  assert.match(String(outcome(() => object.get(2n ** 63n))), /^RangeError/);
  assert.match(String(outcome(() => object.grow(2n ** 64n - 1n))), /^RangeError/);
  assert.match(String(outcome(() => object.get(0))), /^TypeError/);
});

test.run();
