/**
 * The compile cache of `run`: one file per input, options and build of this tool. An entry ends with a line holding the
 * digest of all before it; whatever does not match its digest is ignored and written anew.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWhole } from './io.js';
import { version } from './version.js';

const limitBytes = 512 * 1024 * 1024;
const digestLine = /\n\/\/ sha256 ([0-9a-f]{64})\n$/;

/** The user's cache directory for this tool, or undefined when there is no home. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = env['XDG_CACHE_HOME'];
  if (given && isAbsolute(given)) return join(given, 'wasm2js-aot');
  if (process.platform === 'win32') return env['LOCALAPPDATA'] ? join(env['LOCALAPPDATA'], 'wasm2js-aot', 'Cache') : undefined;
  const home = env['HOME'] || homedir();
  if (!home || !isAbsolute(home)) return undefined;
  return process.platform === 'darwin' ? join(home, 'Library', 'Caches', 'wasm2js-aot') : join(home, '.cache', 'wasm2js-aot');
}

/** Digest of everything that the output depends on. */
export function cacheKey(bytes: Uint8Array, options: unknown): string {
  return createHash('sha256').update(version).update('\0').update(buildIdentity()).update('\0')
    .update(JSON.stringify(options)).update('\0').update(bytes).digest('hex');
}

/** Tells two builds of the same version apart, so that a developer never runs yesterday's output. */
function buildIdentity(): string {
  const dist = fileURLToPath(new URL('../', import.meta.url));
  return ['compiler', 'runtime-lite', 'abi'].flatMap((folder) =>
    readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js')).sort().map((name) => {
      const { size, mtimeMs } = statSync(join(dist, folder, name));
      return `${folder}/${name} ${size} ${mtimeMs}`;
    })).join('\n');
}

/** Path of a sound entry, or undefined. */
export function findEntry(directory: string, key: string): string | undefined {
  const path = entryPath(directory, key);
  try {
    const text = readFileSync(path, 'utf8');
    const found = digestLine.exec(text);
    if (!found || digest(text.slice(0, found.index)) !== found[1]) return undefined;
    utimesSync(path, new Date(), new Date());
    return path;
  } catch {
    return undefined;
  }
}

/** Writes an entry atomically and forgets the oldest ones beyond the limit. */
export function storeEntry(directory: string, key: string, code: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = entryPath(directory, key);
  writeWhole([{ path, data: `${code}\n// sha256 ${digest(code)}\n` }]);
  prune(directory, path);
  return path;
}

function prune(directory: string, keep: string): void {
  const entries = readdirSync(directory).filter((name) => name.endsWith('.mjs')).map((name) => join(directory, name)).flatMap((path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat ? [{ path, size: stat.size, used: stat.mtimeMs }] : [];
  }).sort((a, b) => b.used - a.used);
  let total = 0;
  for (const { path, size } of entries) {
    total += size;
    if (total > limitBytes && path !== keep) rmSync(path, { force: true });
  }
}

const entryPath = (directory: string, key: string): string => join(directory, `${key}.mjs`);
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
