/** Which ABI a module has, and the static layout that follows. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ImportSummary, ModuleSummary } from '../../abi/contract.js';
import { detectAbi, scores } from '../../abi/detect.js';
import { descriptor } from '../../abi/emscripten-legacy/index.js';
import { layoutMisfit, staticLayout } from '../../abi/emscripten-legacy/static-layout.js';
import { compile } from '../../compiler/index.js';
import { sharedFile, skip } from '../support.js';
import { summary } from './native-program.js';

function module(imports: ImportSummary[], exports: string[] = []): ModuleSummary {
  return { imports, exports: exports.map((name) => ({ name, kind: 'func' })), dataEnd: 0, maxAddressConstants: [], customSections: [] };
}

function func(name: string, from = 'env'): ImportSummary {
  return { module: from, name, kind: 'func', sig: ':' };
}

test('a module without imports has no ABI', () => {
  assert.is(detectAbi(module([])), undefined);
  assert.ok(scores(module([])).every((score) => score.score < 50));
});

test('a program of Emscripten 6 with -sSTANDALONE_WASM and C++ exceptions is not one of WASI', () => {
  const calls = [func('invoke_vi'), func('__cxa_throw'), func('fd_write', 'wasi_snapshot_preview1'), func('proc_exit', 'wasi_snapshot_preview1')];
  assert.is(detectAbi(module(calls, ['_start', '__indirect_function_table', '_emscripten_stack_restore']))?.id, 'emscripten');
});

test('a program of WASI with calls of Emscripten, and nothing else of it, is one of Emscripten', () => {
  const calls = [func('emscripten_notify_memory_growth'), func('emscripten_resize_heap'), func('fd_write', 'wasi_snapshot_preview1')];
  assert.is(detectAbi(module(calls, ['_start']))?.id, 'emscripten');
  assert.is(detectAbi(module(calls))?.id, undefined);
});

test('nginx.wasm is fastcomp, and every import of it has a piece', async () => {
  const file = process.env.NGINX_WASM ?? sharedFile('data', 'nginx', 'nginx.wasm');
  if (file === undefined) return skip('detection of nginx.wasm', 'no nginx.wasm');
  const m = summary(new WebAssembly.Module(readFileSync(file)));
  assert.is(detectAbi(m)?.id, 'emscripten-legacy');
  assert.is(descriptor.detect(m).score, 100);
  assert.is(descriptor.entry(m), 'command');
  for (const imp of m.imports) {
    const piece = descriptor.provide(m, imp);
    assert.ok(piece, `${imp.module}.${imp.name}`);
    const family = (await import(new URL(`../../${piece.path}.js`, import.meta.url).href)) as Record<string, unknown>;
    assert.type(family[piece.name], 'function', `${piece.path} ${piece.name}`);
  }
});

test('every piece that is named exists', async () => {
  const names = ['___syscall3', '___syscall333', '_usleep', '_kill', 'nullFunc_ii', 'nullFunc_iidiiii', '_getpwnam', 'STACKTOP'];
  for (const name of names) {
    const piece = descriptor.provide(module([]), func(name))!;
    const family = (await import(new URL(`../../${piece.path}.js`, import.meta.url).href)) as Record<string, unknown>;
    assert.type(family[piece.name], 'function', name);
  }
});

test('names of other modules and hostile names are not provided', () => {
  for (const name of ['unknown', '__proto__', 'constructor', 'toString', '']) assert.is(descriptor.provide(module([]), func(name)), undefined, name);
  assert.is(descriptor.provide(module([]), func('___syscall3', 'other')), undefined);
  assert.is(descriptor.provide(module([]), func('Infinity', 'global'))?.name, 'InfinityValue');
  assert.is(descriptor.provide(module([]), func('x', 'global')), undefined);
});

test('the layout leaves room for all constants that continue the data', () => {
  const m: ModuleSummary = {
    ...module([{ module: 'env', name: 'memory', kind: 'memory', limits: { min: 256, max: 256 } }, { module: 'env', name: 'table', kind: 'table', limits: { min: 8 } }]),
    dataEnd: 104996,
    maxAddressConstants: [104996, 150000, 200000, 215527, 8388608],
  };
  const layout = staticLayout(m, {});
  assert.ok(layout.tempDouble >= 215527 + 16 && layout.tempDouble < 400000);
  assert.is(layout.tempDouble % 16, 0);
  assert.is(layout.stackTop % 16, 0);
  assert.is(layout.stackMax - layout.stackTop, 5242880);
  assert.ok(layout.dynamicBase >= layout.stackMax && layout.dynamicBase % 16 === 0);
  assert.equal([layout.memoryPages, layout.memoryMaximum, layout.tableSize, layout.tableMaximum], [256, 256, 8, undefined]);
  assert.is(staticLayout(m, { staticTop: 216560 }).tempDouble, 216560);
  assert.is(layoutMisfit(m, {}), undefined);
  assert.match(layoutMisfit({ ...m, imports: [{ ...m.imports[0]!, limits: { min: 2 } }] }, {})!, /--static-top/);
  assert.throws(() => compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 2, 12, 1, 3, 0x65, 0x6e, 0x76, 3, 0x6d, 0x65, 0x6d, 2, 0, 1), { abi: 'emscripten-legacy' }), (error: Error) => error.name === 'OptionError' && /--static-top/.test(error.message));
});

test.run();
