/** C and C++ programs whose exceptions and jumps go through JavaScript, against what they print under Emscripten's own glue. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { root, temporaryDirectory } from '../support.js';

const fixtures = join(root, 'test/abi/fixtures');

for (const name of ['jumps', 'exceptions']) {
  for (const optimize of [0, 2] as const) {
    test(`${name} at -O${optimize}`, () => {
      const output = join(temporaryDirectory(), `${name}.mjs`);
      const { code, abi } = compile(readFileSync(join(fixtures, `${name}.wasm`)), { optimize });
      assert.is(abi?.id, 'emscripten');
      writeFileSync(output, code);
      const ran = spawnSync(process.execPath, [output], { encoding: 'utf8', timeout: 60000 });
      assert.is(ran.stdout, readFileSync(join(fixtures, `${name}.txt`), 'utf8'), ran.stderr);
      assert.is(ran.status, 5, ran.stderr);
    });
  }
}

test('an exception that nobody catches ends the program, and is named', () => {
  const output = join(temporaryDirectory(), 'exceptions.mjs');
  writeFileSync(output, compile(readFileSync(join(fixtures, 'exceptions.wasm')), {}).code);
  const ran = spawnSync(process.execPath, [output, 'uncaught'], { encoding: 'utf8', timeout: 60000 });
  assert.match(ran.stderr, /uncaught C\+\+ exception of type St13runtime_error/);
  assert.is(ran.status, 134);
});

test.run();
