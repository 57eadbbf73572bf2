/** Calls on paths and on open files. Paths are the program's; results are counts or negative error numbers. */
import type { Host } from '../host/host.js';
import { AT_FDCWD, AT_SYMLINK_FOLLOW, AT_SYMLINK_NOFOLLOW, S_IFDIR } from './constants.js';
import { plainStat, type FileStat } from './description.js';
import { isDirectory, lastDots, refuseSlashed, slashed } from './endings.js';
import { E, errnoOf } from './errno.js';
import { descriptionOf } from './fd.js';
import { hostTime } from './host-time.js';
import type { Process } from './process.js';
import { destination, plainPath, special, statOf, type Special } from './special.js';

type Fs = NonNullable<Host['fs']>;

/** The absolute path of `path` taken from directory descriptor `dirfd`, or -ENOENT, -EBADF, -ENOTDIR. */
export function absolutePath(p: Process, dirfd: number, path: string): string | number {
  p.opened = undefined;
  if (path === '') return -E.ENOENT;
  if (path.length > 4095) return -E.ENAMETOOLONG;
  if (path.charCodeAt(0) === 47) return path;
  if (dirfd === AT_FDCWD) return fromHere(p, path);
  const directory = descriptionOf(p, dirfd);
  if (directory === undefined) return -E.EBADF;
  return directory.path === '' ? -E.ENOTDIR : `${directory.path}/${path}`;
}

const RELATIVES = 1000;

/** `path` from the working directory. Text joined before is used again, because joining and hashing it costs as much as a lookup. */
function fromHere(p: Process, path: string): string {
  let whole = p.relatives.get(path);
  if (whole === undefined) {
    whole = p.cwd === '/' || p.isAtRoot?.(path) ? `/${path}` : `${p.cwd}/${path}`;
    if (p.relatives.size >= RELATIVES) p.relatives.clear();
    p.relatives.set(path, whole);
  }
  return whole;
}

/** Runs a host call on the host path of an absolute path. `change` says that it alters the directory; other calls follow a link before a slash. */
export function onPath(p: Process, path: string | number, follow: boolean, change: boolean, call: (fs: Fs, path: string) => number): number {
  if (typeof path === 'number') return path;
  if (p.sandbox === undefined || p.host.fs === undefined) return -E.ENOENT;
  const target = follow || (!change && slashed(path)) ? p.sandbox.follow(path) : p.sandbox.resolve(path);
  if (typeof target === 'number') return target;
  if (change && target.readonly) return -E.EROFS;
  try {
    return call(p.host.fs, target.path);
  } catch (error) {
    return -errnoOf(error);
  } finally {
    if (change) {
      p.sandbox.forget();
      p.kept?.clear();
    }
  }
}

/** -ENOENT for a path that nothing was granted of: where only looking is asked for, what cannot be reached is not there. */
function unseen(p: Process, path: string, error: number): number {
  return error === -E.EACCES && p.sandbox?.resolve(path) === error ? -E.ENOENT : error;
}

/** fstatat(2) with AT_SYMLINK_NOFOLLOW. Directories above a preopened one exist for it, with mode 0555. Errors: as open, but ENOENT outside the preopened directories. */
export function stat(p: Process, dirfd: number, name: string, flags: number): FileStat | number {
  const path = absolutePath(p, dirfd, name);
  if (typeof path === 'number') return path;
  const ours = special(p, path);
  if (ours !== undefined) return typeof ours === 'number' ? ours : statSpecial(p, ours, (flags & AT_SYMLINK_NOFOLLOW) === 0 || path.endsWith('/'));
  let found: FileStat | undefined;
  const error = onPath(p, path, false, false, (fs, host) => {
    found = fs.lstatSync(host);
    return 0;
  });
  if (error < 0) return p.sandbox?.isAncestor(path) ? plainStat(S_IFDIR | 0o555) : unseen(p, path, error);
  const isLink = (found!.mode & 0o170000) === 0o120000;
  if (isLink && (flags & AT_SYMLINK_NOFOLLOW) === 0) {
    const again = onPath(p, path, true, false, (fs, host) => {
      found = fs.lstatSync(host);
      return 0;
    });
    if (again < 0) return again;
  }
  return path.endsWith('/') && (found!.mode & 0o170000) !== S_IFDIR ? -E.ENOTDIR : found!;
}

function statSpecial(p: Process, found: Special, follow: boolean): FileStat | number {
  if (found.kind !== 'link' || !follow) return statOf(found);
  const target = destination(p, found);
  if (typeof target === 'string') return stat(p, AT_FDCWD, target, 0);
  return typeof target === 'number' ? target : target.stat();
}

/** mkdirat(2). Errors: EEXIST, and as open. */
export function mkdir(p: Process, dirfd: number, name: string, mode: number): number {
  const path = absolutePath(p, dirfd, name);
  if (typeof path === 'string' && (p.sandbox?.isAncestor(path) || typeof special(p, path) === 'object')) return -E.EEXIST;
  return onPath(p, path, false, true, (fs, host) => {
    fs.mkdirSync(host, mode & 0o7777);
    return 0;
  });
}

/** unlinkat(2) without AT_REMOVEDIR. Errors: EISDIR, and as open. */
export function unlink(p: Process, dirfd: number, name: string): number {
  const path = absolutePath(p, dirfd, name);
  if (typeof path === 'string' && p.devices.delete(path)) return 0;
  return onPath(p, path, false, true, (fs, host) => {
    if (lastDots(path) !== undefined) return -E.EISDIR;
    if (slashed(path) && !isDirectory(fs, host)) return -E.ENOTDIR;
    fs.unlinkSync(host);
    return 0;
  });
}

/** rmdir(2). Errors: ENOTEMPTY, and as open. */
export function rmdir(p: Process, dirfd: number, name: string): number {
  const path = absolutePath(p, dirfd, name);
  const dots = lastDots(path);
  return onPath(p, path, false, true, (fs, host) => {
    if (dots !== undefined) return dots === '.' ? -E.EINVAL : -E.ENOTEMPTY;
    fs.rmdirSync(host);
    return 0;
  });
}

/** renameat(2). Errors: EXDEV, EROFS, and as open for either path. */
export function rename(p: Process, fromDir: number, from: string, toDir: number, to: string): number {
  const [entry, target] = [absolutePath(p, fromDir, from), absolutePath(p, toDir, to)];
  return onPath(p, entry, false, true, (fs, source) =>
    onPath(p, target, false, true, (_fs, destination) => {
      if (lastDots(entry) !== undefined || lastDots(target) !== undefined) return -E.EBUSY;
      if ((slashed(entry) || slashed(target)) && !isDirectory(fs, source)) return -E.ENOTDIR;
      fs.renameSync(source, destination);
      return 0;
    }),
  );
}

/** linkat(2); `flags` may be AT_SYMLINK_FOLLOW. Errors: EINVAL for other flags, EEXIST, EXDEV, and as open for either path. */
export function link(p: Process, fromDir: number, from: string, toDir: number, to: string, flags = 0): number {
  if ((flags & ~AT_SYMLINK_FOLLOW) !== 0) return -E.EINVAL;
  const target = absolutePath(p, toDir, to);
  return onPath(p, absolutePath(p, fromDir, from), flags !== 0, false, (fs, source) =>
    onPath(p, target, false, true, (_fs, destination) => {
      if (slashed(target)) return refuseSlashed(fs, destination);
      fs.linkSync(source, destination);
      return 0;
    }),
  );
}

/** symlinkat(2). The text of the link is free: where it leads is checked when it is followed. Errors: EEXIST, and as open. */
export function symlink(p: Process, text: string, dirfd: number, name: string): number {
  const path = absolutePath(p, dirfd, name);
  return onPath(p, path, false, true, (fs, host) => {
    if (slashed(path)) return refuseSlashed(fs, host);
    fs.symlinkSync(text, host);
    return 0;
  });
}

/** readlinkat(2): the text of a link. Errors: EINVAL if it is none, and as {@link stat}. */
export function readlink(p: Process, dirfd: number, name: string): string | number {
  let text = '';
  const path = absolutePath(p, dirfd, name);
  const ours = typeof path === 'string' ? special(p, path) : undefined;
  if (ours !== undefined) return typeof ours === 'number' ? ours : ours.kind === 'link' ? ours.text : -E.EINVAL;
  const error = onPath(p, path, false, false, (fs, host) => {
    text = fs.readlinkSync(host);
    return 0;
  });
  // realpath(3) asks it of every directory on its way.
  if (error === -E.EACCES && typeof path === 'string' && p.sandbox?.isAncestor(path)) return -E.EINVAL;
  if (error >= 0) return text;
  return typeof path === 'string' ? unseen(p, path, error) : error;
}

/** fchmodat2(2). Errors: EPERM, EROFS, EOPNOTSUPP for a link that is not followed, EINVAL for other flags, and as open. */
export function chmod(p: Process, dirfd: number, name: string, mode: number, flags = 0): number {
  if ((flags & ~AT_SYMLINK_NOFOLLOW) !== 0) return -E.EINVAL;
  const path = absolutePath(p, dirfd, name);
  const ours = typeof path === 'string' ? p.devices.get(plainPath(path)) : undefined;
  if (ours !== undefined) {
    ours.mode = mode & 0o777;
    return 0;
  }
  return onPath(p, path, flags === 0, true, (fs, host) => {
    if (flags !== 0 && fs.lstatSync(host).isSymbolicLink()) return -E.EOPNOTSUPP;
    fs.chmodSync(host, mode & 0o7777);
    return 0;
  });
}

/** fchownat(2); -1 leaves an id as it is. Errors: EPERM, EROFS, and as open. */
export function chown(p: Process, dirfd: number, name: string, uid: number, gid: number, flags = 0): number {
  const follow = (flags & AT_SYMLINK_NOFOLLOW) === 0;
  return onPath(p, absolutePath(p, dirfd, name), follow, true, (fs, host) => {
    const now = fs.lstatSync(host);
    fs.lchownSync(host, uid === -1 ? now.uid : uid, gid === -1 ? now.gid : gid);
    return 0;
  });
}

/** utimensat(2), times in milliseconds. Errors: EPERM, EROFS, and as open. */
export function utimes(p: Process, dirfd: number, name: string, atime: number, mtime: number, flags = 0): number {
  const follow = (flags & AT_SYMLINK_NOFOLLOW) === 0;
  return onPath(p, absolutePath(p, dirfd, name), follow, true, (fs, host) => {
    fs[follow ? 'utimesSync' : 'lutimesSync'](host, hostTime(atime), hostTime(mtime));
    return 0;
  });
}

/** truncate(2). Errors: EINVAL, EFBIG, EISDIR, EROFS, and as open. */
export function truncate(p: Process, name: string, length: number): number {
  if (length < 0) return -E.EINVAL;
  if (length > Number.MAX_SAFE_INTEGER) return -E.EFBIG;
  return onPath(p, absolutePath(p, AT_FDCWD, name), true, true, (fs, host) => {
    fs.truncateSync(host, length);
    return 0;
  });
}

/** access(2): bits 4 read, 2 write, 1 execute. Errors: EACCES, and as open. */
export function access(p: Process, dirfd: number, name: string, mode: number): number {
  const path = absolutePath(p, dirfd, name);
  const ours = typeof path === 'string' ? special(p, path) : undefined;
  if (ours !== undefined) {
    const found = typeof ours === 'number' ? ours : statSpecial(p, ours, true);
    return typeof found === 'number' ? found : (mode & ~((found.mode >> 6) & 7) & 7) === 0 ? 0 : -E.EACCES;
  }
  const error = onPath(p, path, true, (mode & 2) !== 0, (fs, host) => {
    fs.accessSync(host, mode & 7);
    return 0;
  });
  if (error === 0 || typeof path === 'number') return error;
  if (error === -E.EACCES && p.sandbox?.isAncestor(path)) return (mode & 2) === 0 ? 0 : error;
  return unseen(p, path, error);
}

/** chdir(2): the working directory is the program's own, the host's stays. It has no links in it. Errors: ENOTDIR, and as open. */
export function chdir(p: Process, name: string): number {
  const path = absolutePath(p, AT_FDCWD, name);
  if (typeof path === 'number') return path;
  const found = stat(p, AT_FDCWD, name, 0);
  if (typeof found === 'number') return found;
  if ((found.mode & 0o170000) !== S_IFDIR) return -E.ENOTDIR;
  const real = special(p, path) === undefined ? p.sandbox?.real(path) : undefined;
  p.cwd = typeof real === 'string' ? real : plainPath(path);
  p.relatives.clear();
  return 0;
}

/** umask(2): sets the process's own mask, through the thread that may; the old one. */
export function umask(p: Process, mask: number): number {
  return p.host.umask(mask & 0o777);
}

/** fsync, ftruncate, fchmod... on a descriptor. Errors: EBADF and what the operation gives. */
export function onFd(p: Process, fd: number, call: (description: NonNullable<ReturnType<typeof descriptionOf>>) => number): number {
  const description = descriptionOf(p, fd);
  return description === undefined ? -E.EBADF : call(description);
}
