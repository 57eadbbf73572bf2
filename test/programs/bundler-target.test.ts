/** A package that wasm-bindgen made for bundlers: its JavaScript imports the module, and the module imports its JavaScript. Native is node's own import of .wasm. */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { howToInstall } from '../../bench/programs/drive.js';
import { missing } from '../../bench/programs/packages.js';
import { root, skip, temporaryDirectory } from '../support.js';

const SPECIFIER = 'lz4-wasm@0.9.2';
const MAIN = `import { compress, decompress } from './lz4_wasm.js';
import { createHash } from 'node:crypto';
for (const length of [0, 1, 70, 100000]) {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * i >> 7) ^ (i & 3));
  const small = compress(bytes);
  console.log(small.length, createHash('sha256').update(small).digest('hex'), Buffer.compare(decompress(small), bytes));
}
try { decompress(new Uint8Array([9, 0, 0, 0, 255, 1])); } catch (error) { console.log(String(error)); }
`;

const packages = process.env['PROGRAMS'];
const needed = missing(packages, [SPECIFIER]);
if (needed.length > 0) skip('bundler target', `PROGRAMS names no folder with ${SPECIFIER}: ${howToInstall(needed, packages)}`);
else {
  test('our module takes the place of the .wasm that the JavaScript imports', () => {
    const run = (folder: string, ...args: string[]): string => {
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
      writeFileSync(join(folder, 'main.js'), MAIN);
      const { status, stdout, stderr } = spawnSync(process.execPath, [...args, 'main.js'], { cwd: folder, encoding: 'utf8' });
      assert.is(status, 0, stderr);
      return stdout;
    };
    const [native, ours] = [temporaryDirectory(), temporaryDirectory()];
    for (const folder of [native, ours]) cpSync(join(packages!, 'node_modules/lz4-wasm'), folder, { recursive: true });
    const built = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), 'lz4_wasm_bg.wasm', '--esm-integration', '-o', 'lz4_wasm_bg.wasm.js'], { cwd: ours, encoding: 'utf8' });
    assert.is(built.status, 0, built.stderr);
    for (const name of ['lz4_wasm.js', 'lz4_wasm_bg.js']) writeFileSync(join(ours, name), readFileSync(join(ours, name), 'utf8').replaceAll('lz4_wasm_bg.wasm', 'lz4_wasm_bg.wasm.js'));
    const printed = run(ours);
    assert.is(printed, run(native, '--experimental-wasm-modules', '--no-warnings'));
    assert.is(printed.split('\n').length, 6);
  });
}

test.run();
