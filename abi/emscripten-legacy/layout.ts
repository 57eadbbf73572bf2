/** Structures of Emscripten 1.3x's libc (musl, asmjs headers). */
import type { DirentLayout, StatLayout } from '../posix/structs.js';

export const STAT: StatLayout = {
  bytes: 76, dev: 0, inoTruncated: 8, mode: 12, nlink: 16, uid: 20, gid: 24, rdev: 28, size: 36, blksize: 40, blocks: 44, atime: 48, mtime: 56,
  ctime: 64, ino: 72, offBytes: 4, inoBytes: 4, timeBytes: 4,
};

export const DIRENT: DirentLayout = { inoBytes: 4, off: 4, offBytes: 4, reclen: 8, type: 10, name: 11, align: 4 };

/** fcntl commands for record locks, and F_UNLCK. */
export const F_GETLK = 12;
export const F_SETLK = 13;
export const F_SETLKW = 14;
export const F_UNLCK = 2;
