/** Debian's Emscripten, and its programs under their own glue: on native WebAssembly and on our namespace, which nothing else tells apart. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { packageFolders } from '../engines/find.js';
import { root } from '../support.js';

/** The compiler that the programs are built with: that of the variable EMCC, or the one in PATH. */
const emcc = process.env['EMCC'] ?? 'emcc';

const closure = packageFolders.map((folder) => join(folder, '.bin/google-closure-compiler')).find((path) => existsSync(path));

/** emcc finds its JavaScript libraries there. */
const env = { ...process.env, NODE_PATH: '/usr/share/nodejs', TZ: 'UTC', ...(closure === undefined ? {} : { EM_CLOSURE_COMPILER: closure }) };

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
}

/** Why programs cannot be built; undefined if they can. */
export function noEmcc(): string | undefined {
  if (process.env['LONG'] !== '1') return 'they take minutes: npm run test:programs';
  return spawnSync(emcc, ['--version'], { env }).status === 0 ? undefined : `${emcc} is not installed (Debian: apt install emscripten; EMCC=path for another)`;
}

/** The same for `--closure 1`. */
export const noClosure = (): string | undefined => noEmcc() ?? (closure === undefined ? 'ENGINES names no folder with google-closure-compiler@20220104.0.0' : undefined);

export function build(...args: string[]): void {
  const built = spawnSync(emcc, args, { encoding: 'utf8', env });
  assert.is(built.status, 0, built.stderr);
}

/** Runs node in a folder `name` of `folder`. */
export function run(folder: string, name: string, args: string[]): Outcome {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, input: 'hello\n', encoding: 'utf8', env, timeout: 120000 });
  assert.is(stderr, '', `${name}: ${stderr}`);
  return { status, stdout };
}

/** Glue of that age calls fetch() on paths where there is one. */
export const NATIVE = ['--import', 'data:text/javascript,delete globalThis.fetch'];
export const OURS = [...NATIVE, '--import', pathToFileURL(join(root, 'dist/compiler/webassembly/install.js')).href];

/** Under the program's own glue: with the namespace, nothing else changed. */
export function compareEmbedded(folder: string, glue: string, native: Outcome): void {
  assert.equal(run(folder, 'embedded', [...OURS, glue]), native);
}
