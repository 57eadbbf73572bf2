/** Self-application: two dependencies of this project that are WebAssembly inside work the same on this project's output. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../support.js';

const script = fileURLToPath(new URL('./own-dependencies.js', import.meta.url));

function run(side: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, side, join(root, 'cli/demo/server.wasm')], { encoding: 'utf8' });
  assert.is(status, 0, stderr);
  return stdout;
}

test('source-map and wabt give the same answers without the engine\'s WebAssembly', () => {
  const native = run('native');
  assert.match(native, /^\d{3,} positions [0-9a-f]{64}\n\d{6,} characters of text, [0-9a-f]{64}\nvalidate failed/);
  assert.is(run('ours'), native);
});

test.run();
