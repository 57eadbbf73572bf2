/**
 * A program whose glue Closure has minified, built by test/programs/emscripten/build.sh: under that glue, by the namespace and by
 * `instantiateWasm`, and what the glue still tells of names.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile, inspect } from '../../compiler/index.js';
import { root, skip, temporaryDirectory } from '../support.js';
import { build, compareEmbedded, NATIVE, noClosure, OURS, run } from './emcc.js';

const folder = join(root, 'test/programs/emscripten');
const wasm = readFileSync(join(folder, 'closure.wasm'));
const glue = join(folder, 'closure.cjs');

/** Starts the program with these further members of its Module. */
function start(members: string, ...flags: string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const cwd = temporaryDirectory();
  writeFileSync(join(cwd, 'output.cjs'), compile(wasm, { format: 'cjs', abi: 'none' }).code);
  const main = join(cwd, 'main.cjs');
  writeFileSync(main, `require(${JSON.stringify(glue)})({ arguments: ['one', 'two words'], ${members} });\n`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [...NATIVE, ...flags, main], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const native = start('');

test('under its glue, with the namespace or with instantiateWasm, it does what it does on native WebAssembly', () => {
  assert.equal(native, { status: 8, stdout: '2 arguments, 1099511627776 0.667\njumped 8\none\ntwo words\n', stderr: '' });
  assert.equal(start('', ...OURS.slice(NATIVE.length)), native);
  const forbid = 'for (const name of Object.keys(Object.getOwnPropertyDescriptors(WebAssembly))) if (name !== "RuntimeError") delete WebAssembly[name];';
  const later = 'instantiateWasm(imports, receive) { setTimeout(() => receive(require("./output.cjs").instantiate(imports))); return {}; }';
  const now = 'instantiateWasm(imports, receive) { const instance = require("./output.cjs").instantiate(imports); receive(instance); return instance.exports; }';
  for (const members of [now, later]) assert.equal(start(`${members}, preInit() { ${forbid} }`), native);
});

test('its glue tells the names of exports, and that it has none for imports', () => {
  const { renamed, diagnostics, missing } = inspect(wasm, { glue: readFileSync(glue, 'utf8') });
  assert.equal(renamed.filter(([, after]) => /main|memory|stackSave/.test(after)).map(([, after]) => after).sort(), ['main', 'memory', 'stackSave']);
  assert.is(missing.length, 10);
  assert.match(diagnostics.map(({ message }) => message).join(), /^the glue has no names for the imports a\.\w, .* and 5 more: Closure takes them away/);
});

const why = noClosure();
if (why !== undefined) skip('programs built with Closure', why);
else {
  for (const flags of [['-O2', '-sALLOW_MEMORY_GROWTH'], ['-O3', '-sALLOW_MEMORY_GROWTH', '-sWASM_BIGINT'], ['-Os', '-pthread', '-sPROXY_TO_PTHREAD', '-sINITIAL_MEMORY=67108864']]) {
    test(`--closure 1 ${flags.join(' ')}`, () => {
      const built = temporaryDirectory();
      const program = join(built, 'program.js');
      build(join(folder, 'tour.c'), ...flags, '--closure', '1', '-sFORCE_FILESYSTEM=1', '-sEXIT_RUNTIME=1', '-o', program);
      const expected = run(built, 'native', [...NATIVE, program]);
      assert.ok(expected.stdout.length > 100);
      compareEmbedded(built, program, expected);
    });
  }
}

test.run();
