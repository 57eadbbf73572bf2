/** Keys of types: matching at run time is the matching of validation, and everything that takes a key keeps to it. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decode } from '../../compiler/decode/index.js';
import { abstractSupertypes, type AbstractHeap, externref, formOf, funcref, refType, sigKey, sigKeys, typeKey, type ValType } from '../../compiler/ops/index.js';
import { matches } from '../../compiler/validate/subtype.js';
import { funcToJs } from '../../runtime-lite/func.js';
import { type Global, globalCellOf, globalToJs } from '../../runtime-lite/global.js';
import { importGlobal, importTable } from '../../runtime-lite/imports.js';
import { toExtern, useObjects } from '../../runtime-lite/object-js.js';
import { makeTable, type Table, tableSet, tableView } from '../../runtime-lite/table.js';
import { matchesType, referenceKey, typeName } from '../../runtime-lite/type-key.js';
import { arrayType, binary, field, funcType, i32, i64, rec, ref, refNull, structType, sub } from '../decode/binary.js';
import { outcome } from './native.js';
import { imported, record } from './records.js';

const plain = funcType([], []);
/** 0 <- 1 <- 2, a plain type, a pair that names itself, and a type that takes a reference. */
const declarations = [
  sub([], funcType([], [i32])), sub([0], funcType([], [i32])), [0x4f, 1, 1, ...funcType([], [i32])],
  plain, rec(funcType([], [ref(4)]), funcType([refNull(4)], [])), funcType([ref(1), i64], [i32]),
];
const { types } = decode(binary({ type: declarations }));
const keys = types.map((type) => sigKeys(type, types));

test('matching of keys is matching of types', () => {
  const { types } = decode(binary({ type: [...declarations, sub([], structType(field(i32))), sub([7], structType(field(i32), field(ref(0)))), arrayType(field(refNull(8)))] }));
  const heaps = Object.keys(abstractSupertypes) as AbstractHeap[];
  const all: ValType[] = ['i32', 'i64', 'f32', 'f64', 'v128', ...[true, false].flatMap((nullable) => [
    ...heaps.map((heap) => refType(nullable, heap)), ...types.map((type, k) => refType(nullable, k, formOf(type))),
  ])];
  for (const found of all) {
    for (const wanted of all) {
      const [from, to] = [typeKey(found, types), typeKey(wanted, types)];
      assert.is(matchesType(from, to), matches(types, found, wanted), `${from} for ${to}`);
    }
  }
  keys.forEach((key, k) => { assert.is(referenceKey(key), typeKey(refType(false, k), types)); });
});

test('types spell as in the text format', () => {
  assert.is(typeName(typeKey(funcref, types)), 'funcref');
  assert.is(typeName(typeKey(refType(false, 'extern'), types)), '(ref extern)');
  assert.is(typeName(typeKey(refType(true, 3), types)), '(ref null :)');
});

const middle = record(() => 7, keys[1]!, 1);

test('calls and imports take a function of the type or of a declared subtype', () => {
  const record = makeTable('F', 1, undefined, null);
  tableSet(record, 0, middle);
  const call = (key: string): unknown => outcome(() => tableView(record, key)[0]!());
  const mismatch = 'RuntimeError: indirect call type mismatch';
  assert.equal(types.map((type) => call(sigKey(type))), [7, 7, mismatch, mismatch, mismatch, mismatch, mismatch]);
  assert.is(call(':i'), mismatch);
  const fn = funcToJs(middle);
  for (const k of [0, 1]) assert.is(imported(fn, keys[k]!), middle);
  for (const k of [2, 3, 4]) assert.match(String(outcome(() => imported(fn, keys[k]!, 'here'))), /^LinkError: here: expected a function of type/);
  assert.is(outcome(() => imported(fn, keys[2]!, 'here')), "LinkError: here: expected a function of type () -> (i32) <(+<(+:i)>:i)>:i, got one of type () -> (i32) +<(+:i)>:i");
  assert.is(imported(() => 5, keys[2]!).type.sig, keys[2]);
});

test('what follows the letters of a signature has no part in conversions', () => {
  assert.is(sigKey(types[6]!), 'Fl:i;!(+<(+:i)>:i)l:i');
  const echo = record((f: unknown, low: number) => (f === middle ? low + 1 : 0), keys[6]!, 2);
  const fn = funcToJs(echo)!;
  assert.is(fn(funcToJs(middle), 41n), 42);
  assert.is(fn.length, 2);
  const host = imported((f: Function, long: bigint) => `${f()}${long}`, keys[6]!);
  assert.is(host.raw(middle, 5, 0), 75);
});

test('tables of a typed reference keep to their type', () => {
  const type = typeKey(refType(false, 0), types);
  const made = makeTable(type, 2, 3, middle);
  const table = made.object as Table;
  assert.is(Object.prototype.toString.call(table), '[object WebAssembly.Table]');
  assert.is(table.get(1), funcToJs(middle));
  assert.is(outcome(() => table.set(0, null)), 'TypeError: expected a (ref +:i), got null');
  assert.is(outcome(() => table.set(0, funcToJs(record(() => 0, ':i', 3)))), 'TypeError: expected a (ref +:i), got a value of type function');
  table.set(0, funcToJs(middle));
  assert.is(importTable(table, 'here', type, 2, 3), made);
  for (const other of ['F', 'X', typeKey(refType(true, 0), types), typeKey(refType(false, 1), types)]) {
    assert.match(String(outcome(() => importTable(table, 'here', other, 0, undefined))), /^LinkError: here: expected a table of/);
  }
  assert.throws(() => makeTable('F', 10_000_001, undefined, null), /limit/);
});

test('globals of a typed reference match as their mutability demands', () => {
  const derived = typeKey(refType(false, 1), types);
  const base = typeKey(refType(true, 0), types);
  const constant = globalToJs(globalCellOf(derived, false, middle)) as Global;
  const variable = globalToJs(globalCellOf(base, true, middle)) as Global;
  assert.is(constant.value, funcToJs(middle));
  for (const type of [derived, base, 'F']) assert.is(importGlobal(constant, 'here', type, false).v, middle);
  assert.match(String(outcome(() => importGlobal(constant, 'here', typeKey(refType(false, 2), types), false))), /^LinkError/);
  assert.is(importGlobal(variable, 'here', base, true).v, middle);
  assert.match(String(outcome(() => importGlobal(variable, 'here', 'F', true))), /^LinkError: here: expected a global of type funcref, got \(ref null \+:i\)/);
  variable.value = null;
  assert.is(variable.value, null);
  assert.match(String(outcome(() => { variable.value = funcToJs(record(() => 0, ':', 3)); })), /^TypeError: expected a \(ref null \+:i\)/);
  assert.is(importGlobal(funcToJs(middle), 'here', derived, false).v, middle);
  assert.match(String(outcome(() => importGlobal(null, 'here', derived, false))), /^LinkError: here: expected a \(ref \+<\(\+:i\)>:i\), got null/);
  useObjects();
  assert.is(toExtern(importGlobal('x', 'here', typeKey(refType(false, 'any'), types), false).v), 'x');
  assert.match(String(outcome(() => importGlobal('x', 'here', typeKey(refType(true, 'eq'), types), false))), /^LinkError/);
  assert.is(importGlobal(undefined, 'here', typeKey(externref, types), false).v, undefined);
});

test.run();
