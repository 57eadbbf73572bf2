/** Opening files, and what a file just opened is. Paths are the program's; results are descriptors or negative error numbers. */
import type { Host } from '../host/host.js';
import { AT_FDCWD, O_ACCMODE, O_APPEND, O_CLOEXEC, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_TRUNC, O_WRONLY, S_IFDIR } from './constants.js';
import type { FileStat } from './description.js';
import { ListedDirectory, listing } from './directory.js';
import { lastDots, slashed } from './endings.js';
import { E, errnoOf } from './errno.js';
import { addFd, descriptionOf } from './fd.js';
import { absolutePath } from './files.js';
import { HostDirectory, HostFile, writes } from './host-file.js';
import type { Process } from './process.js';
import type { HostPath } from './sandbox.js';
import { destination, special, type Special } from './special.js';

type Fs = NonNullable<Host['fs']>;

/** The host's own constants, copied: theirs is an object with slow properties. */
let numbers: Fs['constants'] | undefined = undefined;

/** Our open flags as the host numbers them. */
function hostFlags(fs: Fs, flags: number): number {
  const c = (numbers ??= { ...fs.constants });
  let host = (flags & O_ACCMODE) | c.O_NOFOLLOW;
  if (flags & O_CREAT) host |= c.O_CREAT;
  if (flags & O_EXCL) host |= c.O_EXCL;
  if (flags & O_TRUNC) host |= c.O_TRUNC;
  if (flags & O_APPEND) host |= c.O_APPEND;
  // A FIFO without a writer must not stop the whole program.
  return host | (flags & O_NONBLOCK ? c.O_NONBLOCK : 0);
}

/** Whether a file opened so is only read, so that its descriptor serves for any other such opening. */
function onlyReads(flags: number): boolean {
  return (flags & (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND)) === 0;
}

function openHost(p: Process, fs: Fs, target: HostPath, path: string, flags: number, mode: number, now: number): number {
  if (target.readonly && (writes(flags) || (flags & (O_CREAT | O_TRUNC)) !== 0)) return -E.EROFS;
  if ((flags & O_DIRECTORY) !== 0) {
    const found = fs.lstatSync(target.path);
    if (found.isSymbolicLink() && (flags & O_NOFOLLOW) === 0) return -E.ELOOP;
    if (!found.isDirectory()) return -E.ENOTDIR;
    if (writes(flags)) return -E.EISDIR;
    return addFd(p, new HostDirectory(fs, target.path, flags, path));
  }
  // Windows has no such flag: its links are looked for before.
  if (fs.constants.O_NOFOLLOW === undefined && fs.lstatSync(target.path, { throwIfNoEntry: false })?.isSymbolicLink()) return -E.ELOOP;
  const status = flags & ~(O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC);
  const keeper = onlyReads(flags) ? p.kept : undefined;
  const kept = keeper?.take(target.path);
  if (kept !== undefined) {
    const file = new HostFile(fs, kept.fd, status, path, keeper, target.path, kept);
    const fd = addFd(p, file);
    if (fd < 0) kept.busy = false;
    else p.opened = { description: file, stat: kept.stat, at: now };
    return fd;
  }
  const opened = fs.openSync(target.path, hostFlags(fs, flags), mode & 0o7777);
  return addOrClose(p, fs, opened, new HostFile(fs, opened, status, path, keeper, target.path));
}

function addOrClose(p: Process, fs: Fs, hostFd: number, file: HostFile): number {
  const fd = addFd(p, file);
  if (fd < 0) fs.closeSync(hostFd);
  return fd;
}

/** Opens; where the host has no descriptor left, those kept for later are given up for it. -ELOOP and -EMLINK: a link, which the host was not to follow. */
function tryOpen(p: Process, fs: Fs, target: HostPath, path: string, flags: number, mode: number, now: number): number {
  for (;;) {
    try {
      return openHost(p, fs, target, path, flags, mode, now);
    } catch (error) {
      const errno = errnoOf(error);
      if ((errno !== E.EMFILE && errno !== E.ENFILE) || p.kept === undefined || p.kept.size === 0) return -errno;
      p.kept.clear();
    }
  }
}

function openSpecial(p: Process, found: Special, path: string, flags: number, mode: number): number {
  if ((flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0) return -E.EEXIST;
  if (found.kind === 'link') {
    if ((flags & O_NOFOLLOW) !== 0) return -E.ELOOP;
    const target = destination(p, found);
    if (typeof target === 'number') return target;
    if (typeof target === 'string') return open(p, AT_FDCWD, target, flags, mode);
    // A file is opened anew, with a position of its own; what has no path any more is shared.
    const again = target.path === '' ? -E.ENOENT : open(p, AT_FDCWD, target.path, flags, mode);
    return again === -E.ENOENT ? addFd(p, target) : again;
  }
  if (found.kind === 'directory') return writes(flags) ? -E.EISDIR : addFd(p, new ListedDirectory(flags, path, found.entries));
  if ((flags & O_DIRECTORY) !== 0) return -E.ENOTDIR;
  const bits = ((flags & O_ACCMODE) === O_WRONLY ? 0 : 4) | (writes(flags) ? 2 : 0);
  const device = ((found.mode >> 6) & bits) === bits ? found.open(flags) : -E.EACCES;
  return typeof device === 'number' ? device : addFd(p, device);
}

/**
 * openat(2). Directories may be opened read-only. Errors: EACCES outside the preopened directories, EBADF, EEXIST, EISDIR,
 * ELOOP, EMFILE, ENAMETOOLONG, ENOENT, ENOTDIR, EROFS, and the host's.
 */
export function open(p: Process, dirfd: number, name: string, flags: number, mode: number): number {
  const path = absolutePath(p, dirfd, name);
  if (typeof path === 'number') return path;
  const found = special(p, path);
  if (found !== undefined) return typeof found === 'number' ? found : openSpecial(p, found, path, flags, mode);
  const fs = p.host.fs;
  if (fs === undefined || p.sandbox === undefined) return -E.ENOENT;
  const now = Date.now();
  p.kept?.sweep(now);
  const direct = p.sandbox.resolve(path, now);
  if (typeof direct === 'number') {
    const names = writes(flags) ? undefined : p.sandbox.namesIn(path);
    return names === undefined ? direct : addFd(p, new ListedDirectory(flags, path, listing(names.map((one) => ({ name: one, type: S_IFDIR })))));
  }
  if (slashed(path)) {
    if ((flags & O_CREAT) !== 0) return (flags & O_EXCL) !== 0 && lastDots(path) !== undefined ? -E.EEXIST : -E.EISDIR;
    flags = (flags | O_DIRECTORY) & ~O_NOFOLLOW;
  }
  const opened = tryOpen(p, fs, direct, path, flags, mode, now);
  if (opened !== -E.ELOOP && opened !== -E.EMLINK) return opened;
  if ((flags & O_NOFOLLOW) !== 0) return -E.ELOOP;
  const followed = p.sandbox.follow(path);
  return typeof followed === 'number' ? followed : tryOpen(p, fs, followed, path, flags, mode, now);
}

/**
 * fstat(2). Right after opening it is what the opening itself found out, if that is not older than a millisecond.
 * Errors: EBADF, and the host's.
 */
export function fstat(p: Process, fd: number): FileStat | number {
  const { opened } = p;
  const description = descriptionOf(p, fd);
  if (description === undefined) return -E.EBADF;
  if (opened !== undefined && opened.description === description && Date.now() - opened.at <= 1) return opened.stat;
  return description.stat();
}
