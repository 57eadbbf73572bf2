/** Emscripten's pthreads: its workers get our modules and memories by message, under the program's own glue. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root, skip, temporaryDirectory } from '../support.js';
import { build, compareEmbedded, NATIVE, noEmcc, run } from './emcc.js';

const source = join(root, 'test/programs/emscripten/threads.c');
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
      const folder = temporaryDirectory();
      const glue = join(folder, 'program.js');
      build(source, '-pthread', ...flags, '-sEXIT_RUNTIME=1', '-o', glue);
      let main = glue;
      if (flags.includes('-sMODULARIZE')) writeFileSync(main = join(folder, 'main.cjs'), 'require("./program.js")();\n');
      const native = run(folder, 'native', [...NATIVE, main]);
      assert.match(native.stdout, /^thread-0: local 7, block 0\n[^]*joined 2: 222\n[^]*plain 4000, once 1, local 7, late 1\n/);
      assert.is(native.status, 41);
      compareEmbedded(folder, main, native);
    });
  }
}

test.run();
