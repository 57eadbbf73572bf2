/** Nodes of the file system in memory, and what `stat` tells of them. */
import { E, type ErrnoName } from '../posix/errno.js';
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../posix/constants.js';
import { encodeText } from '../posix/text.js';

/** What a name leads to: a file, a directory or a link. */
export class Node {
  readonly ino: number;
  nlink = 1;
  atimeMs = Date.now();
  mtimeMs = Date.now();
  ctimeMs = Date.now();
  /** Of a file: as long as needed or longer, and how much of it counts. */
  data = new Uint8Array(0);
  size = 0;
  readonly entries = new Map<string, Node>();
  target = '';
  /** A directory that nobody asked for. */
  isProvided = false;

  constructor(
    ino: number,
    public mode: number,
  ) {
    this.ino = ino;
    // A directory is also `.` in itself, and `..` in each directory below.
    if (this.is(S_IFDIR)) this.nlink = 2;
  }

  is(type: number): boolean {
    return (this.mode & S_IFMT) === type;
  }
}

export function failure(code: ErrnoName, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, errno: -E[code] });
}

/** Bits of access(2). */
export const READ = 4;
export const WRITE = 2;
export const EXECUTE = 1;

/** EACCES unless the owner, whom every program is here, may do all this. */
export function allow(node: Node, bits: number, path: string): void {
  if (((node.mode >> 6) & bits) !== bits) throw failure('EACCES', path);
}

export class Stat {
  readonly dev = 1;
  readonly ino: number;
  readonly mode: number;
  readonly nlink: number;
  readonly uid = 1000;
  readonly gid = 1000;
  readonly rdev = 0;
  readonly size: number;
  readonly blksize = 4096;
  readonly blocks: number;
  readonly atimeMs: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;

  constructor(node: Node) {
    this.ino = node.ino;
    this.mode = node.mode;
    this.nlink = node.nlink;
    this.size = node.is(S_IFLNK) ? encodeText(node.target).length : node.size;
    this.blocks = Math.ceil(this.size / 512);
    this.atimeMs = node.atimeMs;
    this.mtimeMs = node.mtimeMs;
    this.ctimeMs = node.ctimeMs;
  }

  isFile(): boolean {
    return (this.mode & S_IFMT) === S_IFREG;
  }

  isDirectory(): boolean {
    return (this.mode & S_IFMT) === S_IFDIR;
  }

  isSymbolicLink(): boolean {
    return (this.mode & S_IFMT) === S_IFLNK;
  }

  isFIFO(): boolean {
    return false;
  }

  isSocket(): boolean {
    return false;
  }

  isCharacterDevice(): boolean {
    return false;
  }
}

export interface StatOptions {
  bigint?: boolean;
  throwIfNoEntry?: boolean;
}

/** As the caller asked: with `bigint`, whole numbers are BigInts and times nanoseconds. */
export function shown(node: Node, options: StatOptions | undefined): Stat {
  const stat = new Stat(node);
  if (options?.bigint !== true) return stat;
  const times = { atimeNs: stat.atimeMs, mtimeNs: stat.mtimeMs, ctimeNs: stat.ctimeMs };
  const exact = Object.create(Stat.prototype) as Record<string, unknown>;
  for (const [name, ms] of Object.entries(times)) exact[name] = BigInt(Math.round(ms * 1e3)) * 1000n;
  for (const name of ['dev', 'ino', 'nlink', 'size'] as const) exact[name] = BigInt(stat[name]);
  // Compared as a number by the predicates, and read as any by the caller.
  exact.mode = stat.mode;
  return exact as unknown as Stat;
}

/** What ext4 takes for too large, where a host tells its own programs so. */
const LARGEST = 2 ** 44;

/** So many bytes, or more if they can be had. Errors: ENOSPC, EFBIG. */
function room(size: number, more: number): Uint8Array<ArrayBuffer> {
  if (size > LARGEST) throw failure('EFBIG', 'a file in memory');
  for (const bytes of [Math.max(size, more), size]) {
    try {
      return new Uint8Array(bytes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  throw failure('ENOSPC', 'a file in memory');
}

/** Makes a file this long. */
export function resize(node: Node, size: number): void {
  if (size > node.data.length) {
    const larger = room(size, 2 * node.data.length);
    larger.set(node.data.subarray(0, node.size));
    node.data = larger;
  }
  if (size < node.size) node.data.fill(0, size, node.size);
  node.size = size;
  node.mtimeMs = node.ctimeMs = Date.now();
}
