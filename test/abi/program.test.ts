/** Whole programs through `runProgram`: nginx.wasm on the engine's own WebAssembly. */
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { get } from 'node:http';
import { join } from 'node:path';
import { once } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { instantiateProgram } from '../../abi/host/here.js';
import { runProgram } from '../../abi/host/program.js';
import type { RunOptions } from '../../abi/contract.js';
import { sharedFile, skip, temporaryDirectory } from '../support.js';
import { nativeProgram } from './native-program.js';

const wasm = process.env.NGINX_WASM ?? sharedFile('data', 'nginx', 'nginx.wasm');

function collect(): { sink: (bytes: Uint8Array) => void; text(): string } {
  const parts: Uint8Array[] = [];
  return { sink: (bytes) => void parts.push(bytes), text: () => Buffer.concat(parts).toString() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

if (wasm === undefined) skip('programs', 'no nginx.wasm (set NGINX_WASM, or place it at ../shared/data/nginx/nginx.wasm)');
else {
  process.env.NATIVE_PROGRAM = wasm;
  const program = await nativeProgram(wasm, new URL('run-native.js', import.meta.url).href);

  const run = async (options: RunOptions): Promise<{ code: number; stdout: string; stderr: string }> => {
    const stdout = collect();
    const stderr = collect();
    const code = await runProgram(program, { stdout: stdout.sink, stderr: stderr.sink, ...options });
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  };

  test('run resolves to the exit code and gives output to its sinks', async () => {
    const result = await run({ args: ['-v'] });
    assert.equal(result, { code: 0, stdout: '', stderr: 'nginx version: nginx/1.15.3\n' });
  });

  test('a preopened directory under another name is all that exists', async () => {
    const directory = temporaryDirectory();
    fs.mkdirSync(join(directory, 'logs'));
    fs.writeFileSync(join(directory, 'a.conf'), 'daemon off; master_process off; events {} http { server { listen 1; } }');
    const preopens = { '/srv': directory };
    const good = await run({ args: ['-p', '/srv', '-c', 'a.conf', '-t'], preopens });
    assert.is(good.code, 0, good.stderr);
    assert.match(good.stderr, /\/srv\/+a.conf test is successful/);
    assert.ok(fs.existsSync(join(directory, 'logs/error.log')));
    const outside = await run({ args: ['-p', '/usr', '-c', 'a.conf', '-t'], preopens });
    assert.is(outside.code, 1);
    assert.match(outside.stderr, /\(13: /);
  });

  test('listening needs a grant', async () => {
    const directory = temporaryDirectory();
    fs.mkdirSync(join(directory, 'logs'));
    const port = await freePort();
    fs.writeFileSync(join(directory, 'a.conf'), `daemon off; master_process off; events {} http { server { listen 127.0.0.1:${port}; } }`);
    const result = await run({ args: ['-p', '/srv', '-c', 'a.conf'], preopens: { '/srv': directory }, net: { listen: ['127.0.0.1:1'] } });
    assert.is(result.code, 1);
    assert.match(result.stderr, new RegExp(`127.0.0.1:${port} failed \\(13: `));
  });

  test('it serves, and SIGTERM ends it with its exit code', async () => {
    const directory = temporaryDirectory();
    fs.mkdirSync(join(directory, 'logs'));
    fs.writeFileSync(join(directory, 'hello.txt'), 'hello');
    const port = await freePort();
    fs.writeFileSync(
      join(directory, 'a.conf'),
      `daemon off; master_process off; error_log /dev/stderr info; events {} http { access_log /dev/stdout; server { listen 127.0.0.1:${port}; root /srv; } }`,
    );
    const stderr = collect();
    const stdout = collect();
    const running = runProgram(program, { args: ['-p', '/srv', '-c', 'a.conf'], preopens: { '/srv': directory }, stdout: stdout.sink, stderr: stderr.sink });
    let body = '';
    for (const end = Date.now() + 10000; body === '' && Date.now() < end; ) {
      body = await new Promise<string>((resolve) => {
        get({ port, host: '127.0.0.1', path: '/hello.txt', agent: false }, (response) => {
          let text = '';
          response.on('data', (bytes: Buffer) => void (text += bytes.toString()));
          response.on('end', () => resolve(text));
        }).on('error', () => setTimeout(() => resolve(''), 50));
      });
    }
    assert.is(body, 'hello');
    process.kill(process.pid, 'SIGTERM');
    assert.is(await running, 0);
    assert.match(stderr.text(), /signal 15 \(SIGTERM\) received, exiting/);
    assert.match(stdout.text(), /"GET \/hello.txt HTTP\/1.1" 200 5/);
    assert.is(process.listenerCount('SIGTERM'), 0, 'nothing of the program stays behind');
  });

  test('imports of the caller replace pieces, in this thread', async () => {
    let asked = 0;
    const result = await run({
      args: ['-v'],
      imports: { env: { ___buildEnvironment: () => void asked++ } },
    });
    assert.is(result.code, 0);
    assert.ok(asked > 0);
  });

  test('instantiate gives the exports without running anything', () => {
    const { exports } = instantiateProgram(program);
    const at = exports._malloc(64) as number;
    assert.ok(at > 0);
    exports._free(at);
    assert.is(exports._htonl(1), 0x01000000);
  });
}

test.run();
