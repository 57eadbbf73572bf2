/** Structures of the C library in the program's memory. Where ABIs differ, a layout says the offsets. */
import type { DirectoryEntry, FileStat } from './description.js';
import { E } from './errno.js';
import { descriptionOf } from './fd.js';
import type { FsStat } from './file-systems.js';
import { Directory } from './directory.js';
import { HostFile } from './host-file.js';
import { getI32, getI64, setI64, type GuestMemory } from './memory.js';
import type { Process } from './process.js';
import { encodeText } from './text.js';

/** Offsets in `struct stat`; `-1` for a field that is not there. */
export interface StatLayout {
  bytes: number;
  dev: number;
  /** A second, 32-bit inode number. */
  inoTruncated: number;
  mode: number;
  nlink: number;
  uid: number;
  gid: number;
  rdev: number;
  size: number;
  blksize: number;
  blocks: number;
  atime: number;
  mtime: number;
  ctime: number;
  ino: number;
  /** Sizes of off_t, ino_t and time_t: 4 or 8. */
  offBytes: 4 | 8;
  inoBytes: 4 | 8;
  timeBytes: 4 | 8;
}

function setWord(m: GuestMemory, at: number, value: number, bytes: 4 | 8): void {
  if (bytes === 8) setI64(m, at, value);
  else m.dv.setInt32(at, value | 0, true);
}

function setTime(m: GuestMemory, at: number, ms: number, bytes: 4 | 8): void {
  const seconds = Math.floor(ms / 1000);
  setWord(m, at, seconds, bytes);
  m.dv.setInt32(at + bytes, Math.floor((ms - seconds * 1000) * 1e6), true);
}

/** Element `index` of an array of `struct timespec`, whose seconds have 4 or 8 bytes. */
export function readTimespec(m: GuestMemory, address: number, index: number, bytes: 4 | 8): { seconds: number; nanoseconds: number } {
  const at = address + 2 * bytes * index;
  return { seconds: bytes === 8 ? getI64(m, at) : getI32(m, at), nanoseconds: getI32(m, at + bytes) };
}

/** Writes `struct stat`. Errors: EOVERFLOW for a size that does not fit. */
export function writeStat(m: GuestMemory, address: number, stat: FileStat | number, layout: StatLayout): number {
  if (typeof stat === 'number') return stat;
  if (layout.offBytes === 4 && stat.size > 0x7fffffff) return -E.EOVERFLOW;
  const at = address >>> 0;
  const { dv, u8 } = m;
  u8.fill(0, at, at + layout.bytes);
  dv.setInt32(at + layout.dev, stat.dev | 0, true);
  if (layout.inoTruncated >= 0) dv.setInt32(at + layout.inoTruncated, stat.ino | 0, true);
  dv.setInt32(at + layout.mode, stat.mode, true);
  dv.setInt32(at + layout.nlink, stat.nlink, true);
  dv.setInt32(at + layout.uid, stat.uid, true);
  dv.setInt32(at + layout.gid, stat.gid, true);
  dv.setInt32(at + layout.rdev, stat.rdev | 0, true);
  setWord(m, at + layout.size, stat.size, layout.offBytes);
  dv.setInt32(at + layout.blksize, stat.blksize, true);
  dv.setInt32(at + layout.blocks, stat.blocks | 0, true);
  setTime(m, at + layout.atime, stat.atimeMs, layout.timeBytes);
  setTime(m, at + layout.mtime, stat.mtimeMs, layout.timeBytes);
  setTime(m, at + layout.ctime, stat.ctimeMs, layout.timeBytes);
  setWord(m, at + layout.ino, stat.ino, layout.inoBytes);
  return 0;
}

/** Offsets in `struct dirent`; records are padded to `align`. */
export interface DirentLayout {
  inoBytes: 4 | 8;
  off: number;
  offBytes: 4 | 8;
  reclen: number;
  type: number;
  name: number;
  align: number;
  /** Of every entry, where none is shorter. */
  bytes?: number;
}

/** getdents64(2): as many entries as fit; their bytes. Errors: EBADF, ENOTDIR, EINVAL if not even one fits. */
export function getdents(p: Process, m: GuestMemory, fd: number, address: number, capacity: number, layout: DirentLayout): number {
  const description = descriptionOf(p, fd);
  if (description === undefined) return -E.EBADF;
  const directory = description instanceof HostFile ? description.directory : description;
  if (!(directory instanceof Directory)) return -E.ENOTDIR;
  const start = address >>> 0;
  let at = start;
  for (;;) {
    const entry = directory.entry(directory.index);
    if (typeof entry === 'number') return entry;
    if (entry === undefined) break;
    const name = encodeText(entry.name);
    const length = layout.bytes ?? Math.ceil((layout.name + name.length + 1) / layout.align) * layout.align;
    if (at + length > start + capacity) {
      if (at === start) return -E.EINVAL;
      break;
    }
    writeDirent(m, at, { ...entry, ino: directory.inode(entry) }, name, length, directory.index + 1, layout);
    directory.index++;
    at += length;
  }
  return at - start;
}

function writeDirent(m: GuestMemory, at: number, entry: DirectoryEntry, name: Uint8Array, length: number, next: number, layout: DirentLayout): void {
  m.u8.fill(0, at, at + length);
  setWord(m, at, entry.ino, layout.inoBytes);
  setWord(m, at + layout.off, next, layout.offBytes);
  m.dv.setInt16(at + layout.reclen, length, true);
  // The type is the upper four bits of the mode.
  m.u8[at + layout.type] = entry.type >> 12;
  m.u8.set(name, at + layout.name);
}

/** Writes `struct statfs64` (64 bytes, words of 4). */
export function writeStatfs(m: GuestMemory, address: number, stat: FsStat | number): number {
  if (typeof stat === 'number') return stat;
  const at = address >>> 0;
  m.u8.fill(0, at, at + 64);
  const words = [stat.type, stat.bsize, stat.blocks, stat.bfree, stat.bavail, stat.files, stat.ffree];
  words.forEach((word, i) => m.dv.setInt32(at + 4 * i, word | 0, true));
  m.dv.setInt32(at + 36, 255, true);
  m.dv.setInt32(at + 40, stat.bsize, true);
  return 0;
}

/** Writes `struct rlimit` of two 64-bit words; Infinity is RLIM_INFINITY. */
export function writeRlimit(m: GuestMemory, address: number, limit: number): void {
  for (const at of [address >>> 0, (address >>> 0) + 8]) {
    if (limit === Infinity) m.u8.fill(0xff, at, at + 8);
    else setI64(m, at, limit);
  }
}

/** Writes `struct utsname`: six strings of 65 bytes. */
export function writeUtsname(m: GuestMemory, address: number, fields: readonly string[]): void {
  const at = address >>> 0;
  m.u8.fill(0, at, at + 390);
  fields.forEach((field, i) => m.u8.set(encodeText(field).subarray(0, 64), at + 65 * i));
}

/** Milliseconds of a `struct timeval` (two 32-bit words); Infinity for a null pointer. */
export function readTimeval(m: GuestMemory, address: number): number {
  if (address === 0) return Infinity;
  return m.dv.getInt32(address >>> 0, true) * 1000 + m.dv.getInt32((address >>> 0) + 4, true) / 1000;
}

export function writeTimeval(m: GuestMemory, address: number, ms: number): void {
  const seconds = Math.floor(ms / 1000);
  m.dv.setInt32(address >>> 0, seconds | 0, true);
  m.dv.setInt32((address >>> 0) + 4, Math.floor((ms - seconds * 1000) * 1000), true);
}
