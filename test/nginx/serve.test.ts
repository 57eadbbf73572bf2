/** `npm run nginx` from the outside. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { root, skip } from '../support.js';
import { request } from './client.js';
import { freePort } from './server.js';
import { eventually } from './setup.js';
import { findNginxWasm } from './subject.js';

const script = join(root, 'dist/cli/nginx/nginx.js');

test('a path without a file ends it with a message', () => {
  const ran = spawnSync(process.execPath, [script, 'no-such.wasm'], { encoding: 'utf8' });
  assert.is(ran.status, 1);
  assert.match(ran.stderr, /^There is no file .*no-such\.wasm\.\n$/);
});

const wasm = findNginxWasm();
if (wasm === undefined) {
  skip('nginx: npm run nginx serves a page', 'no nginx.wasm (set NGINX_WASM, or place it at ../shared/data/nginx/nginx.wasm)');
} else {
  test('it serves a page that says what it is, refuses a port in use, and ends with exit code 0', async () => {
    const port = await freePort();
    const env = { ...process.env, PORT: String(port), NGINX_WASM: wasm };
    const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    try {
      await eventually('the address is printed', () => text.includes(`nginx serves at http://localhost:${port}/`), 30_000);
      const response = await request(port, '/');
      assert.is(response.status, 200);
      assert.match(response.headers.get('server')!, /^nginx\//);
      assert.match(response.body.toString(), /served by nginx[^]*No WebAssembly object exists in this process/);
      await eventually('the access log is on standard output', () => /"GET \/ HTTP\/1\.1" 200 /.test(text));
    } finally {
      child.kill('SIGTERM');
    }
    assert.is(await ended, 0);
  });
}

test.run();
