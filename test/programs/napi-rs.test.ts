/** oxc's parser, a package of napi-rs: shared memory, 64-bit atomics, and node:wasi beside our instance. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { howToInstall } from '../../bench/programs/drive.js';
import { missing } from '../../bench/programs/packages.js';
import { skip } from '../support.js';

const needed = ['@oxc-parser/binding-wasm32-wasi@0.156.0'];
const packages = process.env['PROGRAMS'];
if (process.env['LONG'] !== '1') skip('oxc-parser (napi-rs)', 'takes long: npm run test:programs');
else if (missing(packages, needed).length > 0) skip('oxc-parser (napi-rs)', `PROGRAMS names no folder with it: ${howToInstall(['--force', ...needed], packages)}`);
else {
  test('oxc-parser does the same as on native WebAssembly', () => {
    const run = (side: string): object => {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', fileURLToPath(new URL('napi-rs.js', import.meta.url)), packages!, side], { encoding: 'utf8', maxBuffer: 1 << 26 });
      return { status, stdout, stderr };
    };
    const expected = run('native') as { stdout: string; stderr: string };
    assert.match(expected.stdout, /ImportExpression[^]*Unexpected token[^]*JSXElement/, expected.stderr);
    assert.equal(run('ours'), expected);
  });
}

test.run();
