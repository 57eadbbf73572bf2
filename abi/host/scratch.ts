/**
 * Directories in memory beside the host's files, for what every program expects to find and nobody granted: a place for its temporary files.
 * They begin empty and go with the program.
 */
import type { Grants, Preopen } from '../contract.js';
import { attempt } from '../posix/errno.js';
import { below, IN_MEMORY } from '../posix/sandbox.js';
import type { Host, NodeFs } from './host.js';
import { filesInMemory, type FilesInMemory } from './memory-fs.js';
import { failure } from './memory-node.js';

/** Descriptors of files in memory begin here, far above those of a host. */
const FIRST_FD = 0x4000_0000;

type Call = (...args: any[]) => any;
const isInMemory = (path: unknown): boolean => typeof path === 'string' && path.startsWith(IN_MEMORY);
const inside = (path: string): string => path.slice(IN_MEMORY.length);

/** Calls of node:fs by what their first parameters are; the second path of `symlinkSync` is the link's. */
const ON_PATH = ['lstatSync', 'statSync', 'readlinkSync', 'truncateSync', 'mkdirSync', 'rmdirSync', 'unlinkSync', 'readdirSync', 'utimesSync', 'lutimesSync', 'chmodSync', 'lchownSync', 'accessSync', 'statfsSync', 'readFileSync'];
const ON_FD = ['fstatSync', 'closeSync', 'readSync', 'writeSync', 'ftruncateSync', 'fsyncSync', 'futimesSync', 'fchmodSync', 'fchownSync'];
const ON_TWO_PATHS = ['renameSync', 'linkSync'];

/** The host's calls, those on files in memory excepted. */
function beside(host: NodeFs, memory: NodeFs): NodeFs {
  const [there, here] = [host, memory] as unknown as [Record<string, Call>, Record<string, Call>];
  const calls: Record<string, Call> = { ...there };
  ON_PATH.forEach((name) => {
    calls[name] = (path, a, b, c) => (isInMemory(path) ? here[name]!(inside(path), a, b, c) : there[name]!(path, a, b, c));
  });
  ON_FD.forEach((name) => {
    calls[name] = (fd: number, a, b, c, d) => (fd >= FIRST_FD ? here[name]!(fd - FIRST_FD, a, b, c, d) : there[name]!(fd, a, b, c, d));
  });
  ON_TWO_PATHS.forEach((name) => {
    calls[name] = (from, to) => {
      if (isInMemory(from) !== isInMemory(to)) throw failure('EXDEV', to);
      return isInMemory(from) ? here[name]!(inside(from), inside(to)) : there[name]!(from, to);
    };
  });
  calls.openSync = (path, flags, mode) => (isInMemory(path) ? FIRST_FD + here.openSync!(inside(path), flags, mode) : there.openSync!(path, flags, mode));
  calls.symlinkSync = (text, path) => (isInMemory(path) ? here.symlinkSync!(text, inside(path)) : there.symlinkSync!(text, path));
  calls.realpathSync = (path) => (isInMemory(path) ? path : there.realpathSync!(path));
  return calls as unknown as NodeFs;
}

/** Whether a preopened directory has this one. */
function isGranted(fs: NodeFs, preopens: readonly Preopen[], path: string): boolean {
  return preopens.some(({ guest, host }) => {
    if (!below(path, guest)) return false;
    let found = false;
    attempt(() => { found = fs.statSync(`${host}/${path.slice(guest.length)}`).isDirectory(); });
    return found;
  });
}

/**
 * `grants` with those of `wanted` that it lacks: in memory, where the host's calls then reach them, too. A host whose files are all in memory gets
 * them among those.
 */
export function withScratch(grants: Grants, host: Host, wanted: readonly string[]): Grants {
  const { fs } = host;
  if (fs === undefined) return grants;
  const added = wanted.filter((path) => !isGranted(fs, grants.preopens, path));
  if (added.length === 0) return grants;
  const { provide } = fs as Partial<FilesInMemory['fs']>;
  if (provide !== undefined && grants.preopens.some(({ guest }) => guest === '/')) {
    added.forEach((path) => attempt(() => provide.call(fs, path)));
    return grants;
  }
  const memory = memoryBeside(host, fs);
  // Preopened directories below them are found there, too, where their parents are listed.
  const inner = grants.preopens.filter(({ guest }) => added.some((path) => below(guest, path)));
  memory.add(Object.fromEntries(inner.map(({ guest }) => [`${guest}/`, ''])));
  for (const path of added) memory.provide(path);
  return { ...grants, preopens: [...grants.preopens, ...added.map((path) => ({ guest: path, host: `${IN_MEMORY}${path}` }))] };
}

/** The files in memory that a host has beside its own, `fs`: its paths that begin with {@link IN_MEMORY}. */
export function memoryBeside(host: Host, fs: NodeFs): FilesInMemory['fs'] {
  if (host.memory === undefined) {
    host.memory = filesInMemory({}, undefined, fs.constants).fs;
    host.fs = beside(fs, host.memory);
  }
  return host.memory;
}
