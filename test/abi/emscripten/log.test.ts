/** emscripten_log, against what the program prints under Emscripten's own glue. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../../compiler/index.js';
import { root, temporaryDirectory } from '../../support.js';

const fixtures = join(root, 'test/abi/fixtures');

test('formats, and the stream of each kind', () => {
  const output = join(temporaryDirectory(), 'log.mjs');
  writeFileSync(output, compile(readFileSync(join(fixtures, 'log.wasm')), {}).code);
  const { stdout, stderr, status } = spawnSync(process.execPath, [output], { encoding: 'utf8', timeout: 60000 });
  assert.is(stdout, readFileSync(join(fixtures, 'log.txt'), 'utf8'));
  assert.is(stderr, readFileSync(join(fixtures, 'log.errors.txt'), 'utf8'));
  assert.is(status, 0);
});

test.run();
