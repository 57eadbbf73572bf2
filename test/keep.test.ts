import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../compiler/index.js';
import { OptionError } from '../compiler/options.js';
import { assembleText } from '../cli/wat.js';
import { loadEsm } from './load.js';

const assemble = (text: string): Promise<Uint8Array> => assembleText('test.wat', new TextEncoder().encode(text));

const source = `(module
  (table 1 funcref) (elem (i32.const 0) $inTable)
  (type $t (func (result i32)))
  (func $deep (result i32) (i32.const 41))
  (func $one (export "one") (result i32) (i32.add (call $deep) (i32.const 1)))
  (func $inTable (result i32) (i32.const 7))
  (func (export "two") (result i32) (call_indirect (type $t) (i32.const 0)))
  (func $lost (export "three") (result i32) (i32.const 305419896)))`;

test('kept exports work, and only what they need is translated', async () => {
  const bytes = await assemble(source);
  const { exports } = (await loadEsm(bytes, { keepExports: ['one', 'two'] })).instantiate();
  assert.equal(Object.keys(exports), ['one', 'two']);
  assert.is(exports.one!(), 42);
  assert.is(exports.two!(), 7);
  assert.match(compile(bytes).code, '305419896');
  assert.not.match(compile(bytes, { keepExports: ['one', 'two'] }).code, '305419896');
});

test('the result tells the kept exports', async () => {
  assert.equal(compile(await assemble(source), { keepExports: ['two'] }).exports.map((e) => e.name), ['two']);
});

test('a body that is left out is still checked', async () => {
  const bytes = await assemble(source);
  const at = bytes.findLastIndex((b, i) => b === 0x41 && bytes[i + 5] === 0x01);
  const broken = bytes.slice();
  broken[at] = 0x42;
  assert.throws(() => compile(broken, { keepExports: ['one'] }), (error: Error) => error.name === 'CompileError');
});

test('an export that is not there is an error', async () => {
  const bytes = await assemble(source);
  assert.throws(() => compile(bytes, { keepExports: ['four'] }), (error: Error) => error instanceof OptionError && /"four"/.test(error.message));
});

test.run();
