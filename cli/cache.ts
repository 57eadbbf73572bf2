/**
 * The compile cache: one file per input, options and build of this tool. An entry ends with a line holding the
 * digest of all before it; whatever does not match its digest is ignored and written anew.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWhole } from './io.js';
import { version } from './version.js';

/** Room for a score of large programs, or for every version of a few. */
const limitBytes = 2 * 1024 ** 3;
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
function cacheKey(bytes: Uint8Array, options: unknown): string {
  return createHash('sha256').update(version).update('\0').update(buildIdentity()).update('\0')
    .update(JSON.stringify(options)).update('\0').update(bytes).digest('hex');
}

let identity: string | undefined;

/** Tells two builds of the same version apart, so that a developer never runs yesterday's output. */
function buildIdentity(): string {
  return identity ??= buildFiles();
}

function buildFiles(): string {
  const dist = fileURLToPath(new URL('../', import.meta.url));
  return ['compiler', 'runtime-lite', 'abi'].flatMap((folder) =>
    readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js')).sort().map((name) => {
      const { size, mtimeMs } = statSync(join(dist, folder, name));
      return `${folder}/${name} ${size} ${mtimeMs}`;
    })).join('\n');
}

export interface Entry {
  readonly path: string;
  /** The output's text. */
  readonly code: string;
}

/** The place of an output among the user's files. */
export interface Place {
  /** A sound entry, or undefined. */
  find(): Entry | undefined;
  /** The path of the new entry; without one it is told once what hinders. */
  store(code: string): string | undefined;
}

/** Undefined where there is no cache, or the program may not read what it depends on. */
export function placeOf(bytes: Uint8Array, options: unknown): Place | undefined {
  const directory = cacheDirectory();
  if (directory === undefined) return undefined;
  try {
    const path = join(directory, `${cacheKey(bytes, options)}.mjs`);
    return { find: () => findEntry(path), store: (code) => stored(directory, path, code) };
  } catch (error) {
    refuse(error as Error);
    return undefined;
  }
}

function findEntry(path: string): Entry | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    const found = digestLine.exec(text);
    if (!found) return undefined;
    const code = text.slice(0, found.index);
    if (digest(code) !== found[1]) return undefined;
    utimesSync(path, new Date(), new Date());
    return { path, code };
  } catch {
    return undefined;
  }
}

let isRefused = false;

function refuse({ message }: Error): void {
  if (!isRefused) console.error(`wasm2js-aot: the compile cache cannot be used: ${message}`);
  isRefused = true;
}

function stored(directory: string, path: string, code: string): string | undefined {
  try {
    storeEntry(directory, path, code);
    return path;
  } catch (error) {
    refuse(error as Error);
    return undefined;
  }
}

/** Writes an entry atomically and forgets the oldest ones beyond the limit. */
function storeEntry(directory: string, path: string, code: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeWhole([{ path, data: `${code}\n// sha256 ${digest(code)}\n` }]);
  prune(directory, path);
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

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
