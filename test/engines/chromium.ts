/** Pages in Chromium, where it is installed. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { temporaryDirectory } from '../support.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser's path: CHROMIUM, or the first of its names in PATH. */
export function findChromium(): string | undefined {
  return process.env['CHROMIUM'] || (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
    .flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));
}

export const howToGetChromium = 'apt install chromium, or CHROMIUM=path';

/**
 * Serves the files on loopback under this Content-Security-Policy, opens `/`, and waits for what the page posts to `/done`.
 * @throws Error when the page posts nothing within the time
 */
export async function openPage(chromium: string, files: Readonly<Record<string, string>>, policy: string, flags: readonly string[] = [], seconds = 60): Promise<string> {
  let done: (text: string) => void;
  const posted = new Promise<string>((resolve) => { done = resolve; });
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/done') {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => { parts.push(part); }).on('end', () => { response.end(); done(Buffer.concat(parts).toString()); });
      return;
    }
    const text = files[path];
    // Isolated from other origins, pages have shared memories.
    const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': path === '/' ? 'text/html' : 'text/javascript', 'content-security-policy': policy, ...isolated });
    response.end(text);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  // Without a sandbox of its own the browser also starts for root and in containers; it opens nothing but the page above.
  const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', `--user-data-dir=${temporaryDirectory()}`, ...flags, `http://127.0.0.1:${port}/`];
  const browser = spawn(chromium, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  browser.stderr.setEncoding('utf8').on('data', (text: string) => { errors += text; });
  const closed = new Promise<void>((resolve) => { browser.on('close', () => { resolve(); }); });
  const timer = AbortSignal.timeout(seconds * 1000);
  try {
    return await Promise.race([posted, new Promise<never>((_resolve, reject) => {
      const fail = (why: string): void => { reject(new Error(`${why}: ${errors.slice(-2000)}`)); };
      timer.addEventListener('abort', () => { fail(`the page posted nothing for ${seconds} s`); });
      void closed.then(() => { fail('the browser ended'); });
    })]);
  } finally {
    browser.kill();
    await closed;
    server.close();
    server.closeAllConnections();
  }
}
