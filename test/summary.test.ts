/** What is told of a module: the features that it uses. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { featuresUsed } from '../compiler/summary.js';
import { validate } from '../compiler/validate/index.js';
import { binary, end, funcType, i32, sub, v128 } from './decode/binary.js';

const used = (bytes: Uint8Array): string[] => featuresUsed(validate(bytes));

test('features of types and of constant expressions', () => {
  assert.equal(used(binary({})), ['mvp']);
  assert.equal(used(binary({ type: [funcType([], [])] })), ['mvp']);
  assert.equal(used(binary({ type: [funcType([v128], [])] })), ['mvp', 'simd']);
  assert.equal(used(binary({ type: [sub([], funcType([], []))] })), ['mvp', 'gc']);
  assert.equal(used(binary({ global: [[i32, 0, 0x41, 1, end]] })), ['mvp']);
  assert.equal(used(binary({ global: [[0x6c, 0, 0x41, 1, 0xfb, 28, end]] })), ['mvp', 'gc']);
  assert.equal(used(binary({ elem: [[0x05, 0x6c, 1, 0x41, 1, 0xfb, 28, end]] })), ['mvp', 'bulk-memory', 'gc']);
});

test.run();
