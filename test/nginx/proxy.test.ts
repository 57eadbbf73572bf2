/** proxy_pass to live, dead, slow and odd upstream servers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Client, encodeRequest, request } from './client.js';
import { freePort, type Server } from './server.js';
import { withNginx } from './setup.js';
import { noise } from './site.js';

function listen<T extends TcpServer>(server: T): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

/** Answers with what it was asked, as JSON and the received body's length and checksum; `/slow` after a second. */
async function answerUpstream(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  if (req.url === '/echo') return void res.end(body);
  if (req.url === '/stuck') return;
  if (req.url === '/chunks') {
    for (let i = 0; i < 50; i++) res.write(noise(10_007, i + 1));
    return void res.end();
  }
  const answer = (): unknown => res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, length: body.length }));
  if (req.url === '/slow') setTimeout(answer, 1000);
  else answer();
}

withNginx('nginx: proxy_pass', ({ start, before }) => {
  const upstream = createServer((req, res) => void answerUpstream(req, res));
  const abrupt = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this'));
  });
  let server: Server;

  before(async () => {
    const [live, cut, dead] = [await listen(upstream), await listen(abrupt), await freePort()];
    server = await start({
      http: `client_max_body_size 10m; proxy_read_timeout 2s;
        upstream kept { server 127.0.0.1:${live}; keepalive 4; }
        upstream mixed { server 127.0.0.1:${dead}; server 127.0.0.1:${live}; }`,
      server: `location /live/ { proxy_pass http://127.0.0.1:${live}/; proxy_set_header X-Real-IP $remote_addr; }
        location /kept/ { proxy_pass http://kept/; proxy_http_version 1.1; proxy_set_header Connection ""; }
        location /mixed/ { proxy_pass http://mixed/; }
        location /dead/ { proxy_pass http://127.0.0.1:${dead}/; }
        location /cut/ { proxy_pass http://127.0.0.1:${cut}/; }
        location /direct/ { proxy_pass http://127.0.0.1:${live}/; proxy_request_buffering off; proxy_buffering off; }`,
    });
  });
  test.after(() => {
    upstream.closeAllConnections();
    upstream.close();
    abrupt.close();
  });

  test('a live upstream', async () => {
    const response = await request(server.port, { path: '/live/a/b?c=d', headers: { 'X-Mine': 'yes' } });
    assert.is(response.status, 200);
    const seen = JSON.parse(response.body.toString());
    assert.is(seen.url, '/a/b?c=d');
    assert.is(seen.headers['x-mine'], 'yes');
    assert.is(seen.headers['x-real-ip'], '127.0.0.1');
  });

  test('a dead upstream: 502, soon', async () => {
    const started = Date.now();
    assert.is((await request(server.port, '/dead/')).status, 502);
    assert.ok(Date.now() - started < 2000, `after ${Date.now() - started} ms`);
    assert.match(server.errors(), /connect\(\) failed \(\d+: Connection refused\) while connecting to upstream/);
  });

  test('a slow upstream does not stop others', async () => {
    const started = Date.now();
    const slow = request(server.port, '/live/slow');
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.is((await request(server.port, '/')).status, 200);
    assert.ok(Date.now() - started < 900, 'the other request waited');
    assert.is((await slow).status, 200);
    assert.ok(Date.now() - started >= 1000);
  });

  test('an upstream that does not answer: 504', async () => {
    assert.is((await request(server.port, '/live/stuck')).status, 504);
  });

  test('an upstream that ends too early', async () => {
    const client = await Client.connect(server.port);
    await client.write(encodeRequest({ path: '/cut/', headers: { Connection: 'close' } }));
    assert.match((await client.readAll()).toString(), /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nonly this$/);
    client.close();
    assert.match(server.errors(), /upstream prematurely closed connection/);
  });

  test('the next server takes over from a dead one', async () => {
    for (let i = 0; i < 4; i++) assert.is((await request(server.port, '/mixed/')).status, 200);
  });

  for (const location of ['/live/', '/kept/', '/direct/']) {
    test(`5 MB posted through ${location} arrive and come back byte for byte`, async () => {
      const body = noise(5 * 1024 * 1024 + 1, 5);
      const response = await request(server.port, { method: 'POST', path: `${location}echo`, body });
      assert.is(response.status, 200);
      assert.ok(response.body.equals(body), 'the body differs');
    });

    test(`a chunked answer through ${location}`, async () => {
      const response = await request(server.port, `${location}chunks`);
      assert.ok(response.body.equals(Buffer.concat(Array.from({ length: 50 }, (_, i) => noise(10_007, i + 1)))), 'the body differs');
    });
  }

  test('a chunked request body', async () => {
    const client = await Client.connect(server.port);
    await client.write(encodeRequest({ method: 'POST', path: '/live/echo', headers: { 'Transfer-Encoding': 'chunked' }, body: '5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n' }));
    assert.is((await client.readResponse()).body.toString(), 'hello, world');
    client.close();
  });

  test('a client that expects 100-continue', async () => {
    const client = await Client.connect(server.port);
    await client.write(encodeRequest({ method: 'POST', path: '/live/echo', headers: { Expect: '100-continue', 'Content-Length': '4' } }));
    assert.is((await client.readResponse()).status, 100);
    await client.write('body');
    assert.is((await client.readResponse()).body.toString(), 'body');
    client.close();
  });

  test('a body larger than allowed: 413', async () => {
    const client = await Client.connect(server.port);
    await client.write(encodeRequest({ method: 'POST', path: '/live/echo', headers: { 'Content-Length': String(11 * 1024 * 1024) } }));
    assert.is((await client.readResponse()).status, 413);
    client.close();
  });

  test('thirty requests at once over kept upstream connections', async () => {
    const responses = await Promise.all(Array.from({ length: 30 }, (_, i) => request(server.port, `/kept/${i}`)));
    responses.forEach((response, i) => assert.is(JSON.parse(response.body.toString()).url, `/${i}`));
  });

  test('nothing alarming in the error log', () => {
    assert.equal(server.errors().split('\n').filter((line) => /\[(alert|crit|emerg)\]/.test(line)), []);
  });
});

test.run();
