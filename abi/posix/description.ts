/** Open file descriptions: what a file descriptor refers to. */
import { E } from './errno.js';
import { O_NONBLOCK } from './constants.js';

/** What `stat` tells. Times in milliseconds with a fraction. */
export interface FileStat {
  dev: number;
  ino: number;
  mode: number;
  nlink: number;
  uid: number;
  gid: number;
  rdev: number;
  size: number;
  blksize: number;
  blocks: number;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
}

/** A `FileStat` without rounding, as the host's own. */
export interface ExactStat {
  dev: bigint;
  ino: bigint;
  mode: bigint;
  nlink: bigint;
  size: bigint;
  atimeNs: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
}

export function exactly({ dev, ino, mode, nlink, size, atimeMs, mtimeMs, ctimeMs }: FileStat): ExactStat {
  const [atimeNs, mtimeNs, ctimeNs] = [atimeMs, mtimeMs, ctimeMs].map((ms) => BigInt(Math.round(ms * 1e6))) as [bigint, bigint, bigint];
  return { dev: BigInt(dev), ino: BigInt(ino), mode: BigInt(mode), nlink: BigInt(nlink), size: BigInt(size), atimeNs, mtimeNs, ctimeNs };
}

/** One entry of a directory; `type` is the format part of its mode (`S_IFREG`...), 0 if unknown. */
export interface DirectoryEntry {
  name: string;
  type: number;
  ino: number;
}

/**
 * An open file description, shared by duplicated descriptors. Results are counts or negative error numbers. The base
 * answers as the kernel does for an object that lacks the operation.
 */
export class Description {
  /** Descriptors that refer to it. */
  refs = 0;

  constructor(
    /** Status flags (`O_ACCMODE`, `O_APPEND`, `O_NONBLOCK`). */
    public flags: number,
    /** Absolute path of the program, for directories (openat) and messages; empty for none. */
    readonly path = '',
  ) {}

  get nonblocking(): boolean {
    return (this.flags & O_NONBLOCK) !== 0;
  }

  /** Reads into `u8[start, start + length)`; 0 at the end. */
  read(_u8: Uint8Array, _start: number, _length: number): number {
    return -E.EINVAL;
  }

  /** As {@link read}, without stopping the thread until there is something; undefined where reading never waits. */
  readLater(_u8: Uint8Array, _start: number, _length: number): Promise<number> | undefined {
    return undefined;
  }

  /** Writes `u8[start, start + length)`. */
  write(_u8: Uint8Array, _start: number, _length: number): number {
    return -E.EINVAL;
  }

  pread(_u8: Uint8Array, _start: number, _length: number, _position: number): number {
    return -E.ESPIPE;
  }

  pwrite(_u8: Uint8Array, _start: number, _length: number, _position: number): number {
    return -E.ESPIPE;
  }

  /** The new position. */
  seek(_offset: number, _whence: number): number {
    return -E.ESPIPE;
  }

  stat(): FileStat | number {
    return -E.EBADF;
  }

  /** What `stat` tells, with 64-bit numbers and nanoseconds. */
  statExact(): ExactStat | number {
    const stat = this.stat();
    return typeof stat === 'number' ? stat : exactly(stat);
  }

  truncate(_length: number): number {
    return -E.EINVAL;
  }

  sync(): number {
    return -E.EINVAL;
  }

  chmod(_mode: number): number {
    return -E.EINVAL;
  }

  chown(_uid: number, _gid: number): number {
    return -E.EINVAL;
  }

  /** Sets the times, milliseconds. */
  utimes(_atime: number, _mtime: number): number {
    return -E.EINVAL;
  }

  /** The entries of a directory from `index`; `.` and `..` are 0 and 1. */
  entry(_index: number): DirectoryEntry | undefined | number {
    return -E.ENOTDIR;
  }

  /** Bytes that can be read at once (FIONREAD). */
  available(): number {
    return -E.ENOTTY;
  }

  /** Which of POLLIN, POLLOUT, POLLERR, POLLHUP, POLLRDHUP hold now; `events` are those asked for. Files are always ready. */
  poll(_events?: number): number {
    return 5;
  }

  /** The last descriptor is gone. */
  close(): number {
    return 0;
  }
}

/** A `FileStat` for objects that are no files of the host. */
export function plainStat(mode: number): FileStat {
  return { dev: 0, ino: 0, mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size: 0, blksize: 4096, blocks: 0, atimeMs: 0, mtimeMs: 0, ctimeMs: 0 };
}
