/** Which nginx the tests run: ours (nginx.wasm compiled by this project) or the distribution's native one, which tests the tests. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, sharedFile } from '../support.js';

export interface Subject {
  readonly kind: 'native' | 'ours';
  readonly command: string;
  /** Arguments before nginx's own. */
  readonly prefix: readonly string[];
}

/** NGINX_UNDER_TEST=native runs the same tests on the native nginx. */
export const kind: 'native' | 'ours' = process.env['NGINX_UNDER_TEST'] === 'native' ? 'native' : 'ours';

/** Where nginx.wasm is: NGINX_WASM, or ../shared/data/nginx next to the repository. */
export function findNginxWasm(): string | undefined {
  return process.env['NGINX_WASM'] ?? sharedFile('data', 'nginx', 'nginx.wasm');
}

export function findNativeNginx(): string | undefined {
  return ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/local/nginx/sbin/nginx'].find((path) => existsSync(path));
}

/** Native nginx with the same folder of pages, as the oracle; undefined where it is not installed. */
export function oracle(): Subject | undefined {
  const path = findNativeNginx();
  return path === undefined ? undefined : { kind: 'native', command: path, prefix: ['-e', 'stderr'] };
}

/** The program under test, or why there is none. */
export function subject(): Subject | { readonly missing: string } {
  if (kind === 'native') return oracle() ?? { missing: 'native nginx is not installed (apt install nginx)' };
  const built = process.env['NGINX_JS'];
  if (built !== undefined) return onHost(built);
  const wasm = findNginxWasm();
  if (wasm === undefined) return { missing: 'no nginx.wasm (set NGINX_WASM, or place it at ../shared/data/nginx/nginx.wasm)' };
  return onHost(compiled(wasm));
}

/** NGINX_HOST is the command that runs the output where it is not node: `bun`, or `deno run -A`. */
function onHost(output: string): Subject {
  const [command, ...args] = process.env['NGINX_HOST']?.split(' ') ?? [process.execPath];
  return { kind: 'ours', command: command!, prefix: [...args, output] };
}

/** Compiles once per compiler build and input; the test files share the result. */
function compiled(wasm: string): string {
  const hash = createHash('sha256').update(readFileSync(wasm));
  for (const room of ['compiler', 'runtime-lite', 'abi', 'cli']) fingerprint(join(root, 'dist', room), hash);
  const folder = join(tmpdir(), 'wasm2js-aot-test-nginx');
  const output = join(folder, `${hash.digest('hex').slice(0, 16)}.mjs`);
  if (existsSync(output)) return output;
  mkdirSync(folder, { recursive: true });
  const run = spawnSync(process.execPath, [join(root, 'dist/cli/bin.js'), wasm, '-o', output], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`nginx.wasm does not compile: ${run.stderr || run.error?.message}`);
  return output;
}

function fingerprint(folder: string, hash: ReturnType<typeof createHash>): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) fingerprint(path, hash);
    else if (entry.name.endsWith('.js')) hash.update(`${path} ${statSync(path).mtimeMs} ${statSync(path).size}\n`);
  }
}
