/** What lies in /dev and /proc/self for every program, whatever the host has there, and devices that the program made itself. */
import { S_IFCHR, S_IFDIR, S_IFLNK } from './constants.js';
import { plainStat, type Description, type DirectoryEntry, type FileStat } from './description.js';
import type { Process } from './process.js';
import { E } from './errno.js';
import { listing } from './directory.js';
import { openDevice } from './stdio.js';

/** What a path names that is no file of the host. */
export type Special =
  | { readonly kind: 'directory'; readonly entries: readonly DirectoryEntry[] }
  | { readonly kind: 'link'; readonly text: string; readonly fd?: number }
  | Device;

export interface Device {
  readonly kind: 'device';
  /** Who may do what: nine bits. */
  mode: number;
  /** A description, or why there is none. */
  open(flags: number): Description | number;
}

const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'];
const STREAMS = ['stdin', 'stdout', 'stderr'];

type Entry = Omit<DirectoryEntry, 'ino'>;
const all = (type: number, names: readonly string[]): Entry[] => names.map((name) => ({ name, type }));
const directory = (...entries: readonly Entry[]): Special => ({ kind: 'directory', entries: listing(entries) });
const linkTo = (text: string): Special => ({ kind: 'link', text });

/** Without `.`, `..` and empty components: in what is described here no link stands before a `..`. */
export function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Names that the program's own devices have in a directory. */
function made({ devices }: Process, folder: string): Entry[] {
  const prefix = `${folder}/`;
  const names = [...devices.keys()].filter((path) => path.startsWith(prefix) && !path.includes('/', prefix.length)).map((path) => path.slice(prefix.length));
  return all(S_IFCHR, names);
}

function descriptor(p: Process, text: string): Special | undefined {
  const fd = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  const description = p.fds.entries[fd];
  if (description === undefined) return undefined;
  return { kind: 'link', text: description.path || (fd < 3 ? `/dev/${STREAMS[fd]}` : `anon_inode:[${fd}]`), fd };
}

/** The descriptors that are open, and the one that whoever opens their list gets for it. */
function openOnce({ fds: { entries } }: Process): number[] {
  let own = 0;
  while (entries[own] !== undefined) own++;
  return [...new Set([...entries.keys(), own])].filter((fd) => fd === own || entries[fd] !== undefined).sort((a, b) => a - b);
}

function inProcess(p: Process, name: string): Special | undefined {
  if (name === '' || name === '/') return directory(...all(S_IFDIR, ['fd']), ...all(S_IFLNK, ['exe', 'cwd']));
  if (name === '/cwd') return linkTo(p.cwd);
  if (name === '/exe') return linkTo(p.grants.args[0]!.startsWith('/') ? p.grants.args[0]! : `${p.cwd === '/' ? '' : p.cwd}/${p.grants.args[0]}`);
  if (name === '/fd') return directory(...all(S_IFLNK, openOnce(p).map(String)));
  return name.startsWith('/fd/') ? descriptor(p, name.slice(4)) : undefined;
}

/** What an absolute path of the program names here; undefined if the host is to say it. Errors: ENOENT, ENOTDIR. */
export function special(p: Process, path: string): Special | number | undefined {
  const isOurs = path.startsWith('/dev') || path.startsWith('/proc');
  if (!isOurs && p.devices.size === 0) return undefined;
  const plain = plainPath(path);
  const found: Special | number | undefined = p.devices.get(plain) ?? named(p, plain);
  return path.endsWith('/') && typeof found === 'object' && found.kind === 'device' ? -E.ENOTDIR : found;
}

function named(p: Process, plain: string): Special | number | undefined {
  if (plain === '/dev') return directory(...all(S_IFCHR, DEVICES), ...all(S_IFLNK, [...STREAMS, 'fd']), ...made(p, plain));
  if (plain === '/dev/fd') return linkTo('/proc/self/fd');
  if (plain.startsWith('/dev/fd/')) return descriptor(p, plain.slice(8)) ?? -E.ENOENT;
  if (plain === '/proc') return directory(...all(S_IFDIR, ['self']));
  if (plain === '/proc/self' || plain.startsWith('/proc/self/')) return inProcess(p, plain.slice(10)) ?? -E.ENOENT;
  if (!plain.startsWith('/dev/')) return undefined;
  const name = plain.slice(5);
  const stream = STREAMS.indexOf(name);
  if (stream >= 0) return { kind: 'link', text: `/proc/self/fd/${stream}`, fd: stream };
  return DEVICES.includes(name) ? { kind: 'device', mode: 0o666, open: (flags) => openDevice(name, flags)! } : undefined;
}

/** Where a link of {@link special} leads: to what is open, or to a path. */
export function destination(p: Process, { text, fd }: Extract<Special, { kind: 'link' }>): Description | string | number {
  return fd === undefined ? text : p.fds.entries[fd] ?? -E.ENOENT;
}

/** lstat(2) of it. */
export function statOf(found: Special): FileStat {
  if (found.kind === 'directory') return plainStat(S_IFDIR | 0o555);
  if (found.kind === 'link') return { ...plainStat(S_IFLNK | 0o777), size: found.text.length };
  return plainStat(S_IFCHR | found.mode);
}
