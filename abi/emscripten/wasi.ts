/** The calls of wasi_snapshot_preview1 that Emscripten's libc makes on open files. 64-bit arguments come as two words. */
import { E } from '../posix/errno.js';
import { O_ACCMODE, O_APPEND, O_NONBLOCK, S_IFCHR, S_IFDIR, S_IFMT, S_IFREG, S_IFSOCK } from '../posix/constants.js';
import type { FileStat } from '../posix/description.js';
import { close, descriptionOf } from '../posix/fd.js';
import { preadv, pwritev, readv, writev } from '../posix/iovec.js';
import { setI32, setI64 } from '../posix/memory.js';
import { emscriptenErrno } from './errno.js';
import { status, type Context } from './context.js';
import { isTerminalOf } from './terminal.js';

/** A signed 64-bit word pair as a number; exact within 2^53, which file positions are. */
export function wide(low: number, high: number): number {
  return (low >>> 0) + high * 4294967296;
}

/** Stores a count and returns 0, or WASI's error number. */
function counted(ctx: Context, count: number, countAt: number): number {
  if (count >= 0) setI32(ctx.m, countAt, count);
  return status(count);
}

export function fd_read(ctx: Context) {
  return (fd: number, iovecs: number, n: number, countAt: number): number => counted(ctx, readv(ctx.p, ctx.m, fd, iovecs, n), countAt);
}

export function fd_write(ctx: Context) {
  return (fd: number, iovecs: number, n: number, countAt: number): number => counted(ctx, writev(ctx.p, ctx.m, fd, iovecs, n), countAt);
}

export function fd_pread(ctx: Context) {
  return (fd: number, iovecs: number, n: number, low: number, high: number, countAt: number): number =>
    counted(ctx, preadv(ctx.p, ctx.m, fd, iovecs, n, wide(low, high)), countAt);
}

export function fd_pwrite(ctx: Context) {
  return (fd: number, iovecs: number, n: number, low: number, high: number, countAt: number): number =>
    counted(ctx, pwritev(ctx.p, ctx.m, fd, iovecs, n, wide(low, high)), countAt);
}

export function fd_seek(ctx: Context) {
  return (fd: number, low: number, high: number, whence: number, positionAt: number): number => {
    const description = descriptionOf(ctx.p, fd);
    if (description === undefined) return emscriptenErrno(E.EBADF);
    const position = description.seek(wide(low, high), whence);
    if (position < 0) return emscriptenErrno(-position);
    setI64(ctx.m, positionAt, position);
    return 0;
  };
}

export function fd_close(ctx: Context) {
  return (fd: number): number => status(close(ctx.p, fd));
}

export function fd_sync(ctx: Context) {
  return (fd: number): number => status(descriptionOf(ctx.p, fd)?.sync() ?? -E.EBADF);
}

/** WASI's file types. */
const FILETYPE_UNKNOWN = 0;
const FILETYPE_CHARACTER_DEVICE = 2;
const FILETYPE_DIRECTORY = 3;
const FILETYPE_REGULAR_FILE = 4;
const FILETYPE_SOCKET_STREAM = 6;

function fileType(mode: number): number {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return FILETYPE_REGULAR_FILE;
    case S_IFDIR:
      return FILETYPE_DIRECTORY;
    case S_IFCHR:
      return FILETYPE_CHARACTER_DEVICE;
    case S_IFSOCK:
      return FILETYPE_SOCKET_STREAM;
    default:
      return FILETYPE_UNKNOWN;
  }
}

/** To this libc every character device is a terminal, so that /dev/null and its like are of no known type. fdstat: fs_filetype@0:1 fs_flags@2:2 (append 1, nonblock 4) fs_rights_base@8:8 fs_rights_inheriting@16:8. */
/** Up to 3.1.28 a character device is what isatty() takes for a terminal. */
function isOtherDevice(ctx: Context, fd: number, { mode }: FileStat): boolean {
  return (mode & S_IFMT) === S_IFCHR && !isTerminalOf(ctx, fd);
}

export function fd_fdstat_get(ctx: Context) {
  return (fd: number, at: number): number => {
    const description = descriptionOf(ctx.p, fd);
    if (description === undefined) return emscriptenErrno(E.EBADF);
    const stat = description.stat();
    const { dv } = ctx.m;
    const base = at >>> 0;
    dv.setUint8(base, typeof stat === 'number' || isOtherDevice(ctx, fd, stat) ? FILETYPE_UNKNOWN : fileType(stat.mode));
    dv.setUint8(base + 1, 0);
    dv.setUint16(base + 2, (description.flags & O_APPEND ? 1 : 0) | (description.flags & O_NONBLOCK ? 4 : 0), true);
    dv.setUint32(base + 4, 0, true);
    // Rights: reading is bit 1, writing bit 6; libc asks for nothing else.
    const access = description.flags & O_ACCMODE;
    setI64(ctx.m, at + 8, access === 0 ? 2 : access === 1 ? 64 : 66);
    setI64(ctx.m, at + 16, 0);
    return 0;
  };
}
