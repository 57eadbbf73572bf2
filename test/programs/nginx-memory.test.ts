/** nginx does not grow over many requests, on kept and on new connections. LONG=1 (`npm run test:programs`) makes it 100,000. */
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Client, encodeRequest, request } from '../nginx/client.js';
import type { Server } from '../nginx/server.js';
import { withNginx } from '../nginx/setup.js';

const MB = 1024 * 1024;
const long = process.env['LONG'] === '1';

/** `count` requests over `clients` kept connections, pipelined in batches. */
async function kept(server: Server, count: number, clients = 8, batch = 25): Promise<void> {
  const bytes = Buffer.concat(Array.from({ length: batch }, () => encodeRequest({ path: '/alphabet.txt' })));
  await Promise.all(Array.from({ length: clients }, async () => {
    let client = await Client.connect(server.port);
    for (let done = 0; done < count / clients; done += batch) {
      await client.write(bytes);
      for (let i = 0; i < batch; i++) assert.is((await client.readResponse()).status, 200);
    }
    client.close();
  }));
}

/** `count` requests, each on a connection of its own. */
async function single(server: Server, count: number, clients = 8): Promise<void> {
  await Promise.all(Array.from({ length: clients }, async () => {
    for (let i = 0; i < count / clients; i++) assert.is((await request(server.port, '/alphabet.txt')).status, 200);
  }));
}

withNginx('nginx: memory over many requests', ({ start }) => {
  for (const [kind, drive, total] of [['requests on kept connections', kept, long ? 100_000 : 40_000], ['connections', single, long ? 20_000 : 5_000]] as const) {
    const title = `${total} ${kind}`;
    test(title, async () => {
      const server = await start({ http: 'keepalive_requests 1000000;' });
      const samples: number[] = [];
      const parts = 10;
      for (let part = 0; part < parts; part++) {
        await drive(server, total / parts);
        await sleep(100);
        samples.push(server.process.residentBytes() / MB);
      }
      console.log(`${title}: resident MB after each tenth: ${samples.map((mb) => mb.toFixed(0)).join(' ')}`);
      const average = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      const grown = average(samples.slice(-3)) - average(samples.slice(2, 5));
      assert.ok(grown < 10, `grew by ${grown.toFixed(1)} MB between the first and the second half`);
      assert.equal(server.errors().split('\n').filter((line) => /\[(alert|crit|emerg)\]/.test(line)), []);
    });
  }
});

test.run();
