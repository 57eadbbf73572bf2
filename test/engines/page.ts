/**
 * Runs a plain script in a page of a browser, and prints what it prints: `node page.js <browser> <path of the browser> [milliseconds] <script>`.
 * The script starts so many milliseconds after the page, for what is measured: by then the browser has done what else it does when it starts.
 */
import { readFileSync } from 'node:fs';
import { openPage, type BrowserName } from './browsers.js';

const [name, path, ...rest] = process.argv.slice(2) as [BrowserName, string, ...string[]];
const script = rest.pop()!;
const wait = Number(rest[0] ?? 0);
const stopped = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => { stopped.abort(); });

const PRELUDE = `(() => {
  const lines = [], errors = [];
  globalThis.print = (text) => { lines.push(String(text)); };
  addEventListener('error', (event) => { errors.push(String(event.error?.stack ?? event.message)); });
  setTimeout(() => {
    const script = document.createElement('script');
    script.src = '/script.js';
    script.onload = script.onerror = () => fetch('/done', { method: 'POST', body: JSON.stringify({ lines, errors }) });
    document.head.append(script);
  }, ${wait});
})();`;
const files = {
  '/': '<!doctype html><meta charset="utf-8"><script src="/prelude.js"></script>',
  '/prelude.js': PRELUDE,
  '/script.js': readFileSync(script, 'utf8'),
};
try {
  const { lines, errors } = JSON.parse(await openPage({ name, path }, files, '', { signal: stopped.signal })) as { lines: string[]; errors: string[] };
  for (const line of lines) console.log(line);
  for (const error of errors) console.error(error);
  process.exitCode = errors.length > 0 ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
