/** A Go program that fetches through the host. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile } from '../../../compiler/index.js';
import { skip, temporaryDirectory } from '../../support.js';
import { findGo } from './toolchain.js';

const go = findGo();
if (process.env['LONG'] !== '1') skip('net/http of Go', 'takes long: npm run test:programs');
else if (go === undefined) skip('net/http of Go', 'no Go toolchain (Debian: golang-1.19-go and golang-1.19-src)');
else {
  test('net/http goes through fetch, as far as connecting was granted', async () => {
    const folder = temporaryDirectory();
    const wasm = join(folder, 'http.wasm');
    assert.is(go.build('http', wasm), undefined);
    writeFileSync(join(folder, 'http.mjs'), compile(readFileSync(wasm)).code);
    const { run } = (await import(pathToFileURL(join(folder, 'http.mjs')).href)) as { run(options: object): Promise<number> };
    const server = createServer((_request, response) => {
      response.setHeader('X-Kind', 'page');
      response.end('0123456789'.repeat(10_000));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const fetching = async (connect: boolean | string[]): Promise<{ code: number; text: string }> => {
      const parts: Uint8Array[] = [];
      const code = await run({ args: [`http://127.0.0.1:${port}/page`], net: { connect }, stdout: (bytes: Uint8Array) => parts.push(bytes) });
      return { code, text: Buffer.concat(parts).toString() };
    };
    try {
      assert.equal(await fetching([`127.0.0.1:${port}`]), { code: 0, text: '200 page 100000 01234 <nil>\n' });
      const { code, text } = await fetching(['127.0.0.1:1']);
      assert.is(code, 1);
      assert.match(text, /failed: .*was not granted/);
    } finally {
      server.close();
    }
  });
}

test.run();
