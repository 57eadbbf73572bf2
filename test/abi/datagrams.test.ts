/** Datagrams (UDP) of a program that Emscripten 6.0.5 built, against what the same source prints on Linux, and with sockets of node:dgram. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../compiler/index.js';
import { root, temporaryDirectory } from '../support.js';

const fixtures = join(root, 'test/abi/fixtures');

/** The program, which may listen and send as these patterns say. */
function program(listen: string[], connect: string[]): string {
  const output = join(temporaryDirectory(), 'datagrams.mjs');
  const main = join(temporaryDirectory(), 'main.mjs');
  writeFileSync(output, compile(readFileSync(join(fixtures, 'datagrams.wasm')), {}).code);
  writeFileSync(main, `import { run } from ${JSON.stringify(output)};
    process.exitCode = await run({ args: process.argv.slice(2), net: ${JSON.stringify({ listen, connect })} });`);
  return main;
}

test('as on Linux: addresses, options, pieces, peeking, lengths, peers, ports that nobody has', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program(['127.0.0.1:*', '0.0.0.0:0', '[::1]:*'], ['127.0.0.1:*'])], { encoding: 'utf8', timeout: 30000 });
  assert.is(stdout, readFileSync(join(fixtures, 'datagrams.txt'), 'utf8'), stderr);
  assert.is(status, 5, stderr);
});

for (const [granted, listen, connect, heard] of [
  ['a server hears everybody', ['127.0.0.1:0'], ['127.0.0.1:*'], true],
  ['a program that may only send hears those that it may send to', [], ['127.0.0.1:*'], true],
  ['and not the others', [], ['127.0.0.1:1'], false],
] as const) {
  test(`${granted}, and what it sent goes out though it ends`, async () => {
    const server = spawn(process.execPath, [program([...listen], [...connect]), 'serve'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
    const port = Number((await lines.next()).value);
    assert.ok(port > 0);
    const client = createSocket('udp4');
    const ended = once(server, 'exit');
    const answers: string[] = [];
    client.on('message', (bytes) => answers.push(bytes.toString()));
    for (const text of ['Hello', 'World']) {
      client.send(text, port, '127.0.0.1');
      for (let i = 0; i < 50 && heard && answers.at(-1)?.toLowerCase() !== text.toLowerCase(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    client.send('end', port, '127.0.0.1');
    const code = await Promise.race([ended.then(([status]) => status as number), new Promise((resolve) => setTimeout(() => resolve('runs on'), heard ? 10000 : 500))]);
    server.kill('SIGKILL');
    client.close();
    assert.equal([answers, code], heard ? [['hELLO', 'wORLD'], 5] : [[], 'runs on']);
  });
}

test('nothing without a grant', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program([], []), 'serve'], { encoding: 'utf8', timeout: 30000 });
  assert.equal([status, stdout, stderr], [1, '', 'bind: Permission denied\n']);
});

test.run();
