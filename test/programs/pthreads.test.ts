/** Emscripten's pthreads: its workers get our modules and memories by message, under the program's own glue; and without it. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { root, skip, temporaryDirectory } from '../support.js';
import { build, compareEmbedded, NATIVE, noEmcc, type Outcome, OURS, run } from './emcc.js';

const folder = join(root, 'test/programs/emscripten');
const PRINTED = /^thread-0: local 7, block 0\n[^]*joined 2: 222\n[^]*plain 4000, once 1, local 7, late 1\n/;

/** The program that build.sh there made, under its glue. */
function committed(...args: string[]): Outcome {
  const built = temporaryDirectory();
  for (const [from, to] of [['threads.cjs', 'threads.js'], ['threads.worker.cjs', 'threads.worker.js'], ['threads.wasm', 'threads.wasm']] as const) copyFileSync(join(folder, from), join(built, to));
  return run(built, 'work', [...args, join(built, 'threads.js')]);
}

const expected = committed(...NATIVE);

test('workers get modules and memories', () => {
  assert.match(expected.stdout, PRINTED);
  assert.is(expected.status, 41);
  assert.equal(committed(...OURS), expected);
});

test('workers find what was compiled ahead', () => {
  const made = temporaryDirectory();
  writeFileSync(join(made, 'threads.mjs'), compile(readFileSync(join(folder, 'threads.wasm')), { precompiled: true }).code);
  const namespace = pathToFileURL(join(root, 'dist/compiler/webassembly/precompiled.js')).href;
  writeFileSync(join(made, 'hook.mjs'), `import { install, register } from '${namespace}';\nimport { precompiled } from './threads.mjs';\nregister(precompiled);\ninstall();\n`);
  assert.equal(committed(...NATIVE, '--import', pathToFileURL(join(made, 'hook.mjs')).href), expected);
});

const source = join(folder, 'threads.c');
const MEMORY = '-sINITIAL_MEMORY=67108864';
const variants: [name: string, ...flags: string[]][] = [
  ['a proxied main', '-O2', '-sPROXY_TO_PTHREAD', MEMORY],
  ['a pool, and main in the first thread', '-O2', '-sPTHREAD_POOL_SIZE=5', MEMORY],
  ['memory that grows', '-O2', '-sPROXY_TO_PTHREAD', '-sALLOW_MEMORY_GROWTH', '-sMAXIMUM_MEMORY=268435456', '-DGROWING', MEMORY],
  ['-O0', '-O0', '-sPTHREAD_POOL_SIZE=5', '-sASSERTIONS=0', MEMORY],
  ['-O3, minified, 64-bit integers as BigInt', '-O3', '-sPTHREAD_POOL_SIZE=5', '-sWASM_BIGINT', MEMORY],
  ['a file system', '-Os', '-sPROXY_TO_PTHREAD', '-sFORCE_FILESYSTEM=1', MEMORY],
  ['a factory', '-O2', '-sMODULARIZE', '-sEXPORT_NAME=start', '-sPROXY_TO_PTHREAD', MEMORY],
];

const why = noEmcc();
if (why !== undefined) skip('pthreads', why);
else {
  for (const [name, ...flags] of variants) {
    test(name, () => {
      const built = temporaryDirectory();
      const glue = join(built, 'program.js');
      build(source, '-pthread', ...flags, '-sEXIT_RUNTIME=1', '-o', glue);
      let main = glue;
      if (flags.includes('-sMODULARIZE')) writeFileSync(main = join(built, 'main.cjs'), 'require("./program.js")();\n');
      const native = run(built, 'native', [...NATIVE, main]);
      assert.match(native.stdout, PRINTED);
      assert.is(native.status, 41);
      compareEmbedded(built, main, native);
      const alone = join(built, 'alone.mjs');
      writeFileSync(alone, compile(readFileSync(join(built, 'program.wasm')), { glue: readFileSync(glue, 'utf8') }).code);
      assert.equal(run(built, 'alone', [alone]), native);
    });
  }
}

test.run();
