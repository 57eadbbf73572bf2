/** The demo: its server compiled to JavaScript, run in a process without WebAssembly, driven over real sockets. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Client, encodeRequest, exchange, request } from '../nginx/client.js';
import { noise } from '../nginx/site.js';
import { root, temporaryDirectory } from '../support.js';

const output = join(temporaryDirectory(), 'server.mjs');
const preload = pathToFileURL(join(root, 'dist/cli/demo/no-webassembly.js')).href;

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  /** Exit code and what it printed after its address. */
  readonly ended: Promise<{ code: number | null; text: string }>;
}

function start(args: readonly string[]): { child: ChildProcess; text: () => string; ended: Promise<number | null> } {
  const child = spawn(process.execPath, ['--import', preload, output, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { child, text: () => text, ended: new Promise((resolve) => child.once('close', resolve)) };
}

async function serve(): Promise<Running> {
  const { child, text, ended } = start(['0']);
  const until = Date.now() + 10_000;
  for (;;) {
    const port = /listening at http:\/\/127\.0\.0\.1:(\d+)\//.exec(text())?.[1];
    if (port !== undefined) return { child, port: Number(port), ended: ended.then((code) => ({ code, text: text() })) };
    if (child.exitCode !== null || Date.now() > until) throw new Error(`the server did not start: ${text()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

let server: Running;

test.before(async () => {
  const compiled = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), join(root, 'cli/demo/server.wasm'), '-o', output], { encoding: 'utf8' });
  if (compiled.status !== 0) console.error(compiled.stderr);
  server = await serve();
});

test.after(() => void server.child.kill('SIGKILL'));

test('the page says what it is', async () => {
  const response = await request(server.port, '/');
  assert.is(response.status, 200);
  assert.is(response.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(response.body.toString(), /served by a C program compiled to WebAssembly and then ahead of time to plain JavaScript;\s+no WebAssembly object exists in this process/);
});

test('HEAD, keep-alive and HTTP/1.0', async () => {
  const client = await Client.connect(server.port);
  await client.write(encodeRequest({ method: 'HEAD' }));
  const head = await client.readResponse('HEAD');
  assert.is(head.status, 200);
  assert.is(head.headers.get('connection'), 'keep-alive');
  await client.write(encodeRequest({}));
  assert.is(String((await client.readResponse()).body.length), head.headers.get('content-length'));
  client.close();
  assert.match((await exchange(server.port, 'GET / HTTP/1.0\r\n\r\n')).toString(), /^HTTP\/1\.1 200 OK\r\n[^]*Connection: close\r\n/);
});

test('a body comes back byte for byte, and memory grows for it', async () => {
  const before = JSON.parse((await request(server.port, '/stats')).body.toString());
  const body = noise(5_000_003, 9);
  const response = await request(server.port, { method: 'POST', path: '/echo', body, headers: { 'Content-Type': 'application/x-noise' } });
  assert.is(response.status, 200);
  assert.is(response.headers.get('content-type'), 'application/x-noise');
  assert.ok(response.body.equals(body), 'the body differs');
  const after = JSON.parse((await request(server.port, '/stats')).body.toString());
  assert.ok(after.memory_bytes > before.memory_bytes, `memory stayed at ${after.memory_bytes} bytes`);
  assert.is(after.requests, before.requests + 2);
});

test('an empty body, and one that is waited for', async () => {
  assert.is((await request(server.port, { method: 'POST', path: '/echo', body: '' })).body.length, 0);
  const client = await Client.connect(server.port);
  await client.write(encodeRequest({ method: 'POST', path: '/echo', headers: { Expect: '100-continue', 'Content-Length': '5' } }));
  assert.is((await client.readResponse()).status, 100);
  await client.write('late!');
  assert.is((await client.readResponse()).body.toString(), 'late!');
  client.close();
});

test('pipelined requests of odd lengths, and one byte at a time', async () => {
  const client = await Client.connect(server.port);
  const requests = Array.from({ length: 30 }, (_, i) => encodeRequest({ method: 'POST', path: '/echo', body: 'x'.repeat(i) }));
  await client.write(Buffer.concat(requests));
  for (let i = 0; i < 30; i++) assert.is((await client.readResponse()).body.length, i);
  for (const byte of encodeRequest({ path: '/stats' })) await client.write(Uint8Array.of(byte));
  assert.is((await client.readResponse()).status, 200);
  client.close();
});

test('errors', async () => {
  const cases: Array<[string | Uint8Array, RegExp]> = [
    [encodeRequest({ path: '/missing', headers: { Connection: 'close' } }), /^HTTP\/1\.1 404 /],
    [encodeRequest({ method: 'POST', path: '/', headers: { Connection: 'close' } }), /^HTTP\/1\.1 405 [^]*Allow: GET, HEAD\r\n/],
    [encodeRequest({ path: '/echo', headers: { Connection: 'close' } }), /^HTTP\/1\.1 405 [^]*Allow: POST\r\n/],
    ['garbage\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['GET / HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['GET / HTTP/2.0\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 505 /],
    ['POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 12x\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n', /^HTTP\/1\.1 413 /],
    ['POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', /^HTTP\/1\.1 501 /],
    [`GET /${'x'.repeat(700)} HTTP/1.1\r\nHost: x\r\n\r\n`, /^HTTP\/1\.1 414 /],
    [encodeRequest({ headers: { 'X-Long': 'x'.repeat(9000) } }), /^HTTP\/1\.1 431 /],
  ];
  for (const [bytes, expected] of cases) assert.match((await exchange(server.port, bytes)).toString('latin1'), expected);
});

test('200 connections at once', async () => {
  const clients = await Promise.all(Array.from({ length: 200 }, () => Client.connect(server.port)));
  await Promise.all(clients.map(async (client, i) => {
    await client.write(encodeRequest({ method: 'POST', path: '/echo', body: String(i) }));
    assert.is((await client.readResponse()).body.toString(), String(i));
  }));
  for (const client of clients) client.close();
  assert.is((await request(server.port, '/')).status, 200);
});

test('a port in use and wrong arguments end it with a message', async () => {
  const holder = createServer();
  const port = await new Promise<number>((resolve) => holder.listen(0, '127.0.0.1', () => resolve((holder.address() as { port: number }).port)));
  const refused = start([String(port)]);
  assert.is(await refused.ended, 1);
  assert.match(refused.text(), new RegExp(`server: cannot listen at 127\\.0\\.0\\.1:${port}: Address in use`));
  holder.close();
  const confused = start(['many', 'wrong', 'arguments']);
  assert.is(await confused.ended, 2);
  assert.match(confused.text(), /^usage: server/);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends it with exit code 0`, async () => {
    const other = await serve();
    assert.is((await request(other.port, '/')).status, 200);
    other.child.kill(signal);
    const { code, text } = await other.ended;
    assert.is(code, 0);
    assert.match(text, /stopped after 1 requests\n$/);
  });
}

test.run();
