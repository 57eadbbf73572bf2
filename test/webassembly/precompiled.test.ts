/** The namespace without the compiler: modules compiled ahead, in processes where no code may be evaluated. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { declarations } from '../../compiler/dts.js';
import { compile, type Options } from '../../compiler/index.js';
import { resolveOptions } from '../../compiler/options.js';
import type { Precompiled } from '../../compiler/webassembly/compiled.js';
import { register, WebAssembly } from '../../compiler/webassembly/precompiled.js';
import { vector } from '../bytes.js';
import { loadEsm, loadCommonJs, loadScript } from '../load.js';
import { temporaryDirectory } from '../support.js';
import * as m from './probes/modules.js';

const entry = fileURLToPath(new URL('../../compiler/webassembly/precompiled.js', import.meta.url));
const withCompiler = fileURLToPath(new URL('../../compiler/webassembly/index.js', import.meta.url));

/** Calls "m"."x" and exports a memory, a global, and a function that traps. */
const sample = m.binary(
  [1, vector([m.functionType([m.i32], [m.i32]), m.functionType([], [])])],
  m.imports(['m', 'x', [m.FUNCTION, 0]]),
  [3, vector([[0], [1]])],
  [5, vector([[0, 1]])],
  [6, vector([[m.i32, 1, 0x41, 5, 0x0b]])],
  m.exports(['call', m.FUNCTION, 1], ['trap', m.FUNCTION, 2], ['memory', m.MEMORY, 0], ['global', m.GLOBAL, 0]),
  [10, vector([m.body(0x20, 0, 0x10, 0), m.body(0)])],
  m.custom('note', 1, 2, 3),
);

/** Runs a module in a process of its own that must not make code of strings. */
function runForbidden(text: string): string {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, 'sample.wasm'), sample);
  writeFileSync(join(folder, 'sample.mjs'), compile(sample, { precompiled: true }).code);
  writeFileSync(join(folder, 'main.mjs'), text.replace('ENTRY', pathToFileURL(entry).href).replace('COMPILER', pathToFileURL(withCompiler).href));
  return execFileSync(process.execPath, ['--disallow-code-generation-from-strings', join(folder, 'main.mjs')], { cwd: folder, encoding: 'utf8' });
}

test('glue code works where nothing may be evaluated', () => {
  const printed = runForbidden(`
    import { readFileSync } from 'node:fs';
    import { register, WebAssembly } from 'ENTRY';
    import { precompiled } from './sample.mjs';
    register(precompiled);
    globalThis.WebAssembly = WebAssembly;
    const bytes = readFileSync('sample.wasm');
    const { module, instance } = await globalThis.WebAssembly.instantiate(bytes, { m: { x: (a) => a * 2 } });
    const { call, trap, memory, global } = instance.exports;
    let trapped;
    try { trap(); } catch (error) { trapped = error instanceof WebAssembly.RuntimeError; }
    console.log(JSON.stringify([call(21), trapped, memory instanceof WebAssembly.Memory, global.value, WebAssembly.Module.exports(module).map(({ name, kind }) => name + ' ' + kind), WebAssembly.Module.imports(module), [...new Uint8Array(WebAssembly.Module.customSections(module, 'note')[0])]]));
  `);
  assert.equal(JSON.parse(printed), [
    42, true, true, 5, ['call function', 'trap function', 'memory memory', 'global global'], [{ module: 'm', name: 'x', kind: 'function' }], [1, 2, 3],
  ]);
});

test('the namespace with the compiler says what to do there', () => {
  const printed = runForbidden(`
    import { readFileSync } from 'node:fs';
    import { WebAssembly } from 'COMPILER';
    try { new WebAssembly.Module(readFileSync('sample.wasm')); } catch (error) { console.log(error instanceof WebAssembly.CompileError, error.message); }
  `);
  assert.match(printed, /^true .*precompiled/);
});

test('the entry does not carry the compiler', () => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    if (!file.startsWith('/')) return;
    const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'));
    for (const { fileName } of importedFiles) visit(fileName.startsWith('.') ? resolve(dirname(file), fileName) : fileName);
  };
  visit(entry);
  const rooms = [...seen].filter((file) => !/\/(runtime-lite|compiler\/webassembly)\//.test(file)).map((file) => file.replace(/.*\/dist\//, ''));
  assert.equal(rooms.sort(), ['@noble/hashes/sha2', '@noble/hashes/utils', 'compiler/digest.js']);
});

for (const [format, load] of Object.entries({ esm: loadEsm, cjs: loadCommonJs, iife: loadScript })) {
  test(`a module is found by its bytes and options (${format})`, async () => {
    const text = m.binary(m.imports(['text', format, [m.GLOBAL, m.externref, 0]]), m.exports(['it', m.GLOBAL, 0]));
    const options: Partial<Options> = { importedStringConstants: 'text' };
    register(((await load(text, { ...options, precompiled: true })) as unknown as { precompiled: Precompiled }).precompiled);
    assert.is(WebAssembly.validate(text), false);
    assert.throws(() => new WebAssembly.Module(text), (error: Error) => error instanceof WebAssembly.CompileError && /registered/.test(error.message));
    assert.is(WebAssembly.validate(text, { importedStringConstants: 'text' }), true);
    const { instance } = await WebAssembly.instantiate(text, undefined, { importedStringConstants: 'text' });
    assert.is(instance.exports['it'].value, format);
  });
}

test('both entries have the same names, which are the members of the namespace', async () => {
  const [own, whole] = await Promise.all([import('../../compiler/webassembly/precompiled.js'), import('../../compiler/webassembly/index.js')]);
  assert.equal(Object.keys(own).filter((name) => name !== 'register'), Object.keys(whole));
  for (const { WebAssembly: _, jspi, install: __, ...members } of [own, whole]) {
    for (const [name, value] of Object.entries(members)) if (name !== 'register') assert.is((jspi as unknown as Record<string, unknown>)[name], value, name);
  }
});

test('the declarations are those of the entry', () => {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, 'sample.d.mts'), declarations(compile(sample), resolveOptions({ precompiled: true })));
  writeFileSync(join(folder, 'main.mts'), `import { register } from ${JSON.stringify(entry)};\nimport { precompiled } from './sample.mjs';\nregister(precompiled);\nregister(5);\n`);
  const program = ts.createProgram([join(folder, 'main.mts')], { module: ts.ModuleKind.NodeNext, strict: true, noEmit: true, types: [], skipLibCheck: true });
  const messages = ts.getPreEmitDiagnostics(program).map(({ start, file }) => file?.text.slice(start).split('\n')[0]);
  assert.equal(messages, ['5);']);
});

test.run();
