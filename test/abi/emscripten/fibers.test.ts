/** Fibers, against what the program prints under the glue of Emscripten 6.0.5 (which ends with 0 where main was left in between). */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Context } from '../../../abi/emscripten/context.js';
import { emscripten_fiber_swap } from '../../../abi/emscripten/fibers.js';
import { compile } from '../../../compiler/index.js';
import { root, temporaryDirectory } from '../../support.js';

const fixtures = join(root, 'test/abi/fixtures');

for (const optimize of [0, 2] as const) {
  test(`main and its fibers take turns, at -O${optimize}`, () => {
    const output = join(temporaryDirectory(), 'fibers.mjs');
    writeFileSync(output, compile(readFileSync(join(fixtures, 'fibers.wasm')), { optimize }).code);
    const { stdout, stderr, status } = spawnSync(process.execPath, [output], { encoding: 'utf8', timeout: 60000 });
    assert.is(stdout, readFileSync(join(fixtures, 'fibers.txt'), 'utf8'), stderr);
    assert.is(status, 6);
  });
}

test('what is called later cannot be left, and is told so', () => {
  assert.throws(() => emscripten_fiber_swap({} as Context)(0, 8), /emscripten_fiber_swap is called by what main left to be called later/);
});

test.run();
