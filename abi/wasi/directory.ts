/** fd_readdir. */
import { FILETYPE_DIRECTORY, FD_READDIR, fileType, FILETYPE_UNKNOWN } from './rights.js';
import { S_IFDIR } from '../posix/constants.js';
import type { DirectoryEntry } from '../posix/description.js';
import { encodeText } from '../posix/text.js';
import { call, checked, directoryOf, type Context } from './context.js';
import { span, storeU32, unsigned } from './memory.js';
import { fsOf } from './resolve.js';

const HEADER = 24;

/** The inode number of an entry, 0 where it cannot be told (then it may be gone already). */
function inode(ctx: Context, directory: string, { name }: DirectoryEntry): bigint {
  try {
    const fs = fsOf(ctx);
    // What lies above the directory is not the program's business.
    const path = name === '.' || name === '..' ? directory : `${directory}/${name}`;
    return fs.lstatSync(path, { bigint: true }).ino;
  } catch {
    return 0n;
  }
}

/** dirent: next@0:8 ino@8:8 namlen@16:4 type@20:1, then the name. */
function direntBytes(ctx: Context, directory: string, entry: DirectoryEntry, next: number): Uint8Array {
  const name = encodeText(entry.name);
  const bytes = new Uint8Array(HEADER + name.length);
  const dv = new DataView(bytes.buffer);
  dv.setBigUint64(0, BigInt(next), true);
  dv.setBigUint64(8, inode(ctx, directory, entry), true);
  dv.setUint32(16, name.length, true);
  bytes[20] = entry.type === S_IFDIR ? FILETYPE_DIRECTORY : entry.type === 0 ? FILETYPE_UNKNOWN : fileType(entry.type);
  bytes.set(name, HEADER);
  return bytes;
}

/** Fills the buffer; the last entry may be cut, and whoever finds the buffer full asks again from the last whole one. A cookie is the number of the next entry. */
export function fd_readdir(ctx: Context) {
  return call((fd: number, address: number, size: number, cookieLow: number, cookieHigh: number, usedAt: number) => {
    const { description } = directoryOf(ctx, fd, FD_READDIR);
    const capacity = size >>> 0;
    const start = span(ctx, address, capacity);
    span(ctx, usedAt, 4);
    const cookie = unsigned(cookieLow, cookieHigh);
    // From the start the directory is read anew.
    if (cookie === 0) description.seek(0, 0);
    let used = 0;
    for (let index = cookie; used < capacity; index++) {
      const entry = checked(description.entry(index));
      if (entry === undefined) break;
      const bytes = direntBytes(ctx, description.hostPath, entry, index + 1);
      const part = bytes.subarray(0, capacity - used);
      ctx.m.u8.set(part, start + used);
      used += part.length;
    }
    storeU32(ctx, usedAt, used);
  });
}
