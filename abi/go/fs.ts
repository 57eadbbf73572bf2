/**
 * The object that Go's package syscall calls for files: the functions of node:fs that it uses, each with a callback as last
 * parameter, on the files that the program was granted. Answers come after the call, when the program waits for them.
 */
import { AT_FDCWD, AT_SYMLINK_NOFOLLOW, O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_RDWR, O_TRUNC, O_WRONLY, S_IFDIR, S_IFMT } from '../posix/constants.js';
import type { FileStat } from '../posix/description.js';
import { E } from '../posix/errno.js';
import { close, descriptionOf } from '../posix/fd.js';
import { chmod, chown, link, mkdir, onFd, readlink, rename, rmdir, stat, symlink, truncate, unlink, utimes } from '../posix/files.js';
import { fstat, open } from '../posix/open.js';
import type { Process } from '../posix/process.js';
import { systemError } from './errors.js';

type Callback = (error: Error | null, result?: unknown) => void;

/** A negative number that a call gave is an error of that number. */
type Outcome = number | object | string;

const CONSTANTS = { O_RDONLY: 0, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_DIRECTORY };

function stats(found: FileStat | number): Outcome {
  if (typeof found === 'number') return found;
  const { dev, ino, mode, nlink, uid, gid, rdev, size, blksize, blocks, atimeMs, mtimeMs, ctimeMs } = found;
  return { dev, ino, mode, nlink, uid, gid, rdev, size, blksize, blocks, atimeMs, mtimeMs, ctimeMs, isDirectory: () => (mode & S_IFMT) === S_IFDIR };
}

/** Names in a directory, without `.` and `..`. */
function readdir(p: Process, path: string): Outcome {
  const fd = open(p, AT_FDCWD, path, O_DIRECTORY, 0);
  if (fd < 0) return fd;
  const directory = descriptionOf(p, fd)!;
  const names: string[] = [];
  let entry = directory.entry(2);
  for (let i = 3; typeof entry === 'object'; i++) {
    names.push(entry.name);
    entry = directory.entry(i);
  }
  close(p, fd);
  return typeof entry === 'number' ? entry : names;
}

/** Go opens a directory as it opens a file, and lists it by its path. */
function openAny(p: Process, path: string, flags: number, mode: number): number {
  const fd = open(p, AT_FDCWD, path, flags, mode);
  return fd === -E.EISDIR || fd >= 0 || flags !== 0 ? fd : open(p, AT_FDCWD, path, O_DIRECTORY, mode);
}

function write(p: Process, fd: number, from: Uint8Array, start: number, length: number, position: number | null): Outcome {
  return onFd(p, fd, (file) => (position === null ? file.write(from, start, length) : file.pwrite(from, start, length, position)));
}

/** The calls that are answered at once, by name, without their callbacks. */
function calls(p: Process): Record<string, (...args: any[]) => Outcome> {
  const here = AT_FDCWD;
  return {
    open: (path, flags, mode) => openAny(p, path, flags, mode),
    close: (fd) => close(p, fd),
    write: (fd, from, start, length, position) => write(p, fd, from, start, length, position),
    fstat: (fd) => stats(fstat(p, fd)),
    stat: (path) => stats(stat(p, here, path, 0)),
    lstat: (path) => stats(stat(p, here, path, AT_SYMLINK_NOFOLLOW)),
    readdir: (path) => readdir(p, path),
    mkdir: (path, mode) => mkdir(p, here, path, mode),
    rmdir: (path) => rmdir(p, here, path),
    unlink: (path) => unlink(p, here, path),
    rename: (from, to) => rename(p, here, from, here, to),
    link: (from, to) => link(p, here, from, here, to),
    symlink: (target, path) => symlink(p, target, here, path),
    readlink: (path) => readlink(p, here, path),
    chmod: (path, mode) => chmod(p, here, path, mode),
    fchmod: (fd, mode) => onFd(p, fd, (file) => file.chmod(mode)),
    chown: (path, uid, gid) => chown(p, here, path, uid | 0, gid | 0),
    lchown: (path, uid, gid) => chown(p, here, path, uid | 0, gid | 0, AT_SYMLINK_NOFOLLOW),
    fchown: (fd, uid, gid) => onFd(p, fd, (file) => file.chown(uid | 0, gid | 0)),
    utimes: (path, atime, mtime) => utimes(p, here, path, atime * 1000, mtime * 1000),
    truncate: (path, length) => truncate(p, path, length),
    ftruncate: (fd, length) => onFd(p, fd, (file) => file.truncate(length)),
    fsync: (fd) => onFd(p, fd, (file) => file.sync()),
  };
}

function answer(callback: Callback, outcome: Outcome): void {
  if (typeof outcome === 'number' && outcome < 0) callback(systemError(-outcome));
  else callback(null, outcome);
}

/** `later` runs what it is given after the program has paused. */
export function fileSystem(p: Process, later: (answer: () => void) => void): object {
  const answered = (call: (...args: unknown[]) => Outcome) => (...args: unknown[]): void => {
    const callback = args.pop() as Callback;
    const outcome = call(...args);
    later(() => answer(callback, outcome));
  };
  const fs: Record<string, unknown> = { constants: CONSTANTS };
  for (const [name, call] of Object.entries(calls(p))) fs[name] = answered(call);
  fs.read = (fd: number, into: Uint8Array, start: number, length: number, position: number | null, callback: Callback): void => {
    const file = descriptionOf(p, fd);
    const waiting = position === null ? file?.readLater(into, start, length) : undefined;
    if (waiting !== undefined) {
      void waiting.then((count) => later(() => answer(callback, count)));
      return;
    }
    const count = file === undefined ? -E.EBADF : position === null ? file.read(into, start, length) : file.pread(into, start, length, position);
    later(() => answer(callback, count));
  };
  return fs;
}
