/** The same input and options give the same bytes, anywhere. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../compiler/index.js';
import type { Options } from '../compiler/options.js';
import { encode } from './fuzz/encode.js';
import { generate } from './fuzz/generate.js';
import { root, sharedFile, skip, temporaryDirectory } from './support.js';

const variants: Partial<Options>[] = [{}, { pretty: true }, { optimize: 0 }, { optimize: 3, format: 'iife' }, { sourceMap: 'external' }];
const bin = join(root, 'dist/cli/bin.js');

test('twice in one process', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const bytes = encode(generate(seed));
    for (const options of variants) {
      const first = compile(bytes, { ...options, abi: 'none' });
      // Other work in between must leave no trace.
      compile(encode(generate(seed + 1000)), { abi: 'none' });
      const second = compile(bytes.slice(), { ...options, abi: 'none' });
      assert.is(first.code, second.code);
      assert.is(first.map, second.map);
    }
  }
});

test('a view into a larger buffer gives the same', () => {
  const bytes = encode(generate(7));
  const larger = new Uint8Array(bytes.length + 13);
  larger.set(bytes, 5);
  assert.is(compile(larger.subarray(5, 5 + bytes.length), { abi: 'none' }).code, compile(bytes, { abi: 'none' }).code);
});

test('the input is not changed', () => {
  const bytes = encode(generate(9));
  const copy = bytes.slice();
  compile(bytes, { abi: 'none' });
  assert.equal(bytes, copy);
});

function elsewhere(input: string, env: NodeJS.ProcessEnv): Buffer {
  const directory = temporaryDirectory();
  const output = join(directory, `deep-name-${Object.keys(env).length}.mjs`);
  const { status, stderr } = spawnSync(process.execPath, [bin, input, '-o', output], { cwd: directory, encoding: 'utf8', env: { ...process.env, ...env } });
  assert.is(status, 0, stderr);
  return readFileSync(output);
}

test('in another process, directory, time zone and language', () => {
  const input = join(temporaryDirectory(), 'x.wasm');
  writeFileSync(input, encode(generate(3)));
  const here = elsewhere(input, {});
  assert.ok(here.equals(elsewhere(input, { TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', HOME: '/nonexistent' })));
});

const nginx = sharedFile('data', 'nginx', 'nginx.wasm');
if (nginx === undefined) skip('determinism of nginx', 'there is no ../shared/data/nginx/nginx.wasm');
else {
  test('nginx, twice', () => {
    assert.ok(elsewhere(nginx, {}).equals(elsewhere(nginx, { TZ: 'America/Lima' })));
  });
}

test.run();
