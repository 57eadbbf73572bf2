/**
 * Which host path a path of the program means: always below the directory that it is relative to. Links are followed here,
 * one component at a time; whatever would lead out of the directory is ENOTCAPABLE.
 */
import type { ExactStat } from '../posix/description.js';
import { errnoOf } from '../posix/errno.js';
import { wasiErrno } from '../posix/wasi-errno.js';
import { fail, Failure, type Context, type Entry } from './context.js';
import type { HostDirectory } from '../posix/host-file.js';

type Fs = NonNullable<Context['p']['host']['fs']>;

export type Directory = Entry & { readonly description: HostDirectory };

const MAX_LINKS = 40;

export interface Located {
  readonly path: string;
  /** The path ends with a slash or a dot, so it must name a directory. */
  readonly directory: boolean;
  /** The last component, if it is `.` or `..`: no name that could be made, renamed or removed. */
  readonly dots: '' | '.' | '..';
  /** What is there, if it was asked for already: null for nothing. */
  readonly stat: PathStat | null | undefined;
}

/** What the host says of a path, without rounding. */
export type PathStat = ExactStat & { isDirectory(): boolean; isSymbolicLink(): boolean };

const EXACT = { bigint: true, throwIfNoEntry: false } as const;

/** Whether a path ends in a slash, with or without dots: then a link is followed, whatever was asked for. */
export function endsInSlash(path: string): boolean {
  return /[^/]\/+(?:\.\/+)*\.?$/.test(path);
}

export function fsOf(ctx: Context): Fs {
  return ctx.p.host.fs ?? fail('ENOSYS');
}

/** Runs a host call; its error is the program's. */
export function host<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(wasiErrno(errnoOf(error)));
  }
}

/** Errors: ENOENT, ENOTDIR, ELOOP, ENOTCAPABLE, and the host's. The last component need not exist. */
export function locate(ctx: Context, from: Directory, path: string, follow: boolean): Located {
  if (path === '') fail('ENOENT');
  if (path.startsWith('/')) fail('ENOTCAPABLE');
  const fs = fsOf(ctx);
  const root = from.description.hostPath;
  const names = path.split('/');
  const isWindows = ctx.p.host.process?.platform === 'win32';
  if (isWindows && names.some(isWindowsPath)) fail('ENOTCAPABLE');
  const last = names[names.length - 1];
  const directory = last === '' || last === '.' || last === '..';
  const todo = components(names).reverse();
  const at: string[] = [];
  let found: PathStat | null | undefined = undefined;
  const here = (): string => (root === '/' ? `/${at.join('/')}` : [root, ...at].join('/'));
  for (let links = 0; todo.length > 0; ) {
    const name = todo.pop()!;
    found = undefined;
    if (name === '..') {
      if (at.length === 0) fail('ENOTCAPABLE');
      at.pop();
      continue;
    }
    at.push(name);
    const isLast = todo.length === 0;
    if (isLast && !follow) break;
    found = lstat(fs, here());
    if (found === null) {
      if (isLast) break;
      fail('ENOENT');
    }
    if (found.isSymbolicLink()) {
      if (++links > MAX_LINKS) fail('ELOOP');
      const text = host(() => fs.readlinkSync(here()));
      if (text.startsWith('/') || (isWindows && /^\\|:/.test(text))) fail('ENOTCAPABLE');
      at.pop();
      todo.push(...components(text.split(isWindows ? /[\\/]/ : '/')).reverse());
    } else if (!isLast && !found.isDirectory()) fail('ENOTDIR');
  }
  const dots = last === '..' ? '..' : names.every((name) => name === '' || name === '.') || last === '.' ? '.' : '';
  return { path: here(), directory, dots, stat: found };
}

/** A name that means more than one component, or another drive or stream, to Windows; there no file has such a name. */
function isWindowsPath(name: string): boolean {
  return /[\\:]/.test(name);
}

/** `.` and empty components mean nothing; `..` does, because a link may stand before it. */
function components(names: readonly string[]): string[] {
  return names.filter((name) => name !== '' && name !== '.');
}

/** Null for nothing. */
function lstat(fs: Fs, path: string): PathStat | null {
  try {
    return (fs.lstatSync(path, EXACT) as PathStat | undefined) ?? null;
  } catch (error) {
    throw new Failure(wasiErrno(errnoOf(error)));
  }
}

/** What is there; null for nothing. */
export function look(ctx: Context, { path, stat }: Located): PathStat | null {
  return stat === undefined ? lstat(fsOf(ctx), path) : stat;
}
