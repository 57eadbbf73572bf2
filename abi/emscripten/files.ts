/** `__syscall_*` on paths and directories. Optional arguments come behind a pointer. */
import { AT_FDCWD, AT_REMOVEDIR, AT_SYMLINK_NOFOLLOW, O_CREAT, O_EXCL, O_WRONLY, S_IFDIR, S_IFMT, S_IFREG } from '../posix/constants.js';
import { E } from '../posix/errno.js';
import { close, descriptionOf } from '../posix/fd.js';
import { fstatfs, statfs } from '../posix/file-systems.js';
import {
  access, chdir, chmod, chown, link, mkdir, onFd, readlink, rename, rmdir, stat, symlink, truncate, umask, unlink, utimes,
} from '../posix/files.js';
import { fstat, open } from '../posix/open.js';
import { cString, getI32, writeCString } from '../posix/memory.js';
import { readTimespec, writeStat, writeStatfs } from '../posix/structs.js';
import type { FileStat } from '../posix/description.js';
import { encodeText } from '../posix/text.js';
import { result, type Context } from './context.js';
import { wide } from './wasi.js';

function openat(ctx: Context, directory: number, path: number, flags: number, optional: number): number {
  const mode = flags & O_CREAT ? getI32(ctx.m, optional) : 0;
  return result(open(ctx.p, directory, cString(ctx.m, path), flags, mode));
}

export function __syscall_open(ctx: Context) {
  return (path: number, flags: number, optional: number): number => openat(ctx, AT_FDCWD, path, flags, optional);
}

export function __syscall_openat(ctx: Context) {
  return (directory: number, path: number, flags: number, optional: number): number => openat(ctx, directory, path, flags, optional);
}

function storeStat(ctx: Context, at: number, found: FileStat | number): number {
  return result(writeStat(ctx.m, at, found, ctx.config.stat));
}

export function __syscall_stat64(ctx: Context) {
  return (path: number, at: number): number => storeStat(ctx, at, stat(ctx.p, AT_FDCWD, cString(ctx.m, path), 0));
}

export function __syscall_lstat64(ctx: Context) {
  return (path: number, at: number): number => storeStat(ctx, at, stat(ctx.p, AT_FDCWD, cString(ctx.m, path), AT_SYMLINK_NOFOLLOW));
}

export function __syscall_fstatat64(ctx: Context) {
  return (directory: number, path: number, at: number, flags: number): number =>
    storeStat(ctx, at, stat(ctx.p, directory, cString(ctx.m, path), flags));
}

/** The name of {@link __syscall_fstatat64} from 3.1.7 on. */
export function __syscall_newfstatat(ctx: Context) {
  return __syscall_fstatat64(ctx);
}

export function __syscall_statfs64(ctx: Context) {
  return (path: number, _size: number, at: number): number => result(writeStatfs(ctx.m, at, statfs(ctx.p, cString(ctx.m, path))));
}

export function __syscall_fstatfs64(ctx: Context) {
  return (fd: number, _size: number, at: number): number =>
    result(writeStatfs(ctx.m, at, fstatfs(ctx.p, fd)));
}

export function __syscall_chdir(ctx: Context) {
  return (path: number): number => result(chdir(ctx.p, cString(ctx.m, path)));
}

/** The length with its NUL. Errors: ERANGE, EINVAL. */
export function __syscall_getcwd(ctx: Context) {
  return (at: number, size: number): number => {
    if (size === 0) return result(-E.EINVAL);
    const length = encodeText(ctx.p.cwd).length + 1;
    if (length > size >>> 0) return result(-E.ERANGE);
    writeCString(ctx.m, at, ctx.p.cwd);
    return length;
  };
}

export function __syscall_chmod(ctx: Context) {
  return (path: number, mode: number): number => result(chmod(ctx.p, AT_FDCWD, cString(ctx.m, path), mode));
}

export function __syscall_fchmodat(ctx: Context) {
  return (directory: number, path: number, mode: number, _optional: number): number => result(chmod(ctx.p, directory, cString(ctx.m, path), mode));
}

/** Its flags are meant, since musl 1.2.5. */
export function __syscall_fchmodat2(ctx: Context) {
  return (directory: number, path: number, mode: number, flags: number): number => result(chmod(ctx.p, directory, cString(ctx.m, path), mode, flags));
}

export function __syscall_chown32(ctx: Context) {
  return (path: number, uid: number, gid: number): number => result(chown(ctx.p, AT_FDCWD, cString(ctx.m, path), uid, gid));
}

export function __syscall_lchown32(ctx: Context) {
  return (path: number, uid: number, gid: number): number => result(chown(ctx.p, AT_FDCWD, cString(ctx.m, path), uid, gid, AT_SYMLINK_NOFOLLOW));
}

export function __syscall_fchownat(ctx: Context) {
  return (directory: number, path: number, uid: number, gid: number, flags: number): number =>
    result(chown(ctx.p, directory, cString(ctx.m, path), uid, gid, flags));
}

export function __syscall_mkdir(ctx: Context) {
  return (path: number, mode: number): number => result(mkdir(ctx.p, AT_FDCWD, cString(ctx.m, path), mode));
}

export function __syscall_mkdirat(ctx: Context) {
  return (directory: number, path: number, mode: number): number => result(mkdir(ctx.p, directory, cString(ctx.m, path), mode));
}

export function __syscall_rmdir(ctx: Context) {
  return (path: number): number => result(rmdir(ctx.p, AT_FDCWD, cString(ctx.m, path)));
}

export function __syscall_unlink(ctx: Context) {
  return (path: number): number => result(unlink(ctx.p, AT_FDCWD, cString(ctx.m, path)));
}

export function __syscall_unlinkat(ctx: Context) {
  return (directory: number, path: number, flags: number): number => {
    const remove = flags & AT_REMOVEDIR ? rmdir : unlink;
    return result(remove(ctx.p, directory, cString(ctx.m, path)));
  };
}

export function __syscall_rename(ctx: Context) {
  return (from: number, to: number): number => result(rename(ctx.p, AT_FDCWD, cString(ctx.m, from), AT_FDCWD, cString(ctx.m, to)));
}

export function __syscall_renameat(ctx: Context) {
  return (fromDirectory: number, from: number, toDirectory: number, to: number): number =>
    result(rename(ctx.p, fromDirectory, cString(ctx.m, from), toDirectory, cString(ctx.m, to)));
}

export function __syscall_linkat(ctx: Context) {
  return (fromDirectory: number, from: number, toDirectory: number, to: number, flags: number): number =>
    result(link(ctx.p, fromDirectory, cString(ctx.m, from), toDirectory, cString(ctx.m, to), flags));
}

export function __syscall_symlink(ctx: Context) {
  return (text: number, path: number): number => result(symlink(ctx.p, cString(ctx.m, text), AT_FDCWD, cString(ctx.m, path)));
}

export function __syscall_symlinkat(ctx: Context) {
  return (text: number, directory: number, path: number): number => result(symlink(ctx.p, cString(ctx.m, text), directory, cString(ctx.m, path)));
}

function readlinkat(ctx: Context, directory: number, path: number, at: number, size: number): number {
  const text = readlink(ctx.p, directory, cString(ctx.m, path));
  if (typeof text === 'number') return result(text);
  const bytes = encodeText(text).subarray(0, size >>> 0);
  ctx.m.u8.set(bytes, at >>> 0);
  return bytes.length;
}

export function __syscall_readlink(ctx: Context) {
  return (path: number, at: number, size: number): number => readlinkat(ctx, AT_FDCWD, path, at, size);
}

export function __syscall_readlinkat(ctx: Context) {
  return (directory: number, path: number, at: number, size: number): number => readlinkat(ctx, directory, path, at, size);
}

export function __syscall_faccessat(ctx: Context) {
  return (directory: number, path: number, mode: number, _flags: number): number => result(access(ctx.p, directory, cString(ctx.m, path), mode));
}

export function __syscall_truncate64(ctx: Context) {
  return (path: number, low: number, high: number): number => result(truncate(ctx.p, cString(ctx.m, path), wide(low, high)));
}

const UTIME_NOW = 0x3fffffff;
const UTIME_OMIT = 0x3ffffffe;

/** Two timespec (seconds, nanoseconds) at `at`, or now for a null pointer; without a path, on the descriptor itself. */
export function __syscall_utimensat(ctx: Context) {
  return (directory: number, path: number, at: number, flags: number): number => {
    const { p, m } = ctx;
    const name = path === 0 ? undefined : cString(m, path);
    const time = (i: number, old: keyof FileStat): number => {
      const { seconds, nanoseconds } = at === 0 ? { seconds: 0, nanoseconds: UTIME_NOW } : readTimespec(m, at, i, ctx.config.stat.timeBytes);
      if (nanoseconds === UTIME_NOW) return Date.now();
      if (nanoseconds !== UTIME_OMIT) return nanoseconds >= 0 && nanoseconds < 1e9 ? seconds * 1000 + nanoseconds / 1e6 : NaN;
      const found = name === undefined ? descriptionOf(p, directory)?.stat() : stat(p, directory, name, flags);
      return typeof found === 'object' ? found[old] : Date.now();
    };
    const [atime, mtime] = [time(0, 'atimeMs'), time(1, 'mtimeMs')];
    if (Number.isNaN(atime + mtime)) return result(-E.EINVAL);
    if (name === undefined) return result(onFd(p, directory, (description) => description.utimes(atime, mtime)));
    return result(utimes(p, directory, name, atime, mtime, flags));
  };
}

export function __syscall_fstat64(ctx: Context) {
  return (fd: number, at: number): number => {
    return storeStat(ctx, at, fstat(ctx.p, fd));
  };
}

export function __syscall_umask(ctx: Context) {
  return (mask: number): number => umask(ctx.p, mask);
}

/** mknod: an empty file. Other kinds of nodes are not this file system's: EPERM. */
export function __syscall_mknodat(ctx: Context) {
  return (directory: number, path: number, mode: number, _device: number): number => {
    const kind = mode & S_IFMT;
    if (kind !== 0 && kind !== S_IFREG) return result(kind === S_IFDIR ? -E.EINVAL : -E.EPERM);
    const fd = open(ctx.p, directory, cString(ctx.m, path), O_CREAT | O_EXCL | O_WRONLY, mode & 0o7777);
    return result(fd < 0 ? fd : close(ctx.p, fd));
  };
}

export function __syscall_mknod(ctx: Context) {
  const make = __syscall_mknodat(ctx);
  return (path: number, mode: number, device: number): number => make(AT_FDCWD, path, mode, device);
}
