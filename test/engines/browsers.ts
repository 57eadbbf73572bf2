/** Pages in browsers, where those are installed. */
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { temporaryDirectory } from '../support.js';

export type BrowserName = 'chromium' | 'firefox';

export interface Browser {
  readonly name: BrowserName;
  readonly path: string;
}

interface Known {
  /** Environment variable with the path of the binary. */
  readonly variable: string;
  /** Names of the binary in PATH. */
  readonly binaries: readonly string[];
  readonly package: string;
  /** Arguments before the page's address: it opens nothing else, with a profile of its own in `folder`. */
  readonly arguments: (folder: string) => readonly string[];
}

/** A page's clock shows what the engine does, a page that computes for long is not asked about, and nothing but the page is opened. */
const PREFERENCES: Readonly<Record<string, unknown>> = {
  'privacy.reduceTimerPrecision': false, 'dom.max_script_run_time': 0, 'dom.max_chrome_script_run_time': 0,
  'browser.shell.checkDefaultBrowser': false, 'browser.startup.homepage_override.mstone': 'ignore', 'browser.startup.page': 0, 'browser.aboutwelcome.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false, 'toolkit.telemetry.enabled': false, 'toolkit.telemetry.unified': false, 'app.update.enabled': false, 'app.normandy.enabled': false,
  'network.captive-portal-service.enabled': false, 'network.connectivity-service.enabled': false, 'browser.safebrowsing.update.enabled': false,
  'services.settings.server': 'http://127.0.0.1:9', 'extensions.update.enabled': false, 'media.gmp-manager.updateEnabled': false,
};

const KNOWN: Readonly<Record<BrowserName, Known>> = {
  chromium: {
    variable: 'CHROMIUM', binaries: ['chromium', 'chromium-browser', 'google-chrome'], package: 'chromium',
    // Without a sandbox of its own the browser also starts for root and in containers.
    arguments: (folder) => ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', `--user-data-dir=${folder}`],
  },
  firefox: {
    variable: 'FIREFOX', binaries: ['firefox', 'firefox-esr'], package: 'firefox-esr',
    arguments: (folder) => {
      writeFileSync(join(folder, 'user.js'), Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(''));
      return ['--headless', '--no-remote', '--profile', folder];
    },
  },
};

/** The browser of this name: the one that its variable names (CHROMIUM, FIREFOX), or the first of its names in PATH. */
export function findBrowser(name: BrowserName): Browser | undefined {
  const { variable, binaries } = KNOWN[name];
  const path = process.env[variable] || (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
    .flatMap((folder) => binaries.map((binary) => join(folder, binary))).find((file) => existsSync(file));
  return path === undefined ? undefined : { name, path };
}

export const howToGetBrowser = (name: BrowserName): string => `apt install ${KNOWN[name].package}, or ${KNOWN[name].variable}=path`;

export interface PageOptions {
  readonly flags?: readonly string[];
  /** Aborted when the page has taken too long; a minute otherwise. */
  readonly signal?: AbortSignal;
}

/**
 * Serves the files on loopback under this Content-Security-Policy, opens `/`, and waits for what the page posts to `/done`.
 * @throws Error when the browser ends, or the signal aborts, before the page posts anything
 */
export async function openPage({ name, path }: Browser, files: Readonly<Record<string, string>>, policy: string, { flags = [], signal = AbortSignal.timeout(60_000) }: PageOptions = {}): Promise<string> {
  const { server, port, posted } = await serve(files, policy);
  const folder = temporaryDirectory();
  const args = [...KNOWN[name].arguments(folder), ...flags, `http://127.0.0.1:${port}/`];
  // What browsers keep for a user goes into the profile's folder, too.
  const browser = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: folder } });
  let errors = '';
  browser.stderr.setEncoding('utf8').on('data', (text: string) => { errors = (errors + text).slice(-2000); });
  const closed = new Promise<void>((resolve) => { browser.on('close', () => { resolve(); }); });
  try {
    return await Promise.race([posted, new Promise<never>((_resolve, reject) => {
      const fail = (why: string): void => { reject(new Error(`${why}: ${errors}`)); };
      signal.addEventListener('abort', () => { fail('the page posted nothing in time'); });
      void closed.then(() => { fail('the browser ended'); });
    })]);
  } finally {
    browser.kill();
    await closed;
    server.close();
    server.closeAllConnections();
  }
}

async function serve(files: Readonly<Record<string, string>>, policy: string): Promise<{ readonly server: Server; readonly port: number; readonly posted: Promise<string> }> {
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
  return { server, port: (server.address() as AddressInfo).port, posted };
}
