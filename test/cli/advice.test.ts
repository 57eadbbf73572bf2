import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ExportSummary, ImportSummary } from '../../abi/contract.js';
import { adviceFor } from '../../cli/advice.js';
import { isMinifiedEmscripten } from '../../cli/minified.js';
import { inspect } from '../../compiler/index.js';
import { root } from '../support.js';

const named = (...names: string[]): ImportSummary[] =>
  names.map((name) => ({ module: name.slice(0, name.lastIndexOf('.')), name: name.slice(name.lastIndexOf('.') + 1), kind: 'func', sig: 'i:i' }));

/** `name` is a function, `name:` one without parameters and results, `name=memory` something else. */
const shown = (...names: string[]): ExportSummary[] =>
  names.map((text) => {
    const [name, kind] = text.split('=') as [string, ExportSummary['kind']?];
    return kind === undefined ? { name: name.replace(':', ''), kind: 'func', type: name.endsWith(':') ? ':' : 'i:i' } : { name, kind };
  });

test('names tell which JavaScript belongs to a module', () => {
  for (const [imports, expected] of [
    [named('./x_bg.js.__wbindgen_throw'), /wasm-bindgen/],
    [named('wbg.__wbg_new_1f'), /wasm-bindgen/], [named('env.memory', 'env.__memory_base'), /side module/], [named('env.napi_create_object'), /Node-API/],
  ] as const) {
    const advice = adviceFor({ imports, exports: [] });
    assert.is(advice.length, 1);
    assert.match(advice[0]!, expected);
  }
  assert.match(adviceFor({ imports: named('env.memory', 'env.__memory_base'), exports: shown('main') }).join(), /^a program of Emscripten's dynamic linking/);
  assert.match(adviceFor({ imports: named('a.a', 'a.b'), exports: shown('c=memory', 'd:', 'e') }).join(), /--glue x\.js/);
});

test('others get no advice', () => {
  for (const imports of [[], named('env.memory', 'a.b'), named('wasi_snapshot_preview1.fd_write', 'GOT.__memory_base')]) assert.equal(adviceFor({ imports, exports: [] }), []);
});

test('names that Emscripten has minified are the first of its sequence', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$'];
  // "do" and "if" would be names of this sequence, too, if they were no words.
  const many = [...letters, ...letters.map((letter) => `${letter}a`), ...letters.map((letter) => `${letter}b`)];
  const long = { imports: named(...many.slice(0, 20).map((name) => `a.${name}`)), exports: [...shown('ua=memory', 'va:'), ...shown(...many.slice(20).filter((name) => name !== 'ua' && name !== 'va'))] };
  const minified: [string, ImportSummary[], ExportSummary[]][] = [
    ['a program', named('a.a', 'a.b'), shown('c=memory', 'd:', 'e')],
    ['in another order', named('a.b', 'a.a'), shown('d:', 'c=memory', 'e')],
    ['a memory that is imported', [...named('a.a'), { module: 'a', name: 'b', kind: 'memory', limits: { min: 1 } }], shown('c:', 'd')],
    ['names of more letters', long.imports, long.exports],
    ['modules and exports that kept their names', [...named('env.a', 'env.b'), { module: 'env', name: 'memory', kind: 'memory', limits: { min: 1 } }], shown('__wasm_call_ctors:', 'main')],
  ];
  for (const [what, imports, exports] of minified) assert.ok(isMinifiedEmscripten({ imports, exports }), what);
  const others: [string, ImportSummary[], ExportSummary[]][] = [
    ['no imports', [], shown('a=memory', 'b:')],
    ['a name that is left out', named('a.a', 'a.c'), shown('d=memory', 'e:')],
    ['exports with names', named('a.a', 'a.b'), shown('c=memory', 'run:')],
    ['exports that begin anew', named('a.a', 'a.b'), shown('a=memory', 'b:')],
    ['no memory', named('a.a', 'a.b'), shown('c:', 'd')],
    ['nothing to run at the start', named('a.a', 'a.b'), shown('c=memory', 'd')],
    ['modules with names', named('a.a', 'm.b'), shown('c=memory', 'd:')],
    ['names of libc', named('env.fd_write'), shown('memory=memory', '__wasm_call_ctors:')],
  ];
  for (const [what, imports, exports] of others) assert.not.ok(isMinifiedEmscripten({ imports, exports }), what);
});

test('real modules: minified with and without Closure, and with names', () => {
  const said = (path: string): boolean => isMinifiedEmscripten(inspect(readFileSync(join(root, 'test', path))));
  assert.ok(said('programs/emscripten/closure.wasm'));
  for (const path of ['abi/fixtures/posix.wasm', 'abi/fixtures/jumps.wasm']) assert.not.ok(said(path), path);
});

test.run();
