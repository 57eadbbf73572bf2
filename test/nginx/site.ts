/** A folder with a configuration and pages, as nginx is started on: `nginx -p <folder> -c nginx.conf`. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Settings {
  readonly port: number;
  /** Lines for the main, events, http and server blocks. */
  readonly main?: string;
  readonly events?: string;
  readonly http?: string;
  readonly server?: string;
  readonly accessLog?: string;
  readonly errorLog?: string;
}

/** A single-process configuration that both nginx 1.15 with few modules and a distribution's nginx accept. */
export function configuration(s: Settings): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `${s.main ?? 'daemon off; master_process off;'}
pid logs/nginx-${s.port}.pid;
error_log ${s.errorLog ?? `logs/error-${s.port}.log info`};
events { worker_connections 1024; ${s.events ?? ''} }
http {
  ${temporary.map((name) => `${name}_temp_path ${name}-${s.port};`).join('\n  ')}
  types { text/html html; text/plain txt; image/png png; application/octet-stream bin; }
  default_type application/octet-stream;
  server_tokens off;
  absolute_redirect off;
  ${s.http ?? ''}
  access_log ${s.accessLog ?? 'off'};
  server {
    listen 127.0.0.1:${s.port};
    server_name localhost;
    root html;
    index index.html;
    ${s.server ?? ''}
  }
}
`;
}

/** Deterministic bytes that do not repeat with a period of any buffer's size. */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let state = seed >>> 0 || 1;
  for (let i = 0; i < length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state;
  }
  return bytes;
}

export const MODIFIED = new Date('2024-02-29T12:34:56Z');
export const INDEX = '<!doctype html>\n<title>index</title>\n<p>The index page.</p>\n';

/** The pages every test can count on; the index page is `INDEX`, last modified at `MODIFIED`. */
function pages(): Record<string, string | Buffer> {
  return {
    'index.html': INDEX,
    'alphabet.txt': 'abcdefghijklmnopqrstuvwxyz',
    'empty.txt': '',
    'noise.bin': noise(100_003),
    'sub/index.html': '<title>sub</title>\n',
    'sub/page.txt': 'a page below\n',
    'list/a.txt': 'a',
    'list/b b.txt': 'bb',
    'list/grün & <x>.txt': 'ccc',
    'list/a-name-that-is-much-longer-than-the-fifty-columns-of-the-listing.txt': 'dddd',
    'list/deeper/e.txt': 'eeeee',
    '.hidden': 'hidden\n',
    'ü/ß.txt': 'umlauts\n',
    'unreachable/deep.txt': '',
  };
}

export class Site {
  readonly folder: string;

  constructor() {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'nginx-site-')));
    mkdirSync(join(this.folder, 'logs'));
    for (const [name, content] of Object.entries(pages())) this.write(`html/${name}`, content);
    symlinkSync('alphabet.txt', join(this.folder, 'html/link.txt'));
    symlinkSync('nowhere', join(this.folder, 'html/dangling.txt'));
    for (const name of ['html/list/deeper', 'html/list']) utimesSync(join(this.folder, name), MODIFIED, MODIFIED);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content);
    utimesSync(this.path(name), MODIFIED, MODIFIED);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
