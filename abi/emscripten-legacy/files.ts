/** System calls on files and paths. All are `(number, address of the argument words) -> result or -errno`. */
import { AT_FDCWD, AT_SYMLINK_NOFOLLOW, SEEK_SET } from '../posix/constants.js';
import { E } from '../posix/errno.js';
import { close, dup2, fcntl, ioctl } from '../posix/fd.js';
import { statfs } from '../posix/file-systems.js';
import { chdir, chmod, chown, mkdir, onFd, readlink, rename, stat, umask, unlink, utimes } from '../posix/files.js';
import { preadv, pwritev, readv, writev } from '../posix/iovec.js';
import { cString, getI32, setI32 } from '../posix/memory.js';
import { fstat, open } from '../posix/open.js';
import { getdents, readTimeval, writeStat, writeStatfs } from '../posix/structs.js';
import { encodeText } from '../posix/text.js';
import { arg, libc, type LegacyContext } from './context.js';
import { DIRENT, F_GETLK, F_SETLK, F_SETLKW, F_UNLCK, STAT } from './layout.js';

type Syscall = (number: number, args: number) => number;

/** The path whose address is argument `index`. */
function path(ctx: LegacyContext, args: number, index: number): string {
  return cString(ctx.m, arg(ctx, args, index));
}

/** A 64-bit offset at argument `index`, low word first. */
function offset64(ctx: LegacyContext, args: number, index: number): number {
  return (arg(ctx, args, index) >>> 0) + arg(ctx, args, index + 1) * 4294967296;
}

/** read(fd, buffer, length) */
export const ___syscall3 = (ctx: LegacyContext): Syscall => (_n, a) => onFd(ctx.p, arg(ctx, a, 0), (d) => d.read(ctx.m.u8, arg(ctx, a, 1) >>> 0, arg(ctx, a, 2) >>> 0));

/** write(fd, buffer, length) */
export const ___syscall4 = (ctx: LegacyContext): Syscall => (_n, a) => onFd(ctx.p, arg(ctx, a, 0), (d) => d.write(ctx.m.u8, arg(ctx, a, 1) >>> 0, arg(ctx, a, 2) >>> 0));

/** open(path, flags, mode) */
export const ___syscall5 = (ctx: LegacyContext): Syscall => (_n, a) => open(ctx.p, AT_FDCWD, path(ctx, a, 0), arg(ctx, a, 1), arg(ctx, a, 2));

/** close(fd) */
export const ___syscall6 = (ctx: LegacyContext): Syscall => (_n, a) => close(ctx.p, arg(ctx, a, 0));

/** unlink(path) */
export const ___syscall10 = (ctx: LegacyContext): Syscall => (_n, a) => unlink(ctx.p, AT_FDCWD, path(ctx, a, 0));

/** chdir(path) */
export const ___syscall12 = (ctx: LegacyContext): Syscall => (_n, a) => chdir(ctx.p, path(ctx, a, 0));

/** chmod(path, mode) */
export const ___syscall15 = (ctx: LegacyContext): Syscall => (_n, a) => chmod(ctx.p, AT_FDCWD, path(ctx, a, 0), arg(ctx, a, 1));

/** rename(from, to) */
export const ___syscall38 = (ctx: LegacyContext): Syscall => (_n, a) => rename(ctx.p, AT_FDCWD, path(ctx, a, 0), AT_FDCWD, path(ctx, a, 1));

/** mkdir(path, mode) */
export const ___syscall39 = (ctx: LegacyContext): Syscall => (_n, a) => mkdir(ctx.p, AT_FDCWD, path(ctx, a, 0), arg(ctx, a, 1));

/** ioctl(fd, request, argument) */
export const ___syscall54 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const at = arg(ctx, a, 2);
  return ioctl(ctx.p, arg(ctx, a, 0), arg(ctx, a, 1), { get: () => getI32(ctx.m, at), set: (value) => setI32(ctx.m, at, value) });
};

/** umask(mask) */
export const ___syscall60 = (ctx: LegacyContext): Syscall => (_n, a) => umask(ctx.p, arg(ctx, a, 0));

/** dup2(from, to) */
export const ___syscall63 = (ctx: LegacyContext): Syscall => (_n, a) => dup2(ctx.p, arg(ctx, a, 0), arg(ctx, a, 1));

/** readlink(path, buffer, length): the bytes written, without a NUL */
export const ___syscall85 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const text = readlink(ctx.p, AT_FDCWD, path(ctx, a, 0));
  if (typeof text === 'number') return text;
  const bytes = encodeText(text).subarray(0, Math.max(0, arg(ctx, a, 2)));
  ctx.m.u8.set(bytes, arg(ctx, a, 1) >>> 0);
  return bytes.length;
};

/** _llseek(fd, high, low, address of the result, whence): off_t has 32 bits */
export const ___syscall140 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const whence = arg(ctx, a, 4);
  const low = arg(ctx, a, 2);
  const position = onFd(ctx.p, arg(ctx, a, 0), (d) => d.seek(whence === SEEK_SET ? low >>> 0 : low, whence));
  if (position < 0) return position;
  if (position > 0x7fffffff) return -E.EOVERFLOW;
  setI32(ctx.m, arg(ctx, a, 3), position);
  return 0;
};

/** readv(fd, iovec, count) */
export const ___syscall145 = (ctx: LegacyContext): Syscall => (_n, a) => readv(ctx.p, ctx.m, arg(ctx, a, 0), arg(ctx, a, 1), arg(ctx, a, 2));

/** writev(fd, iovec, count) */
export const ___syscall146 = (ctx: LegacyContext): Syscall => (_n, a) => writev(ctx.p, ctx.m, arg(ctx, a, 0), arg(ctx, a, 1), arg(ctx, a, 2));

/** pread64(fd, buffer, length, 0, low, high) */
export const ___syscall180 = (ctx: LegacyContext): Syscall => (_n, a) =>
  onFd(ctx.p, arg(ctx, a, 0), (d) => d.pread(ctx.m.u8, arg(ctx, a, 1) >>> 0, arg(ctx, a, 2) >>> 0, offset64(ctx, a, 4)));

/** pwrite64(fd, buffer, length, 0, low, high) */
export const ___syscall181 = (ctx: LegacyContext): Syscall => (_n, a) =>
  onFd(ctx.p, arg(ctx, a, 0), (d) => d.pwrite(ctx.m.u8, arg(ctx, a, 1) >>> 0, arg(ctx, a, 2) >>> 0, offset64(ctx, a, 4)));

/** ftruncate64(fd, 0, low, high) */
export const ___syscall194 = (ctx: LegacyContext): Syscall => (_n, a) => onFd(ctx.p, arg(ctx, a, 0), (d) => d.truncate(offset64(ctx, a, 2)));

/** stat64(path, buffer) */
export const ___syscall195 = (ctx: LegacyContext): Syscall => (_n, a) => writeStat(ctx.m, arg(ctx, a, 1), stat(ctx.p, AT_FDCWD, path(ctx, a, 0), 0), STAT);

/** lstat64(path, buffer) */
export const ___syscall196 = (ctx: LegacyContext): Syscall => (_n, a) => writeStat(ctx.m, arg(ctx, a, 1), stat(ctx.p, AT_FDCWD, path(ctx, a, 0), AT_SYMLINK_NOFOLLOW), STAT);

/** fstat64(fd, buffer) */
export const ___syscall197 = (ctx: LegacyContext): Syscall => (_n, a) => writeStat(ctx.m, arg(ctx, a, 1), fstat(ctx.p, arg(ctx, a, 0)), STAT);

/** chown32(path, user, group) */
export const ___syscall212 = (ctx: LegacyContext): Syscall => (_n, a) => chown(ctx.p, AT_FDCWD, path(ctx, a, 0), arg(ctx, a, 1), arg(ctx, a, 2));

/** getdents64(fd, buffer, length) */
export const ___syscall220 = (ctx: LegacyContext): Syscall => (_n, a) => getdents(ctx.p, ctx.m, arg(ctx, a, 0), arg(ctx, a, 1), arg(ctx, a, 2), DIRENT);

/** fcntl64(fd, command, argument): no other process holds a record lock on the program's files, so locks succeed */
export const ___syscall221 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const command = arg(ctx, a, 1);
  if (command !== F_GETLK && command !== F_SETLK && command !== F_SETLKW) return fcntl(ctx.p, arg(ctx, a, 0), command, arg(ctx, a, 2));
  return onFd(ctx.p, arg(ctx, a, 0), () => {
    if (command === F_GETLK) ctx.m.dv.setInt16(arg(ctx, a, 2) >>> 0, F_UNLCK, true);
    return 0;
  });
};

/** statfs64(path, 64, buffer) */
export const ___syscall268 = (ctx: LegacyContext): Syscall => (_n, a) => writeStatfs(ctx.m, arg(ctx, a, 2), statfs(ctx.p, path(ctx, a, 0)));

/** fadvise64_64: advice without effect */
export const ___syscall272 = (): Syscall => () => 0;

/** openat(directory, path, flags, mode) */
export const ___syscall295 = (ctx: LegacyContext): Syscall => (_n, a) => open(ctx.p, arg(ctx, a, 0), path(ctx, a, 1), arg(ctx, a, 2), arg(ctx, a, 3));

/** fstatat64(directory, path, buffer, flags) */
export const ___syscall300 = (ctx: LegacyContext): Syscall => (_n, a) => writeStat(ctx.m, arg(ctx, a, 2), stat(ctx.p, arg(ctx, a, 0), path(ctx, a, 1), arg(ctx, a, 3)), STAT);

/** preadv(fd, iovec, count, offset): off_t has 32 bits */
export const ___syscall333 = (ctx: LegacyContext): Syscall => (_n, a) => preadv(ctx.p, ctx.m, arg(ctx, a, 0), arg(ctx, a, 1), arg(ctx, a, 2), arg(ctx, a, 3) >>> 0);

/** pwritev(fd, iovec, count, offset): off_t has 32 bits */
export const ___syscall334 = (ctx: LegacyContext): Syscall => (_n, a) => pwritev(ctx.p, ctx.m, arg(ctx, a, 0), arg(ctx, a, 1), arg(ctx, a, 2), arg(ctx, a, 3) >>> 0);

/** utimes(path, two timevals or NULL for now): -1 and errno */
export const _utimes = (ctx: LegacyContext) => (name: number, times: number): number => {
  const now = Date.now();
  const atime = times === 0 ? now : readTimeval(ctx.m, times);
  const mtime = times === 0 ? now : readTimeval(ctx.m, times + 8);
  return libc(ctx, utimes(ctx.p, AT_FDCWD, cString(ctx.m, name), atime, mtime));
};
