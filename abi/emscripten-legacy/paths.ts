/** System calls on paths and directories that came later or are rarely made. All are `(number, address of the argument words) -> result or -errno`. */
import { AT_FDCWD, AT_REMOVEDIR, AT_SYMLINK_NOFOLLOW } from '../posix/constants.js';
import { E } from '../posix/errno.js';
import { dup, dup2 } from '../posix/fd.js';
import { fstatfs } from '../posix/file-systems.js';
import { access, chdir, chmod, chown, link, mkdir, onFd, readlink, rename, rmdir, symlink, truncate, unlink } from '../posix/files.js';
import { cString, setI32, writeCString } from '../posix/memory.js';
import { pipe } from '../posix/pipe.js';
import { writeStatfs } from '../posix/structs.js';
import { encodeText } from '../posix/text.js';
import { arg, type LegacyContext } from './context.js';

type Syscall = (number: number, args: number) => number;

function path(ctx: LegacyContext, args: number, index: number): string {
  return cString(ctx.m, arg(ctx, args, index));
}

function wide(ctx: LegacyContext, args: number, index: number): number {
  return (arg(ctx, args, index) >>> 0) + arg(ctx, args, index + 1) * 4294967296;
}

/** link(from, to) */
export const ___syscall9 = (ctx: LegacyContext): Syscall => (_n, a) => link(ctx.p, AT_FDCWD, path(ctx, a, 0), AT_FDCWD, path(ctx, a, 1));

/** pipe(two descriptors) */
export const ___syscall42 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const ends = pipe(ctx.p, 0);
  if (typeof ends === 'number') return ends;
  ends.forEach((fd, i) => setI32(ctx.m, arg(ctx, a, 0) + 4 * i, fd));
  return 0;
};

/** access(path, mode) */
export const ___syscall33 = (ctx: LegacyContext): Syscall => (_n, a) => access(ctx.p, AT_FDCWD, path(ctx, a, 0), arg(ctx, a, 1));

/** sync(): files are the host's */
export const ___syscall36 = (): Syscall => () => 0;

/** rmdir(path) */
export const ___syscall40 = (ctx: LegacyContext): Syscall => (_n, a) => rmdir(ctx.p, AT_FDCWD, path(ctx, a, 0));

/** dup(fd) */
export const ___syscall41 = (ctx: LegacyContext): Syscall => (_n, a) => dup(ctx.p, arg(ctx, a, 0));

/** symlink(text, path) */
export const ___syscall83 = (ctx: LegacyContext): Syscall => (_n, a) => symlink(ctx.p, path(ctx, a, 0), AT_FDCWD, path(ctx, a, 1));

/** fchmod(fd, mode) */
export const ___syscall94 = (ctx: LegacyContext): Syscall => (_n, a) => onFd(ctx.p, arg(ctx, a, 0), (d) => d.chmod(arg(ctx, a, 1) & 0o7777));

/** fsync(fd) and fdatasync(fd) */
export const ___syscall118 = (ctx: LegacyContext): Syscall => (_n, a) => onFd(ctx.p, arg(ctx, a, 0), (d) => d.sync());
export const ___syscall148 = ___syscall118;

/** fchdir(fd) */
export const ___syscall133 = (ctx: LegacyContext): Syscall => (_n, a) => onFd(ctx.p, arg(ctx, a, 0), (d) => (d.path === '' ? -E.ENOTDIR : chdir(ctx.p, d.path)));

/** getcwd(buffer, length): the length with its NUL */
export const ___syscall183 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const size = arg(ctx, a, 1) >>> 0;
  if (size === 0) return -E.EINVAL;
  const length = encodeText(ctx.p.cwd).length + 1;
  if (length > size) return -E.ERANGE;
  writeCString(ctx.m, arg(ctx, a, 0), ctx.p.cwd);
  return length;
};

/** truncate64(path, 0, low, high) */
export const ___syscall193 = (ctx: LegacyContext): Syscall => (_n, a) => truncate(ctx.p, path(ctx, a, 0), wide(ctx, a, 2));

/** lchown32(path, user, group) */
export const ___syscall198 = (ctx: LegacyContext): Syscall => (_n, a) => chown(ctx.p, AT_FDCWD, path(ctx, a, 0), arg(ctx, a, 1), arg(ctx, a, 2), AT_SYMLINK_NOFOLLOW);

/** fchown32(fd, user, group) */
export const ___syscall207 = (ctx: LegacyContext): Syscall => (_n, a) => onFd(ctx.p, arg(ctx, a, 0), (d) => d.chown(arg(ctx, a, 1), arg(ctx, a, 2)));

/** fstatfs64(fd, 64, buffer) */
export const ___syscall269 = (ctx: LegacyContext): Syscall => (_n, a) =>
  writeStatfs(ctx.m, arg(ctx, a, 2), fstatfs(ctx.p, arg(ctx, a, 0)));

/** mkdirat(directory, path, mode) */
export const ___syscall296 = (ctx: LegacyContext): Syscall => (_n, a) => mkdir(ctx.p, arg(ctx, a, 0), path(ctx, a, 1), arg(ctx, a, 2));

/** unlinkat(directory, path, flags) */
export const ___syscall301 = (ctx: LegacyContext): Syscall => (_n, a) => (arg(ctx, a, 2) & AT_REMOVEDIR ? rmdir : unlink)(ctx.p, arg(ctx, a, 0), path(ctx, a, 1));

/** renameat(directory, from, directory, to) */
export const ___syscall302 = (ctx: LegacyContext): Syscall => (_n, a) => rename(ctx.p, arg(ctx, a, 0), path(ctx, a, 1), arg(ctx, a, 2), path(ctx, a, 3));

/** readlinkat(directory, path, buffer, length) */
export const ___syscall305 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const text = readlink(ctx.p, arg(ctx, a, 0), path(ctx, a, 1));
  if (typeof text === 'number') return text;
  const bytes = encodeText(text).subarray(0, Math.max(0, arg(ctx, a, 3)));
  ctx.m.u8.set(bytes, arg(ctx, a, 2) >>> 0);
  return bytes.length;
};

/** fchmodat(directory, path, mode) */
export const ___syscall306 = (ctx: LegacyContext): Syscall => (_n, a) => chmod(ctx.p, arg(ctx, a, 0), path(ctx, a, 1), arg(ctx, a, 2));

/** faccessat(directory, path, mode) */
export const ___syscall307 = (ctx: LegacyContext): Syscall => (_n, a) => access(ctx.p, arg(ctx, a, 0), path(ctx, a, 1), arg(ctx, a, 2));

/** fallocate(fd, mode, offset low, high, length low, high): makes the file long enough; only mode 0 */
export const ___syscall324 = (ctx: LegacyContext): Syscall => (_n, a) =>
  onFd(ctx.p, arg(ctx, a, 0), (d) => {
    if (arg(ctx, a, 1) !== 0) return -E.EOPNOTSUPP;
    const found = d.stat();
    if (typeof found === 'number') return found;
    const end = wide(ctx, a, 2) + wide(ctx, a, 4);
    return end <= found.size ? 0 : d.truncate(end);
  });

/** dup3(from, to, flags): equal numbers are an error */
export const ___syscall330 = (ctx: LegacyContext): Syscall => (_n, a) => (arg(ctx, a, 0) === arg(ctx, a, 1) ? -E.EINVAL : dup2(ctx.p, arg(ctx, a, 0), arg(ctx, a, 1)));
