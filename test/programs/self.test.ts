/** Self-application: this project's tests with wabt and source-map, which are WebAssembly inside, running on this project's output. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const suites = ['^golden/', '^source-map/', '^print/source-map', ...(process.env['LONG'] ? ['^lower/', '^optimize/', '^wat/'] : [])];

test('the tests that assemble text and read source maps pass', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wasm2js-aot-self-'));
  try {
    const log = join(folder, 'log');
    const env = { ...process.env, SELF_LOG: log, NODE_OPTIONS: `--import ${new URL('./self/install.js', import.meta.url).href}` };
    const { stdout } = spawnSync(process.execPath, [path('../run.js'), ...suites], { encoding: 'utf8', env });
    assert.match(stdout, /^[1-9]\d* passed, 0 failed$/m, stdout);
    const used = readFileSync(log, 'utf8').trim().split('\n');
    assert.ok(used.includes('wabt') && used.includes('source-map'), `not on our output: ${used.join(' ')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
