/** The same nginx.mjs that node runs, on the other hosts with files and sockets: it serves, and ends cleanly. */
import { createServer, type Server as Upstream } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Client, encodeRequest, exchange, request } from '../nginx/client.js';
import { Server, launch } from '../nginx/server.js';
import { INDEX, Site, noise } from '../nginx/site.js';
import { subject } from '../nginx/subject.js';
import { skip } from '../support.js';
import { findEngines } from './find.js';

/** Arguments that let a program have what node gives it. */
const HOSTS: Record<string, readonly string[]> = { bun: [], deno: ['run', '--quiet', '-A'] };

const ours = subject();
const { found, absent } = findEngines();
const site = new Site();
site.write('html/large.bin', noise(3_000_000));
const upstream: Upstream = createServer((_, response) => void response.end(noise(1_000_000)));
await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
test.after(() => {
  upstream.close();
  site.remove();
});

for (const { name, how } of absent) if (name in HOSTS) skip(`nginx on ${name}`, `not installed (${how})`);
if ('missing' in ours) skip('nginx on other hosts', ours.missing);
else if (ours.kind === 'native') skip('nginx on other hosts', 'native nginx is under test');
else {
  for (const { name, command } of found) {
    const args = HOSTS[name];
    if (args === undefined) continue;
    const on = { ...ours, command: command[0]!, prefix: [...args, ours.prefix[ours.prefix.length - 1]!] };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
      test(`nginx on ${name} serves and ends with exit code 0 on ${signal}`, async () => {
        const server = await Server.start(on, site);
        try {
          assert.is((await request(server.port, '/')).body.toString(), INDEX);
          assert.ok((await request(server.port, '/large.bin')).body.equals(noise(3_000_000)), 'the large file is whole');
          assert.is((await request(server.port, '/nothing')).status, 404);
          const pipelined = ['/?abc', '/', '/index.html?de'].map((path, i) => `GET ${path} HTTP/1.1\r\nHost: a\r\n${i === 2 ? 'Connection: close\r\n' : ''}\r\n`).join('');
          assert.equal((await exchange(server.port, pipelined)).toString().match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 200']);
          server.process.signal(signal);
          assert.equal(await server.process.exit(), { code: 0, signal: null });
          assert.is(server.process.stderr, '');
        } finally {
          server.process.child.kill('SIGKILL');
        }
      });
    }
    test(`nginx on ${name} passes on what another server says, and holds 300 connections`, async () => {
      const server = await Server.start(on, site, { server: `proxy_buffering off; location /up/ { proxy_pass http://127.0.0.1:${(upstream.address() as AddressInfo).port}/; }` });
      try {
        for (let i = 0; i < 8; i++) assert.ok((await request(server.port, '/up/')).body.equals(noise(1_000_000)), `answer ${i} is whole`);
        const clients = await Promise.all(Array.from({ length: 300 }, () => Client.connect(server.port)));
        await Promise.all(clients.map((client) => client.write(encodeRequest({ path: '/' }))));
        for (const client of clients) assert.is((await client.readResponse()).body.toString(), INDEX);
        for (const client of clients) client.close();
        assert.equal(await server.stop(), { code: 0, signal: null });
      } finally {
        server.process.child.kill('SIGKILL');
      }
    });
    test(`nginx -t on ${name} tells what it thinks of a configuration`, async () => {
      site.write('bad.conf', 'nonsense 5;\n');
      const bad = launch(on, site.folder, ['-p', site.folder, '-c', 'bad.conf', '-t']);
      assert.equal(await bad.exit(), { code: 1, signal: null });
      assert.match(bad.stderr, /unknown directive "nonsense"/);
    });
  }
}

test.run();
