/** Files that stand in the program's memory (--embed-file), against what it prints under Emscripten's own glue. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../../compiler/index.js';
import { loadEsm } from '../../load.js';
import { root, temporaryDirectory } from '../../support.js';
import { assemble } from '../../wabt.js';

const fixtures = join(root, 'test/abi/fixtures');

test('they are found by absolute and relative names, and leave the host alone', () => {
  const output = join(temporaryDirectory(), 'embedded.mjs');
  const cwd = temporaryDirectory();
  writeFileSync(output, compile(readFileSync(join(fixtures, 'embedded.wasm')), {}).code);
  writeFileSync(join(cwd, 'two'), 'of the host');
  const { stdout, status, stderr } = spawnSync(process.execPath, [output], { cwd, encoding: 'utf8', timeout: 60000 });
  assert.equal([stdout, status, stderr], [readFileSync(join(fixtures, 'embedded.txt'), 'utf8'), 4, '']);
  assert.equal(readdirSync(cwd), ['two']);
});

/** As since 3.1.7, where libc asks for them: one file /a/b of 3 bytes, whose size `main` gives. */
const LATER = assemble(`(module (import "env" "_emscripten_fs_load_embedded_files" (func $load (param i32)))
  (import "env" "__syscall_stat64" (func $stat (param i32 i32) (result i32))) (import "env" "emscripten_memcpy_js" (func (param i32 i32 i32)))
  (memory (export "memory") 1) (data (i32.const 1024) "\\40\\04\\00\\00\\03\\00\\00\\00\\50\\04\\00\\00\\00\\00\\00\\00") (data (i32.const 1088) "/a/b") (data (i32.const 1104) "xyz")
  (func (export "__wasm_call_ctors") (call $load (i32.const 1024))) (func (export "stackSave") (result i32) (i32.const 0))
  (func (export "main") (result i32) (i32.add (call $stat (i32.const 1088) (i32.const 2048)) (i32.load (i32.const 2072)))))`);

test('they are there when libc asks for them', async () => {
  const { run } = (await loadEsm(LATER)) as unknown as { run(options: object): Promise<number> };
  assert.is(await run({}), 3);
});

test.run();
