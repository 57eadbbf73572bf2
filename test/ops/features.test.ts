import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { externref, featureOfOpcode, features, type FuncType, funcref, isSupported, ops, refType, sigChar, sigKey, sigKeys, typeKey, typeName, type ValType } from '../../compiler/ops/index.js';

test('feature rows are unique, and cover every row of the operation table', () => {
  const ids = features.map((row) => row.id);
  assert.is(new Set(ids).size, ids.length);
  for (const row of ops) {
    assert.ok(ids.includes(row.feature), row.name);
    assert.ok(row.constant === undefined || ids.includes(row.constant), row.name);
  }
});

test('opcodes without a row name the feature they wait for', () => {
  const expected: readonly [prefix: number, code: number, feature: string | undefined][] = [
    [0xfb, 32, 'custom-descriptors'],
    [0xfb, 31, undefined], [0xfc, 0x12, undefined], [0xfc, 0x17, undefined], [0xfd, 0x9a, undefined], [0xfd, 0x114, undefined],
    [0xfe, 0x0f, undefined], [0xfe, 0x4f, undefined], [0, 0x27, undefined], [0, 0x14, undefined], [0, 0xff, undefined],
  ];
  for (const [prefix, code, feature] of expected) assert.is(featureOfOpcode(prefix, code), feature, `${prefix} ${code}`);
});

test('status decides what is supported', () => {
  for (const { id, status } of features) assert.is(isSupported(id), status === 'supported', id);
});

test('equal reference types are one object', () => {
  assert.is(refType(true, 'func'), funcref);
  assert.is(refType(true, 'extern'), externref);
  assert.is(refType(false, 3), refType(false, 3));
  assert.is.not(refType(true, 3), refType(false, 3));
  assert.is(refType(true, 3, 'array'), refType(true, 3, 'array'));
  assert.is.not(refType(true, 3, 'array'), refType(true, 3));
});

test('types print as in the text format', () => {
  assert.is(typeName('i64'), 'i64');
  assert.is(typeName(externref), 'externref');
  assert.is(typeName(refType(false, 'func')), '(ref func)');
  assert.is(typeName(refType(true, 7)), '(ref null 7)');
  assert.is(typeName(refType(false, 7, 'struct')), '(ref 7)');
});

test('one letter per value type, for references per hierarchy of heap types', () => {
  const expected: readonly [ValType, string][] = [
    ['i32', 'i'], ['i64', 'l'], ['f32', 'f'], ['f64', 'd'], ['v128', 'v'], [funcref, 'F'], [refType(false, 'nofunc'), 'F'],
    [refType(true, 7), 'F'], [refType(true, 7, 'struct'), 'A'], [externref, 'X'], [refType(false, 'extern'), 'X'], [refType(true, 'any'), 'A'], [refType(true, 'noexn'), 'E'],
  ];
  for (const [type, letter] of expected) assert.is(sigChar(type), letter, typeName(type));
});

test('a key is the letters, and the canonical text where they do not tell all', () => {
  const plain: FuncType = { params: ['i32', 'i64'], results: ['f64'] };
  assert.is(sigKey(plain), 'il:d');
  const declared = { index: 0, final: true, supertype: undefined, text: '', at: 0 };
  const base: FuncType = { params: [], results: [funcref], declared: { ...declared, final: false, text: '+:F' } };
  const derived: FuncType = { params: [], results: [refType(false, 0)], declared: { ...declared, index: 1, supertype: 0, text: '<(+:F)>:!(+:F)' } };
  const types = [base, derived];
  assert.is(sigKey(derived), ':F;<(+:F)>:!(+:F)');
  assert.is(sigKeys(derived, types), ':F;<(+:F)>:!(+:F) :F;+:F');
  assert.is(sigKeys(plain, types), 'il:d');
  assert.is(typeKey('i64', types), 'l');
  assert.is(typeKey(funcref, types), 'F');
  assert.is(typeKey(refType(false, 'func'), types), 'F;!func');
  assert.is(typeKey(refType(true, 'none'), types), 'A;?none i31 struct array eq any');
  assert.is(typeKey(refType(true, 1), types), 'F;?<(+:F)>:!(+:F) +:F func');
  const struct: FuncType = { params: [], results: [], declared: { ...declared, index: 2, aggregate: { form: 'struct', fields: [] }, text: '{}' } };
  assert.is(typeKey(refType(true, 2, 'struct'), [...types, struct]), 'A;?{} struct eq any');
});

test.run();
