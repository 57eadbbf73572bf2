/** What clients do with connections: keep them, fill them, abuse them, leave them. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, encodeRequest, exchange, request } from './client.js';
import type { Server } from './server.js';
import { eventually, withNginx } from './setup.js';
import { INDEX, noise } from './site.js';

const MB = 1024 * 1024;

withNginx('nginx: connections', ({ site, start, before }) => {
  let server: Server;
  before(async () => {
    site.write('html/large.bin', noise(20 * MB, 3));
    server = await start({ http: 'client_header_timeout 2s; keepalive_requests 1000;' });
  });

  async function stillServes(): Promise<void> {
    assert.is((await request(server.port, '/')).body.toString(), INDEX);
  }

  test('several requests on one connection', async () => {
    const client = await Client.connect(server.port);
    for (let i = 0; i < 20; i++) {
      await client.write(encodeRequest({ path: i % 3 ? '/alphabet.txt' : '/' }));
      const response = await client.readResponse();
      assert.is(response.status, 200);
      assert.is(response.headers.get('connection'), 'keep-alive');
      assert.is(response.body.length, i % 3 ? 26 : INDEX.length);
    }
    client.close();
  });

  test('three pipelined requests of odd lengths: whatever address a request starts at, it is understood', async () => {
    for (let odd = 1; odd <= 8; odd++) {
      const client = await Client.connect(server.port);
      const requests = [1, 2, 3].map((i) => encodeRequest({ path: '/alphabet.txt', headers: { 'X-Padding': 'x'.repeat(odd * i) } }));
      await client.write(Buffer.concat(requests));
      for (let i = 0; i < 3; i++) assert.is((await client.readResponse()).status, 200, `padding ${odd}, request ${i + 1}`);
      client.close();
    }
  });

  test('sixty pipelined requests of mixed methods are answered in order', async () => {
    const kinds = [
      { method: 'GET', path: '/alphabet.txt', status: 200 },
      { method: 'HEAD', path: '/noise.bin', status: 200 },
      { method: 'GET', path: '/missing', status: 404 },
      { method: 'GET', path: '/noise.bin', status: 200 },
      { method: 'POST', path: '/alphabet.txt', status: 405, body: 'a body' },
    ];
    const sequence = Array.from({ length: 60 }, (_, i) => kinds[(i * i + i) % kinds.length]!);
    const client = await Client.connect(server.port);
    await client.write(Buffer.concat(sequence.map(({ status: _, ...what }) => encodeRequest(what))));
    for (const { method, path, status } of sequence) {
      const response = await client.readResponse(method);
      assert.is(response.status, status, `${method} ${path}`);
    }
    client.close();
  });

  test('garbage gets 400', async () => {
    for (const bytes of ['\0\x01\x02\xff\r\n\r\n', '\x16\x03\x01\x02\x00\x01\n', 'GET\r\n\r\n', 'GET / HTTP/1.1\r\n\0: x\r\n\r\n']) {
      const answer = (await exchange(server.port, Buffer.from(bytes, 'latin1'))).toString('latin1');
      assert.match(answer, /^(HTTP\/1\.1 400 Bad Request\r\n|<html>\r\n<head><title>400)/, JSON.stringify(bytes));
    }
    await stillServes();
  });

  test('a header field too long gets 400, a path too long 414', async () => {
    const field = await exchange(server.port, encodeRequest({ headers: { 'X-Long': 'x'.repeat(40_000) } }));
    assert.match(field.toString(), /^HTTP\/1\.1 400 /);
    const path = await exchange(server.port, encodeRequest({ path: `/${'x'.repeat(40_000)}` }));
    assert.match(path.toString(), /^HTTP\/1\.1 414 /);
    await stillServes();
  });

  test('a client that sends one byte at a time', async () => {
    const client = await Client.connect(server.port);
    for (const byte of encodeRequest({ path: '/alphabet.txt', headers: { Connection: 'close' } })) {
      await client.write(Uint8Array.of(byte));
      await sleep(1);
    }
    assert.is((await client.readResponse()).body.toString(), 'abcdefghijklmnopqrstuvwxyz');
    client.close();
  });

  test('a client that does not finish its request is cut off', async () => {
    const client = await Client.connect(server.port);
    await client.write('GET / HTTP/1.1\r\nHost: loc');
    assert.is((await client.readAll(8000)).length, 0);
    client.close();
  });

  test('a client that half-closes after its request still gets the answer', async () => {
    const client = await Client.connect(server.port);
    await client.write(encodeRequest({ path: '/noise.bin' }));
    client.halfClose();
    assert.is((await client.readResponse()).body.length, 100_003);
    await client.readAll(5000);
    client.close();
  });

  test('clients that stop reading cost bounded memory and do not stop others', async () => {
    const resident = server.process.residentBytes();
    const clients: Client[] = [];
    for (let i = 0; i < 20; i++) {
      const client = await Client.connect(server.port);
      client.socket.pause();
      await client.write(encodeRequest({ path: '/large.bin', headers: { Connection: 'close' } }));
      clients.push(client);
    }
    await sleep(1500);
    await stillServes();
    const grown = (server.process.residentBytes() - resident) / MB;
    assert.ok(grown < 60, `20 stalled clients of 20 MB each cost ${grown.toFixed(1)} MB`);
    const cpu = server.process.cpuSeconds();
    await sleep(1000);
    assert.ok(server.process.cpuSeconds() - cpu < 0.2, 'stalled clients keep the server busy');
    clients[0]!.socket.resume();
    assert.is((await clients[0]!.readResponse()).body.length, 20 * MB);
    for (const client of clients) client.close();
  });

  test('clients that reset in the middle of a response', async () => {
    for (let i = 0; i < 30; i++) {
      const client = await Client.connect(server.port);
      await client.write(encodeRequest({ path: '/large.bin' }));
      await client.waitFor(i * 10_000);
      client.reset();
    }
    await stillServes();
  });

  test('clients that connect and leave without a word', async () => {
    for (let i = 0; i < 50; i++) {
      const client = await Client.connect(server.port);
      if (i % 2) client.reset();
      else client.close();
    }
    await stillServes();
  });

  test('900 open connections, each served twice', async () => {
    const clients = await Promise.all(Array.from({ length: 900 }, () => Client.connect(server.port)));
    for (let round = 0; round < 2; round++) {
      await Promise.all(clients.map(async (client) => {
        await client.write(encodeRequest({ path: '/alphabet.txt' }));
        assert.is((await client.readResponse()).body.length, 26);
      }));
    }
    for (const client of clients) client.close();
    await stillServes();
  });

  test('more connections than worker_connections: those that fit are served, and others again later', async () => {
    const clients = await Promise.all(Array.from({ length: 1100 }, () => Client.connect(server.port).catch(() => undefined)));
    await sleep(300);
    for (const client of clients) client?.close();
    await eventually('served again', () => stillServes().then(() => true, () => false));
  });

  test('no alert in the error log but those about too many connections and files', () => {
    const unexpected = server.errors().split('\n')
      .filter((line) => /\[(alert|crit|emerg)\]/.test(line) && !/worker_connections are not enough|accept4?\(\) failed \(\d+: (Too many open files|No file descriptors available)\)/.test(line));
    assert.equal(unexpected.slice(0, 10), []);
  });
});

test.run();
