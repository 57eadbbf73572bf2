/** The yardstick beside nginx: what a straightforward file server on node:http gives. Usage: plain-server.js <folder> <port>. */
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';

const [folder, port] = process.argv.slice(2);

createServer((request, response) => {
  const path = join(folder!, normalize(decodeURIComponent(request.url!.split('?')[0]!)));
  try {
    const found = statSync(path);
    const body = readFileSync(found.isDirectory() ? join(path, 'index.html') : path);
    response.writeHead(200, {
      'Content-Type': 'text/html',
      'Content-Length': body.length,
      'Last-Modified': found.mtime.toUTCString(),
      ETag: `"${Math.floor(found.mtimeMs / 1000).toString(16)}-${found.size.toString(16)}"`,
      'Accept-Ranges': 'bytes',
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(Number(port), '127.0.0.1');

process.on('SIGTERM', () => process.exit(0));
