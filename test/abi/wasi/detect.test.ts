/** How WASI is recognised, and its table of imports. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ImportSummary, ModuleSummary } from '../../../abi/contract.js';
import { detectAbi, scores } from '../../../abi/detect.js';
import { descriptor, provided } from '../../../abi/wasi/index.js';
import { compile, inspect } from '../../../compiler/index.js';
import { assemble } from '../../wabt.js';

function module(imports: ImportSummary[], exports: string[]): ModuleSummary {
  return { imports, exports: exports.map((name) => ({ name, kind: 'func' })), dataEnd: 0, maxAddressConstants: [], customSections: [] };
}

const func = (name: string, from: string, sig: string): ImportSummary => ({ module: from, name, kind: 'func', sig });
const write = func('fd_write', 'wasi_snapshot_preview1', 'iiii:i');

test('commands, reactors and libraries', () => {
  const command = module([write], ['memory', '_start']);
  assert.is(detectAbi(command)?.id, 'wasi');
  assert.is(descriptor.entry(command), 'command');
  const reactor = module([func('fd_write', 'wasi_unstable', 'iiii:i')], ['memory', '_initialize']);
  assert.is(detectAbi(reactor)?.id, 'wasi');
  assert.is(descriptor.entry(reactor), undefined);
  assert.is(detectAbi(module([write], ['memory', 'f']))?.id, 'wasi');
  assert.is(detectAbi(module([], ['_start']))?.id, undefined);
});

test("Emscripten's programs are not taken", () => {
  const glue = [write, func('emscripten_resize_heap', 'env', 'i:i')];
  assert.is(detectAbi(module(glue, ['memory', '__wasm_call_ctors', 'main', 'stackSave']))?.id, 'emscripten');
  assert.not.equal(detectAbi(module(glue, ['memory', '_start']))?.id, 'wasi');
  const standalone = module([write], ['memory', '_start', '__indirect_function_table', 'stackSave', 'stackAlloc']);
  assert.is(detectAbi(standalone)?.id, 'wasi');
});

test('other imports stay with the caller', () => {
  const mixed = module([write, func('syscall/js.valueGet', 'gojs', 'iiii:'), func('fd_write', 'wasi_snapshot_preview1', 'i:i'), func('later', 'wasi_snapshot_preview1', ':')], ['memory', '_start']);
  assert.is(detectAbi(mixed)?.id, 'wasi');
  assert.equal(mixed.imports.map((imp) => descriptor.provide(mixed, imp)?.name), ['fd_write', undefined, undefined, undefined]);
  assert.match(scores(mixed).find(({ id }) => id === 'wasi')!.why.join('; '), /leaves 3 imports to the caller/);
  for (const name of ['__proto__', 'constructor', '']) assert.is(descriptor.provide(mixed, func(name, 'wasi_unstable', ':')), undefined);
});

test('every call of both snapshots has a piece', async () => {
  const rows = provided();
  assert.is(rows.filter(({ module }) => module === 'wasi_snapshot_preview1').length, 46);
  assert.is(rows.filter(({ module }) => module === 'wasi_unstable').length, 45);
  for (const { file, name } of rows) {
    const family = (await import(new URL(`../../../abi/wasi/${file}.js`, import.meta.url).href)) as Record<string, unknown>;
    assert.type(family[name], 'function', `${file} ${name}`);
  }
});

test('a missing import is an error that names it', async () => {
  const bytes = assemble(`(module (import "wasi_snapshot_preview1" "sched_yield" (func $y (result i32))) (import "env" "mystery" (func))
    (memory (export "memory") 1) (func (export "_start") (drop (call $y))))`);
  assert.match(inspect(bytes).abis[0]!.why.join(), /leaves 1 imports to the caller/);
  const { code } = compile(bytes, { format: 'iife', name: 'k' });
  const k = new Function(`${code}; return k`)() as { instantiate(imports?: object): { exports: any } };
  assert.throws(() => k.instantiate(), /env.*mystery/);
  assert.is(k.instantiate({ env: { mystery() {} } }).exports._start(), undefined);
});

test.run();
