/** The harness itself: assertions that do not hold are found, whatever their kind, and what goes wrong around them does not get lost. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';
import { native } from './implementation.js';
import { Runner } from './modules.js';
import { runAll } from './pool.js';
import type { FileResult } from './script.js';

const directory = temporaryDirectory();
const path = join(directory, 'script.json');
writeFileSync(join(directory, 'm.wasm'), assemble(`(module
  (memory (export "memory") 1)
  (global (export "g") f32 (f32.const nan:0x200000))
  (func (export "f32") (param i32) (result f32) (f32.reinterpret_i32 (local.get 0)))
  (func (export "i64") (result i64) (i64.const -2))
  (func (export "v128") (param v128) (result v128) (local.get 0))
  (func (export "null") (result externref) (ref.null extern))
  (func (export "two") (result i32 f64) (i32.const 1) (f64.const -0))
  (func (export "unreachable") unreachable)
  (func $down (export "down") (call $down)))`));
writeFileSync(join(directory, 'importer.wasm'), assemble('(module (import "nowhere" "f" (func)))'));
writeFileSync(join(directory, 'broken.wasm'), Uint8Array.of(0, 0x61, 0x73, 0x6d, 2, 0, 0, 0));

interface Line { readonly type: string; readonly [key: string]: unknown }

function run(lines: readonly Line[]): FileResult {
  writeFileSync(path, JSON.stringify({ commands: [{ type: 'module', filename: 'm.wasm' }, ...lines].map((line, index) => ({ line: index, ...line })) }));
  return new Runner(native()).runFile(path);
}

const invoke = (field: string, ...args: object[]): object => ({ type: 'invoke', field, args });
const returns = (action: object, ...expected: object[]): Line => ({ type: 'assert_return', action, expected });
const f32 = (value: string): object => ({ type: 'f32', value });
const i32 = (value: string): object => ({ type: 'i32', value });
const v128 = (lane_type: string, ...value: string[]): object => ({ type: 'v128', lane_type, value });
const lanes = v128('i32', '1', '2', '3', '4294967295');

const right: Line[] = [
  returns(invoke('f32', i32('2141192192')), f32('2141192192')), // a signalling NaN
  returns(invoke('f32', i32('2143289344')), f32('nan:canonical')),
  returns(invoke('f32', i32('2143289345')), f32('nan:arithmetic')),
  returns({ type: 'get', field: 'g' }, f32('2141192192')),
  returns(invoke('i64'), { type: 'i64', value: '18446744073709551614' }),
  returns(invoke('v128', lanes), lanes),
  returns(invoke('v128', v128('f64', '9221120237041090561', '0')), v128('f64', 'nan:arithmetic', '0')),
  returns(invoke('two'), i32('1'), { type: 'f64', value: '9223372036854775808' }),
  returns(invoke('null'), { type: 'externref', value: 'null' }),
  returns(invoke('two'), { type: 'either', values: [i32('7'), i32('1')] }, { type: 'f64', value: '9223372036854775808' }),
  { type: 'assert_trap', action: invoke('unreachable') },
  { type: 'assert_exhaustion', action: invoke('down') },
  { type: 'assert_unlinkable', filename: 'importer.wasm' },
  { type: 'assert_malformed', filename: 'broken.wasm' },
];

const wrong: Line[] = [
  returns(invoke('f32', i32('2141192192')), f32('2143289344')),
  returns(invoke('f32', i32('2143289345')), f32('nan:canonical')),
  returns(invoke('f32', i32('2141192192')), f32('nan:arithmetic')),
  returns({ type: 'get', field: 'g' }, f32('2145386496')),
  returns(invoke('i64'), { type: 'i64', value: '2' }),
  returns(invoke('v128', lanes), v128('i32', '1', '2', '3', '4')),
  returns(invoke('two'), i32('1'), { type: 'f64', value: '0' }),
  returns(invoke('two'), i32('1')),
  returns(invoke('null'), { type: 'externref', value: '0' }),
  returns(invoke('two'), { type: 'either', values: [i32('7'), i32('8')] }, { type: 'f64', value: '9223372036854775808' }),
  returns(invoke('missing')),
  { type: 'assert_trap', action: invoke('i64') },
  { type: 'assert_trap', action: invoke('down') },
  { type: 'assert_exhaustion', action: invoke('unreachable') },
  { type: 'assert_exception', action: invoke('unreachable') },
  { type: 'assert_unlinkable', filename: 'm.wasm' },
  { type: 'assert_uninstantiable', filename: 'importer.wasm' },
  { type: 'assert_invalid', filename: 'm.wasm' },
  { type: 'assert_malformed', filename: 'm.wasm' },
  { type: 'module', filename: 'broken.wasm' },
  { type: 'register', as: 'm', name: '$missing' },
  { type: 'no such command' },
];

test('what holds passes', () => {
  const { failures, passed } = run(right);
  assert.equal(failures, []);
  assert.is(Object.values(passed).reduce((a, b) => a + b), right.length + 1);
});

test('what does not hold fails', () => {
  for (const line of wrong) assert.equal(run([line]).failures.map(({ id }) => id), [`1 ${line.type}`], JSON.stringify(line));
});

test('text and custom sections are skipped with a reason', () => {
  const { skipped, failures } = run([{ type: 'assert_malformed', module_type: 'text', filename: 'x.wat' }, { type: 'assert_invalid_custom', filename: 'm.wasm' }]);
  assert.equal(failures, []);
  assert.is(Object.keys(skipped).length, 2);
});

test('a child that does not answer or ends is a failure, and the next script runs', async () => {
  const commands = (...lines: Line[]): string => JSON.stringify({ commands: [{ type: 'module', line: 1, filename: 'm.wasm' }, ...lines] });
  const file = (name: string, text: string): { path: string } => {
    writeFileSync(join(directory, name), text);
    return { path: join(directory, name) };
  };
  writeFileSync(join(directory, 'endless.wasm'), assemble('(module (func $f (loop (br 0))) (start $f))'));
  const files = [
    file('endless.json', JSON.stringify({ commands: [{ type: 'module', line: 1, filename: 'endless.wasm' }] })),
    file('malformed.json', '{'),
    file('good.json', commands({ ...right[0]!, line: 2 })),
  ];
  for (const isolate of [false, true]) {
    const messages: string[] = [];
    const name = await runAll(files, { choice: { impl: 'native', options: undefined }, jobs: 1, timeout: 2, isolate }, (_, { failures, passed }) => {
      messages.push(failures[0]?.message.slice(0, 15) ?? JSON.stringify(passed));
    });
    assert.equal(messages, ['stopped after 2', 'SyntaxError: Ex', '{"module":1,"assert_return":1}']);
    assert.match(name, 'native');
  }
});

test.run();
