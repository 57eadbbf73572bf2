/** Scattered reads and writes: `struct iovec` is two words, base and length, in every ABI here. */
import type { Description } from './description.js';
import { E } from './errno.js';
import { descriptionOf } from './fd.js';
import type { GuestMemory } from './memory.js';
import type { Process } from './process.js';

/** Writes up to this size are made in one piece, so that lines in logs stay whole and sockets are called once. */
const GATHER = 65536;
const MAX_IOVECS = 1024;

let gathered = new Uint8Array(0);

type Transfer = (description: Description, u8: Uint8Array, start: number, length: number, done: number) => number;

function each(p: Process, m: GuestMemory, fd: number, iov: number, count: number, transfer: Transfer): number {
  const description = descriptionOf(p, fd);
  if (description === undefined) return -E.EBADF;
  if (count < 0 || count > MAX_IOVECS) return -E.EINVAL;
  let done = 0;
  for (let i = 0, at = iov >>> 0; i < count; i++, at += 8) {
    const length = m.dv.getUint32(at + 4, true);
    if (length === 0) continue;
    const moved = transfer(description, m.u8, m.dv.getUint32(at, true), length, done);
    if (moved < 0) return done > 0 ? done : moved;
    done += moved;
    if (moved < length) break;
  }
  return done;
}

/** readv(2). Errors: EBADF, EINVAL, and what read gives. */
export function readv(p: Process, m: GuestMemory, fd: number, iov: number, count: number): number {
  return each(p, m, fd, iov, count, (description, u8, start, length) => description.read(u8, start, length));
}

/** preadv(2). Errors: as pread. */
export function preadv(p: Process, m: GuestMemory, fd: number, iov: number, count: number, position: number): number {
  return each(p, m, fd, iov, count, (description, u8, start, length, done) => description.pread(u8, start, length, position + done));
}

/** pwritev(2). Errors: as pwrite. */
export function pwritev(p: Process, m: GuestMemory, fd: number, iov: number, count: number, position: number): number {
  return each(p, m, fd, iov, count, (description, u8, start, length, done) => description.pwrite(u8, start, length, position + done));
}

/** writev(2). Errors: EBADF, EINVAL, and what write gives. */
export function writev(p: Process, m: GuestMemory, fd: number, iov: number, count: number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += m.dv.getUint32((iov >>> 0) + 8 * i + 4, true);
  if (count < 2 || total > GATHER) return each(p, m, fd, iov, count, (description, u8, start, length) => description.write(u8, start, length));
  const description = descriptionOf(p, fd);
  if (description === undefined) return -E.EBADF;
  if (gathered.length === 0) gathered = new Uint8Array(GATHER);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const base = m.dv.getUint32((iov >>> 0) + 8 * i, true);
    const length = m.dv.getUint32((iov >>> 0) + 8 * i + 4, true);
    gathered.set(m.u8.subarray(base, base + length), at);
    at += length;
  }
  return description.write(gathered, 0, total);
}

/** The bytes of all pieces together. Errors: EINVAL (too many pieces). */
export function sizeOf(m: GuestMemory, iov: number, count: number): number {
  if (count < 0 || count > MAX_IOVECS) return -E.EINVAL;
  let total = 0;
  for (let i = 0; i < count; i++) total += m.dv.getUint32((iov >>> 0) + 8 * i + 4, true);
  return Math.min(total, m.u8.length);
}

function pieces(m: GuestMemory, iov: number, count: number, size: number, move: (piece: Uint8Array, at: number) => void): void {
  for (let i = 0, at = 0; i < count && at < size; i++) {
    const base = m.dv.getUint32((iov >>> 0) + 8 * i, true);
    const piece = m.u8.subarray(base, base + Math.min(size - at, m.dv.getUint32((iov >>> 0) + 8 * i + 4, true)));
    move(piece, at);
    at += piece.length;
  }
}

/** A copy of all pieces, one behind the other. Errors: EINVAL (too many pieces). */
export function gather(m: GuestMemory, iov: number, count: number): Uint8Array | number {
  const size = sizeOf(m, iov, count);
  if (size < 0) return size;
  const bytes = new Uint8Array(size);
  pieces(m, iov, count, size, (piece, at) => bytes.set(piece, at));
  return bytes;
}

/** Writes the bytes into the pieces, which have room for them. */
export function scatter(m: GuestMemory, iov: number, count: number, bytes: Uint8Array): void {
  pieces(m, iov, count, bytes.length, (piece, at) => piece.set(bytes.subarray(at, at + piece.length)));
}
