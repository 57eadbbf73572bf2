import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { externref, featureOfOpcode, features, funcref, isSupported, ops, refType, sigChar, typeName } from '../../compiler/ops/index.js';

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
    [0, 0x12, 'tail-calls'], [0, 0x14, 'function-references'], [0, 0x1f, 'exceptions'], [0, 0x06, 'legacy-exceptions'],
    [0xfb, 0, 'gc'], [0xfc, 0x13, 'wide-arithmetic'], [0xfc, 0x17, undefined], [0xfd, 12, 'simd'], [0xfd, 0x100, 'relaxed-simd'],
    [0xfe, 0, 'threads'], [0, 0x27, undefined], [0, 0xff, undefined],
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
});

test('types print as in the text format', () => {
  assert.is(typeName('i64'), 'i64');
  assert.is(typeName(externref), 'externref');
  assert.is(typeName(refType(false, 'func')), '(ref func)');
  assert.is(typeName(refType(true, 7)), '(ref null 7)');
  assert.throws(() => sigChar(refType(true, 'any')), /no signature letter for anyref/);
});

test.run();
