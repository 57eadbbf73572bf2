/** Requests that native nginx, on the same configuration and files, must answer with the same bytes. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { skip } from '../support.js';
import { encodeRequest, exchange } from './client.js';
import type { Server } from './server.js';
import { withNginx } from './setup.js';
import { oracle } from './subject.js';

const closing = { Connection: 'close' };
const get = (path: string, headers: Record<string, string> = {}): Buffer => encodeRequest({ path, headers: { ...headers, ...closing } });
const method = (name: string, path = '/', body?: string): Buffer =>
  encodeRequest({ method: name, path, headers: closing, ...(body === undefined ? {} : { body }) });
const raw = (text: string): Buffer => Buffer.from(text, 'latin1');

const requests: Record<string, Buffer> = {
  'GET /': get('/'),
  'a file': get('/alphabet.txt'),
  'an unknown type': get('/noise.bin'),
  'a dot file': get('/.hidden'),
  'a link': get('/link.txt'),
  'a dangling link': get('/dangling.txt'),
  'an encoded path': get('/%73ub/./../sub//page%2Etxt'),
  'a path in UTF-8': get('/%C3%BC/%C3%9F.txt'),
  'a query': get('/alphabet.txt?a=b&c'),
  'a path above the root': get('/../../etc/passwd'),
  'an encoded path above the root': get('/sub/%2e%2e/%2e%2e/%2e%2e/etc/passwd'),
  'a path with a zero byte': get('/a%00b'),
  'a path with a bad escape': get('/%zz'),
  'an absolute URI': raw('GET http://localhost/alphabet.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
  'a folder without slash': get('/sub'),
  'a folder without slash and with a query': get('/sub?x=1'),
  'a folder without index': get('/unreachable/'),
  'a file with a slash behind it': get('/alphabet.txt/'),
  'what is missing': get('/missing'),
  'HEAD of a file': method('HEAD', '/alphabet.txt'),
  'HEAD of what is missing': method('HEAD', '/missing'),
  'POST to a file': method('POST', '/alphabet.txt', 'body'),
  'POST larger than allowed': method('POST', '/small/x', 'x'.repeat(2000)),
  'PUT': method('PUT', '/new.txt', 'body'),
  'DELETE': method('DELETE', '/alphabet.txt'),
  'OPTIONS': method('OPTIONS', '/'),
  'PATCH': method('PATCH', '/'),
  'TRACE': method('TRACE', '/'),
  'an unknown method': method('BREW', '/'),
  'a lower-case method': method('get', '/'),
  'a range': get('/alphabet.txt', { Range: 'bytes=5-9' }),
  'a suffix range': get('/alphabet.txt', { Range: 'bytes=-3' }),
  'several ranges': get('/alphabet.txt', { Range: 'bytes=0-1,-2' }),
  'a range outside': get('/alphabet.txt', { Range: 'bytes=100-200' }),
  'a malformed range': get('/alphabet.txt', { Range: 'bytes=x-y' }),
  'not modified': get('/', { 'If-Modified-Since': 'Thu, 29 Feb 2024 12:34:56 GMT' }),
  'a date that is none': get('/', { 'If-Modified-Since': 'yesterday' }),
  'a precondition that fails': get('/', { 'If-Match': '"x"' }),
  'HTTP/1.0': raw('GET /alphabet.txt HTTP/1.0\r\n\r\n'),
  'HTTP/1.0 with Host': raw('GET / HTTP/1.0\r\nHost: localhost\r\n\r\n'),
  'HTTP/0.9': raw('GET /alphabet.txt\r\n'),
  'HTTP/2.0': raw('GET / HTTP/2.0\r\nHost: localhost\r\n\r\n'),
  'no Host': raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n'),
  'a Host that is none': raw('GET / HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n'),
  'line ends without CR': raw('GET /alphabet.txt HTTP/1.1\nHost: localhost\nConnection: close\n\n'),
  'empty lines first': raw('\r\n\r\nGET /alphabet.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
  'garbage': raw('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'),
  'words': raw('this is not HTTP\r\n\r\n'),
  'a negative length': raw('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\nConnection: close\r\n\r\n'),
  'a long path': get(`/${'long/'.repeat(2000)}`),
  'a long field': get('/', { 'X-Long': 'x'.repeat(10_000) }),
  'many fields': get('/', Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`X-${i}`, 'y'.repeat(200)]))),
  'a field just short enough': get('/', { 'X-Long': 'x'.repeat(8000) }),
  'a location with its own error page': get('/error/missing'),
  'an internal location': get('/internal/alphabet.txt'),
  'an alias': get('/aliased/page.txt'),
  'a denied location': get('/denied/'),
  'expires': get('/expires/alphabet.txt'),
  'try_files': get('/try/nothing'),
  'server-side includes': get('/ssi/page.html?name=value'),
  'sub_filter-free charset': get('/charset/page.txt'),
  'basic authentication missing': get('/auth/alphabet.txt'),
  'basic authentication wrong': get('/auth/alphabet.txt', { Authorization: `Basic ${Buffer.from('user:wrong').toString('base64')}` }),
  'basic authentication': get('/auth/alphabet.txt', { Authorization: `Basic ${Buffer.from('user:secret').toString('base64')}` }),
  'an empty GIF': get('/gif'),
  'a map of a variable': get('/map?color=blue'),
};

const server = `
  location /small/ { client_max_body_size 1000; }
  location /error/ { error_page 404 =410 /sub/page.txt; }
  location /internal/ { internal; }
  location /aliased/ { alias html/sub/; }
  location /denied/ { deny all; }
  location /expires/ { alias html/; expires max; add_header X-Added "by $scheme $request_method" always; }
  location /try/ { try_files $uri /sub/page.txt =404; }
  location /ssi/ { ssi on; }
  location /charset/ { charset utf-8; charset_types text/plain; }
  location /auth/ { alias html/; auth_basic "the realm"; auth_basic_user_file passwords; }
  location = /gif { empty_gif; }
  location = /map { add_header X-Color $translated; try_files /alphabet.txt =404; }
`;
const http = 'map $arg_color $translated { default none; blue blau; }';

/**
 * The answer without what differs between two runs (date), between word sizes (the length of a boundary), or between
 * versions of nginx (the markup of its own error pages). Where this changes the length, that is checked against the body.
 */
function comparable(answer: Buffer, isHead: boolean): string {
  const text = answer.toString('latin1');
  const split = text.indexOf('\r\n\r\n');
  if (split < 0) return text;
  let head = text.slice(0, split).replace(/^Date: .*$/m, 'Date: -');
  const body = text.slice(split + 4);
  const boundary = /boundary=(\d+)$/m.exec(head)?.[1];
  const isErrorPage = /^HTTP\/1\.1 [345]/.test(head) && head.includes('Content-Type: text/html');
  if (boundary !== undefined || isErrorPage) {
    if (!isHead) assert.is(Number(/^Content-Length: (\d+)$/m.exec(head)![1]), body.length);
    head = head.replace(/^Content-Length: .*$/m, 'Content-Length: -');
  }
  const whole = `${head}\r\n\r\n${body.replace('<body bgcolor="white">', '<body>')}`;
  return boundary === undefined ? whole : whole.replaceAll(boundary, 'boundary');
}

const native = oracle();
if (native === undefined) {
  skip('nginx: the same bytes as native nginx', 'native nginx is not installed (apt install nginx)');
} else {
  withNginx('nginx: the same bytes as native nginx', ({ site, start, before }) => {
    let ours: Server;
    let theirs: Server;
    before(async () => {
      site.write('passwords', 'user:{PLAIN}secret\n');
      site.write('html/ssi/page.html', 'uri <!--# echo var="document_uri" --> argument <!--# echo var="arg_name" -->\n<!--# include file="/sub/page.txt" -->');
      site.write('html/charset/page.txt', 'plain\n');
      site.write('html/error/there.txt', '');
      ours = await start({ server, http });
      theirs = await start({ server, http }, [], native);
    });
    for (const [name, bytes] of Object.entries(requests)) {
      test(name, async () => {
        const [actual, expected] = await Promise.all([exchange(ours.port, bytes), exchange(theirs.port, bytes)]);
        const isHead = bytes.toString('latin1', 0, 5) === 'HEAD ';
        assert.is(comparable(actual, isHead), comparable(expected, isHead));
      });
    }
  });
}

test.run();
