/** Files, ranges and conditions. */
import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Client, encodeRequest, request } from './client.js';
import type { Server } from './server.js';
import { withNginx } from './setup.js';
import { INDEX, MODIFIED, noise } from './site.js';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';

withNginx('nginx: files, ranges and conditions', ({ site, start, before }) => {
  let server: Server;
  before(async () => {
    server = await start({ server: 'location /list/ { autoindex on; }' });
  });

  test('a file', async () => {
    const response = await request(server.port, '/alphabet.txt');
    assert.is(response.status, 200);
    assert.is(response.body.toString(), ALPHABET);
    assert.is(response.headers.get('content-type'), 'text/plain');
    assert.is(response.headers.get('content-length'), '26');
    assert.is(response.headers.get('accept-ranges'), 'bytes');
    assert.is(response.headers.get('last-modified'), MODIFIED.toUTCString());
    assert.is(response.headers.get('etag'), `"${Math.floor(MODIFIED.getTime() / 1000).toString(16)}-1a"`);
  });

  test('the Date field is now', async () => {
    const { headers } = await request(server.port, '/');
    const difference = Math.abs(Date.parse(headers.get('date')!) - Date.now());
    assert.ok(difference < 3000, `Date differs by ${difference} ms`);
  });

  test('the index page of a folder', async () => {
    const response = await request(server.port, '/');
    assert.is(response.status, 200);
    assert.is(response.body.toString(), INDEX);
    assert.is(response.headers.get('content-type'), 'text/html');
  });

  test('an empty file', async () => {
    const response = await request(server.port, '/empty.txt');
    assert.is(response.status, 200);
    assert.is(response.headers.get('content-length'), '0');
  });

  test('404 for what does not exist', async () => {
    assert.is((await request(server.port, '/nothing.txt')).status, 404);
    assert.is((await request(server.port, '/nowhere/')).status, 404);
    assert.is((await request(server.port, '/dangling.txt')).status, 404);
  });

  test('403 for a folder without index page', async () => {
    assert.is((await request(server.port, '/unreachable/')).status, 403);
  });

  test('301 to a folder asked for without its slash', async () => {
    const response = await request(server.port, '/sub');
    assert.is(response.status, 301);
    assert.is(response.headers.get('location'), '/sub/');
  });

  test('HEAD gives the header of GET and no body', async () => {
    const masked = (head: string): string => head.replace(/^Date: .*$/m, '');
    const get = await request(server.port, '/noise.bin');
    const client = await Client.connect(server.port);
    await client.write(encodeRequest({ method: 'HEAD', path: '/noise.bin', headers: { Connection: 'close' } }));
    const bytes = await client.readAll();
    assert.is(masked(bytes.toString('latin1')), `${masked(get.head)}\r\n\r\n`);
  });

  test('304 by date and by tag', async () => {
    const first = await request(server.port, '/');
    const conditions: Array<[Record<string, string>, number]> = [
      [{ 'If-Modified-Since': first.headers.get('last-modified')! }, 304],
      [{ 'If-Modified-Since': 'Mon, 01 Jan 2001 00:00:00 GMT' }, 200],
      [{ 'If-None-Match': first.headers.get('etag')! }, 304],
      [{ 'If-None-Match': `W/"x", W/${first.headers.get('etag')!}` }, 304],
      [{ 'If-None-Match': '*' }, 304],
      [{ 'If-None-Match': '"other"' }, 200],
      [{ 'If-Match': '"other"' }, 412],
      [{ 'If-Unmodified-Since': 'Mon, 01 Jan 2001 00:00:00 GMT' }, 412],
    ];
    for (const [headers, status] of conditions) {
      const response = await request(server.port, { headers });
      assert.is(response.status, status, JSON.stringify(headers));
      if (status === 304) assert.is(response.body.length, 0);
    }
  });

  test('ranges: single, open, suffix, overlong', async () => {
    for (const [range, body, shown] of [
      ['bytes=0-0', 'a', '0-0'],
      ['bytes=3-7', 'defgh', '3-7'],
      ['bytes=20-', 'uvwxyz', '20-25'],
      ['bytes=-4', 'wxyz', '22-25'],
      ['bytes=-400', ALPHABET, '0-25'],
      ['bytes=24-900', 'yz', '24-25'],
    ] as const) {
      const response = await request(server.port, { path: '/alphabet.txt', headers: { Range: range } });
      assert.is(response.status, 206, range);
      assert.is(response.body.toString(), body, range);
      assert.is(response.headers.get('content-range'), `bytes ${shown}/26`);
    }
  });

  test('several ranges at once', async () => {
    const response = await request(server.port, { path: '/alphabet.txt', headers: { Range: 'bytes=0-1,24-,5-5' } });
    assert.is(response.status, 206);
    const boundary = /^multipart\/byteranges; boundary=(\d+)$/.exec(response.headers.get('content-type')!)![1];
    const part = (range: string, body: string): string =>
      `\r\n--${boundary}\r\nContent-Type: text/plain\r\nContent-Range: bytes ${range}/26\r\n\r\n${body}`;
    assert.is(response.body.toString(), `${part('0-1', 'ab')}${part('24-25', 'yz')}${part('5-5', 'f')}\r\n--${boundary}--\r\n`);
    assert.is(response.headers.get('content-length'), String(response.body.length));
  });

  test('416 for a range outside the file, 200 for one that is none', async () => {
    const outside = await request(server.port, { path: '/alphabet.txt', headers: { Range: 'bytes=26-' } });
    assert.is(outside.status, 416);
    assert.is(outside.headers.get('content-range'), 'bytes */26');
    const conditional = { Range: 'bytes=0-1', 'If-Range': '"another version"' };
    assert.is((await request(server.port, { path: '/alphabet.txt', headers: conditional })).status, 200);
  });

  test('20 MB arrive byte for byte', async () => {
    const size = 20 * 1024 * 1024 + 7;
    const content = noise(size, 20);
    site.write('html/large.bin', content);
    const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    const whole = await request(server.port, '/large.bin');
    assert.is(whole.headers.get('content-length'), String(size));
    assert.is(hash(whole.body), hash(content));
    const part = await request(server.port, { path: '/large.bin', headers: { Range: `bytes=${size - 5_000_001}-` } });
    assert.is(hash(part.body), hash(content.subarray(size - 5_000_001)));
  });

  test('autoindex lists folders first, escapes names and shows dates and sizes', async () => {
    const response = await request(server.port, '/list/');
    assert.is(response.status, 200);
    const rows = response.body.toString().split('\n').flatMap((line) => {
      const match = /^<a href="(.+)">(.+)<\/a> +(\S+ \S+) +(\S+)\r?$/.exec(line);
      return match ? [match.slice(1)] : [];
    });
    const date = '29-Feb-2024 12:34';
    const long = 'a-name-that-is-much-longer-than-the-fifty-columns-of-the-listing.txt';
    assert.equal(rows, [
      ['deeper/', 'deeper/', date, '-'],
      [long, `${long.slice(0, 47)}..&gt;`, date, '4'],
      ['a.txt', 'a.txt', date, '1'],
      ['b%20b.txt', 'b b.txt', date, '2'],
      ['gr%C3%BCn%20%26%20%3Cx%3E.txt', 'grün &amp; &lt;x&gt;.txt', date, '3'],
    ]);
    for (const [href] of rows) assert.is((await request(server.port, `/list/${href}`)).status, 200, href);
  });

  test('a file that changes is served as it is now', async () => {
    site.write('html/changing.txt', 'before');
    assert.is((await request(server.port, '/changing.txt')).body.toString(), 'before');
    site.write('html/changing.txt', 'and after');
    assert.is((await request(server.port, '/changing.txt')).body.toString(), 'and after');
  });

  test('nothing but requests for missing files is in the error log', () => {
    const unexpected = server.errors().split('\n').filter((line) => /\[(alert|crit|emerg)\]/.test(line));
    assert.equal(unexpected, []);
  });
});

test.run();
