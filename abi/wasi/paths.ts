/** Calls on paths. All are relative to a directory and cannot leave it. */
import { hostTime } from '../posix/host-time.js';
import { encodeText } from '../posix/text.js';
import { call, directoryOf, fail, type Context } from './context.js';
import { storeFilestat, timesOf, type FilestatVersion } from './filestat.js';
import { bytesOf, pathText, span, storeU32, unsigned } from './memory.js';
import { LOOKUP_SYMLINK_FOLLOW } from './open.js';
import { endsInSlash, fsOf, host, locate, look, type Directory, type Located, type PathStat } from './resolve.js';
import {
  PATH_CREATE_DIRECTORY, PATH_FILESTAT_GET, PATH_FILESTAT_SET_TIMES, PATH_LINK_SOURCE, PATH_LINK_TARGET, PATH_READLINK, PATH_REMOVE_DIRECTORY,
  PATH_RENAME_SOURCE, PATH_RENAME_TARGET, PATH_SYMLINK, PATH_UNLINK_FILE,
} from './rights.js';

/** A directory in which something is to be changed. Errors: EROFS, and as directoryOf. */
function changing(ctx: Context, fd: number, rights: number): Directory {
  const directory = directoryOf(ctx, fd, rights);
  if (directory.readonly) fail('EROFS');
  return directory;
}

/** A path ending in a slash means what a link leads to. */
function follows(lookup: number, path: string): boolean {
  if ((lookup & ~LOOKUP_SYMLINK_FOLLOW) !== 0) fail('EINVAL');
  return (lookup & LOOKUP_SYMLINK_FOLLOW) !== 0 || endsInSlash(path);
}

/** What exists at a path. Errors: ENOENT, ENOTDIR for something else before a slash. */
function statOf(ctx: Context, located: Located): PathStat {
  const stat = look(ctx, located) ?? fail('ENOENT');
  if (located.directory && !stat.isDirectory()) fail('ENOTDIR');
  return stat;
}

export function path_create_directory(ctx: Context) {
  return call((fd: number, pathAt: number, length: number) => {
    const from = changing(ctx, fd, PATH_CREATE_DIRECTORY);
    const { path, dots } = locate(ctx, from, pathText(ctx, pathAt, length), false);
    if (dots !== '') fail('EEXIST');
    host(() => fsOf(ctx).mkdirSync(path, 0o777));
  });
}

export function pathFilestatGet(ctx: Context, version: FilestatVersion) {
  return call((fd: number, lookup: number, pathAt: number, length: number, at: number) => {
    const from = directoryOf(ctx, fd, PATH_FILESTAT_GET);
    const path = pathText(ctx, pathAt, length);
    storeFilestat(ctx, at, statOf(ctx, locate(ctx, from, path, follows(lookup, path))), version);
  });
}

export function path_filestat_get(ctx: Context) {
  return pathFilestatGet(ctx, 'preview1');
}

export function path_filestat_set_times(ctx: Context) {
  return call(
    (
      fd: number, lookup: number, pathAt: number, length: number, atimeLow: number, atimeHigh: number, mtimeLow: number, mtimeHigh: number, flags: number,
    ) => {
      const from = changing(ctx, fd, PATH_FILESTAT_SET_TIMES);
      const path = pathText(ctx, pathAt, length);
      const located = locate(ctx, from, path, follows(lookup, path));
      const times = timesOf(flags, unsigned(atimeLow, atimeHigh), unsigned(mtimeLow, mtimeHigh), () => statOf(ctx, located));
      if (times !== undefined) host(() => fsOf(ctx).lutimesSync(located.path, hostTime(times.atime), hostTime(times.mtime)));
    },
  );
}

export function path_link(ctx: Context) {
  return call((oldFd: number, lookup: number, oldAt: number, oldLength: number, newFd: number, newAt: number, newLength: number) => {
    const oldFrom = directoryOf(ctx, oldFd, PATH_LINK_SOURCE);
    const newFrom = changing(ctx, newFd, PATH_LINK_TARGET);
    const oldPath = pathText(ctx, oldAt, oldLength);
    const source = locate(ctx, oldFrom, oldPath, follows(lookup, oldPath));
    const target = locate(ctx, newFrom, pathText(ctx, newAt, newLength), false);
    if (statOf(ctx, source).isDirectory()) fail('EPERM');
    if (target.dots !== '') fail('EEXIST');
    vacant(ctx, target);
    host(() => fsOf(ctx).linkSync(source.path, target.path));
  });
}

/** A name for something that is no directory. Errors: EEXIST, ENOTDIR, ENOENT for a slash behind it. */
function vacant(ctx: Context, located: Located): void {
  if (!located.directory) return;
  const there = look(ctx, located);
  fail(there === null ? 'ENOENT' : there.isDirectory() ? 'EEXIST' : 'ENOTDIR');
}

/** Cut to the buffer. */
export function path_readlink(ctx: Context) {
  return call((fd: number, pathAt: number, length: number, at: number, size: number, usedAt: number) => {
    const from = directoryOf(ctx, fd, PATH_READLINK);
    const path = pathText(ctx, pathAt, length);
    // With a slash behind it a link means what it leads to.
    const located = locate(ctx, from, path, path.endsWith('/'));
    const buffer = bytesOf(ctx, at, size);
    span(ctx, usedAt, 4);
    if (located.directory) {
      statOf(ctx, located);
      fail('EINVAL');
    }
    const text = encodeText(host(() => fsOf(ctx).readlinkSync(located.path))).subarray(0, buffer.length);
    buffer.set(text);
    storeU32(ctx, usedAt, text.length);
  });
}

export function path_remove_directory(ctx: Context) {
  return call((fd: number, pathAt: number, length: number) => {
    const from = changing(ctx, fd, PATH_REMOVE_DIRECTORY);
    const { path, dots } = locate(ctx, from, pathText(ctx, pathAt, length), false);
    if (dots !== '') fail(dots === '.' ? 'EINVAL' : 'ENOTEMPTY');
    host(() => fsOf(ctx).rmdirSync(path));
  });
}

export function path_unlink_file(ctx: Context) {
  return call((fd: number, pathAt: number, length: number) => {
    const from = changing(ctx, fd, PATH_UNLINK_FILE);
    const located = locate(ctx, from, pathText(ctx, pathAt, length), false);
    if (located.dots !== '' || statOf(ctx, located).isDirectory()) fail('EISDIR');
    host(() => fsOf(ctx).unlinkSync(located.path));
  });
}

export function path_rename(ctx: Context) {
  return call((oldFd: number, oldAt: number, oldLength: number, newFd: number, newAt: number, newLength: number) => {
    const oldFrom = changing(ctx, oldFd, PATH_RENAME_SOURCE);
    const newFrom = changing(ctx, newFd, PATH_RENAME_TARGET);
    const source = locate(ctx, oldFrom, pathText(ctx, oldAt, oldLength), false);
    const target = locate(ctx, newFrom, pathText(ctx, newAt, newLength), false);
    const stat = statOf(ctx, source);
    if (source.dots !== '' || target.dots !== '') fail('EBUSY');
    if (target.directory && !stat.isDirectory()) fail('ENOTDIR');
    host(() => fsOf(ctx).renameSync(source.path, target.path));
  });
}

/** A link's text is free, but for absolute ones: they cannot be followed. */
export function path_symlink(ctx: Context) {
  return call((textAt: number, textLength: number, fd: number, pathAt: number, length: number) => {
    const from = changing(ctx, fd, PATH_SYMLINK);
    const text = pathText(ctx, textAt, textLength);
    if (text === '') fail('ENOENT');
    if (text.startsWith('/')) fail('EPERM');
    const located = locate(ctx, from, pathText(ctx, pathAt, length), false);
    if (located.dots !== '') fail('EEXIST');
    vacant(ctx, located);
    host(() => fsOf(ctx).symlinkSync(text, located.path));
  });
}
