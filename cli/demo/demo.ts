/**
 * `npm run demo`: compiles the HTTP server beside this file to JavaScript and starts it in a process without WebAssembly.
 * Environment: PORT (8080); DEMO_ONCE=1 makes one request, checks the answer, and ends with exit code 0 or 1.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** From dist/cli/demo/ in the repository. */
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const WASM = path('../../../cli/demo/server.wasm');
const OUTPUT = path('../../demo/server.mjs');
const SENTENCE = 'no WebAssembly object exists in this process';

const once = process.env['DEMO_ONCE'] === '1';
const port = process.env['PORT'] ?? (once ? '0' : '8080');

function finished(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function size(file: string): string {
  const bytes = readFileSync(file);
  const kilobytes = (count: number): string => `${(count / 1024).toFixed(1)} KB`;
  return `${kilobytes(bytes.length)} (${kilobytes(gzipSync(bytes).length)} gzipped)`;
}

async function compile(): Promise<void> {
  mkdirSync(path('../../demo'), { recursive: true });
  const started = performance.now();
  const code = await finished(spawn(process.execPath, [path('../bin.js'), WASM, '-o', OUTPUT], { stdio: 'inherit' }));
  if (code !== 0) process.exit(code);
  console.log(`server.wasm, ${size(WASM)}, compiled in ${Math.round(performance.now() - started)} ms to server.mjs, ${size(OUTPUT)}`);
}

/** The server's address, as it prints it; undefined if it ends before. */
function address(server: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    server.stdout!.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk);
      text += chunk.toString();
      const found = /listening at (http:\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    server.once('close', () => resolve(undefined));
  });
}

function page(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(`${response.statusCode} ${text}`));
    }).once('error', reject);
  });
}

async function main(): Promise<number> {
  await compile();
  const server = spawn(process.execPath, ['--import', new URL('./no-webassembly.js', import.meta.url).href, OUTPUT, port], { stdio: ['ignore', 'pipe', 'inherit'] });
  // Ctrl-C reaches the server too, which then ends by itself.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => server.kill('SIGTERM'));
  const ended = finished(server);
  const url = await address(server);
  if (url === undefined) {
    console.error(`The server did not start. Another port: PORT=${Number(port) + 1} npm run demo`);
    return ended;
  }
  if (!once) {
    console.log('Ctrl-C ends it.');
    return ended;
  }
  const answer = await page(url);
  server.kill('SIGTERM');
  const code = await ended;
  const good = answer.startsWith('200 ') && answer.includes(SENTENCE);
  console.log(good ? 'answered as it should' : `unexpected answer: ${answer}`);
  return good ? code : 1;
}

process.exitCode = await main();
