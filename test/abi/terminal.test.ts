/** Emscripten's programs on a terminal, which the command `script` makes. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { skip, temporaryDirectory } from '../support.js';
import { assemble } from '../wabt.js';

/** Exits with the number of rows and the type of file that standard output is, or the error number of asking for its size. */
const WAT = `(module
  (import "env" "__syscall_ioctl" (func $ioctl (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_fdstat_get" (func $fdstat (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "__wasm_call_ctors"))
  (func (export "stackAlloc") (param i32) (result i32) i32.const 1024)
  (func (export "main") (param i32 i32) (result i32)
    (i32.store (i32.const 16) (i32.const 32))
    (if (i32.eqz (call $ioctl (i32.const 1) (i32.const 0x5413) (i32.const 16)))
      (then (drop (call $fdstat (i32.const 1) (i32.const 64))) (return (i32.add (i32.mul (i32.load8_u (i32.const 64)) (i32.const 100)) (i32.load16_u (i32.const 32))))))
    (i32.sub (i32.const 0) (call $ioctl (i32.const 1) (i32.const 0x5413) (i32.const 16)))))`;
const CHARACTER_DEVICE = 2;
const ENOTTY = 59;

const output = join(temporaryDirectory(), 'program.mjs');
writeFileSync(output, compile(await assemble(WAT)).code);

test('a pipe, and /dev/null, are no terminals', () => {
  assert.is(spawnSync(process.execPath, [output]).status, ENOTTY);
  assert.is(spawnSync('sh', ['-c', `"${process.execPath}" "${output}" >/dev/null`]).status, ENOTTY);
});

const hasScript = spawnSync('script', ['--version']).status === 0;
if (!hasScript) skip('a terminal has a size', 'the command script is not installed (Debian: apt install bsdutils)');
else {
  test('a terminal has a size', () => {
    const { status } = spawnSync('script', ['-qec', `'${process.execPath}' '${output}'`, '/dev/null'], { encoding: 'utf8' });
    assert.is(status, 100 * CHARACTER_DEVICE + 24);
  });
}

test.run();
