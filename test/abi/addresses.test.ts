/** Addresses of stream sockets in a program that Emscripten built, against what the same source prints on Linux. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { root, temporaryDirectory } from '../support.js';

const fixtures = join(root, 'test/abi/fixtures');

function runs(net: object): { status: number | null; stdout: string; stderr: string } {
  const folder = temporaryDirectory();
  const [output, main] = [join(folder, 'addresses.mjs'), join(folder, 'main.mjs')];
  writeFileSync(output, compile(readFileSync(join(fixtures, 'addresses.wasm')), {}).code);
  writeFileSync(main, `import { run } from ${JSON.stringify(output)}; process.exitCode = await run({ net: ${JSON.stringify(net)} });`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8', timeout: 30000 });
  return { status, stdout, stderr };
}

test('an address is taken by bind, given to who connects from it, and free again', () => {
  assert.equal(runs({ listen: ['127.0.0.1:*', '192.0.2.1:*'], connect: ['127.0.0.1:*'] }), { status: 0, stdout: readFileSync(join(fixtures, 'addresses.txt'), 'utf8'), stderr: '' });
});

test('what is not granted is refused before the host is asked', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { stdout } = runs({ listen: ['127.0.0.1:0'], connect: ['127.0.0.1:*'] });
  server.close();
  assert.match(stdout, /^bind\(other, \(struct sockaddr \*\)&at, sizeof at\): Permission denied$/m);
});

test.run();
