/** Reading, writing and positions. */
import { S_IFMT, S_IFREG, SEEK_CUR, SEEK_END, SEEK_SET } from '../posix/constants.js';
import { preadv, pwritev, readv, writev } from '../posix/iovec.js';
import { call, checked, directoryOf, entryOf, fail, type Context, type Entry } from './context.js';
import { signed, span, storeU32, storeU64, unsigned } from './memory.js';
import { FD_READ, FD_SEEK, FD_TELL, FD_WRITE, FILETYPE_DIRECTORY } from './rights.js';

const MAX_IOVECS = 1024;
const LARGEST = 2 ** 63;

/** Checks an array of buffers and where the count goes. Errors: EINVAL for too many or too much, EFAULT. */
function checkBuffers(ctx: Context, iovecs: number, count: number, countAt: number): void {
  const n = count >>> 0;
  if (n > MAX_IOVECS) fail('EINVAL');
  const at = span(ctx, iovecs, 8 * n);
  const { dv } = ctx.m;
  let total = 0;
  for (let i = 0; i < n; i++) {
    const length = dv.getUint32(at + 8 * i + 4, true);
    if (length !== 0) span(ctx, dv.getUint32(at + 8 * i, true), length);
    total += length;
  }
  if (total > 0xffffffff) fail('EINVAL');
  span(ctx, countAt, 4);
}

/** A descriptor for bytes. Errors: EBADF, EISDIR, ENOTCAPABLE. */
function streamOf(ctx: Context, fd: number, rights: number): Entry {
  if (ctx.entries[fd]?.type === FILETYPE_DIRECTORY) {
    directoryOf(ctx, fd, 0);
    fail('EISDIR');
  }
  return entryOf(ctx, fd, rights);
}

/** After a write: what was opened to be synchronous is. */
function flush({ sync, description }: Entry): void {
  if (sync === 0) return;
  const stat = description.stat();
  if (typeof stat !== 'number' && (stat.mode & S_IFMT) === S_IFREG) checked(description.sync());
}

export function fd_read(ctx: Context) {
  return call((fd: number, iovecs: number, n: number, countAt: number) => {
    streamOf(ctx, fd, FD_READ);
    checkBuffers(ctx, iovecs, n, countAt);
    storeU32(ctx, countAt, checked(readv(ctx.p, ctx.m, fd, iovecs, n)));
  });
}

export function fd_write(ctx: Context) {
  return call((fd: number, iovecs: number, n: number, countAt: number) => {
    const entry = streamOf(ctx, fd, FD_WRITE);
    checkBuffers(ctx, iovecs, n, countAt);
    const count = checked(writev(ctx.p, ctx.m, fd, iovecs, n));
    flush(entry);
    storeU32(ctx, countAt, count);
  });
}

/** Errors: EINVAL for a position beyond what a file can have. */
function position(low: number, high: number): number {
  const at = unsigned(low, high);
  if (at >= LARGEST) fail('EINVAL');
  return at;
}

export function fd_pread(ctx: Context) {
  return call((fd: number, iovecs: number, n: number, low: number, high: number, countAt: number) => {
    streamOf(ctx, fd, FD_READ | FD_SEEK);
    checkBuffers(ctx, iovecs, n, countAt);
    storeU32(ctx, countAt, checked(preadv(ctx.p, ctx.m, fd, iovecs, n, position(low, high))));
  });
}

export function fd_pwrite(ctx: Context) {
  return call((fd: number, iovecs: number, n: number, low: number, high: number, countAt: number) => {
    const entry = streamOf(ctx, fd, FD_WRITE | FD_SEEK);
    checkBuffers(ctx, iovecs, n, countAt);
    const count = checked(pwritev(ctx.p, ctx.m, fd, iovecs, n, position(low, high)));
    flush(entry);
    storeU32(ctx, countAt, count);
  });
}

/** Moves the position; `whence` as abi/posix has it. Asking for it needs no more than the right to tell it. */
export function seek(ctx: Context, fd: number, offset: number, whence: number, positionAt: number): void {
  const entry = entryOf(ctx, fd, 0);
  if (entry.type === FILETYPE_DIRECTORY) fail('EBADF');
  const asks = offset === 0 && whence === SEEK_CUR;
  if ((entry.base & FD_SEEK) === 0 && (!asks || (entry.base & FD_TELL) === 0)) fail('ENOTCAPABLE');
  span(ctx, positionAt, 8);
  storeU64(ctx, positionAt, checked(entry.description.seek(offset, whence)));
}

/** By WASI's number; preview1 begins with the start of the file. */
const WHENCE = [SEEK_SET, SEEK_CUR, SEEK_END];

export function fd_seek(ctx: Context) {
  return call((fd: number, low: number, high: number, whence: number, positionAt: number) => {
    entryOf(ctx, fd, 0);
    seek(ctx, fd, signed(low, high), WHENCE[whence] ?? fail('EINVAL'), positionAt);
  });
}

export function fd_tell(ctx: Context) {
  return call((fd: number, positionAt: number) => {
    const entry = entryOf(ctx, fd, FD_TELL);
    span(ctx, positionAt, 8);
    storeU64(ctx, positionAt, checked(entry.description.seek(0, SEEK_CUR)));
  });
}
