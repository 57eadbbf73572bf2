/** Calls on open files that neither read nor write. */
import { O_APPEND, O_NONBLOCK } from '../posix/constants.js';
import { dup2 } from '../posix/fd.js';
import { call, checked, entryOf, fail, release, type Context } from './context.js';
import { storeFilestat, timesOf } from './filestat.js';
import { bytesOf, span, unsigned } from './memory.js';
import {
  FD_ADVISE, FD_ALLOCATE, FD_DATASYNC, FD_FDSTAT_SET_FLAGS, FD_FILESTAT_GET, FD_FILESTAT_SET_SIZE, FD_FILESTAT_SET_TIMES, FD_SYNC,
  FILETYPE_DIRECTORY, FILETYPE_REGULAR_FILE,
} from './rights.js';

export const FDFLAGS_APPEND = 1;
export const FDFLAGS_DSYNC = 2;
export const FDFLAGS_NONBLOCK = 4;
export const FDFLAGS_RSYNC = 8;
export const FDFLAGS_SYNC = 16;
export const FDFLAGS_SYNCHRONOUS = FDFLAGS_DSYNC | FDFLAGS_RSYNC | FDFLAGS_SYNC;
export const FDFLAGS = FDFLAGS_APPEND | FDFLAGS_NONBLOCK | FDFLAGS_SYNCHRONOUS;

/** Largest size of a file on any host. */
const LARGEST = 2 ** 63;

/** Flags of abi/posix for fdflags. */
export function statusFlags(fdflags: number): number {
  return (fdflags & FDFLAGS_APPEND ? O_APPEND : 0) | (fdflags & FDFLAGS_NONBLOCK ? O_NONBLOCK : 0);
}

export function fd_close(ctx: Context) {
  return call((fd: number) => {
    entryOf(ctx, fd, 0);
    release(ctx, fd);
  });
}

/** fdstat: filetype@0:1 flags@2:2 rights_base@8:8 rights_inheriting@16:8. */
export function fd_fdstat_get(ctx: Context) {
  return call((fd: number, address: number) => {
    const { type, description, sync, base, inheriting } = entryOf(ctx, fd, 0);
    const at = span(ctx, address, 24);
    const { dv, u8 } = ctx.m;
    u8.fill(0, at, at + 24);
    u8[at] = type;
    dv.setUint16(at + 2, (description.flags & O_APPEND ? FDFLAGS_APPEND : 0) | (description.flags & O_NONBLOCK ? FDFLAGS_NONBLOCK : 0) | sync, true);
    dv.setUint32(at + 8, base, true);
    dv.setUint32(at + 16, inheriting, true);
  });
}

export function fd_fdstat_set_flags(ctx: Context) {
  return call((fd: number, flags: number) => {
    const entry = entryOf(ctx, fd, FD_FDSTAT_SET_FLAGS);
    if ((flags & ~FDFLAGS) !== 0) fail('EINVAL');
    const { description } = entry;
    description.flags = (description.flags & ~(O_APPEND | O_NONBLOCK)) | statusFlags(flags);
    entry.sync = flags & FDFLAGS_SYNCHRONOUS;
  });
}

/** Rights can only be given up. Errors: ENOTCAPABLE. */
export function fd_fdstat_set_rights(ctx: Context) {
  return call((fd: number, baseLow: number, baseHigh: number, inheritingLow: number, inheritingHigh: number) => {
    const entry = entryOf(ctx, fd, 0);
    if ((baseLow & ~entry.base) !== 0 || (inheritingLow & ~entry.inheriting) !== 0 || baseHigh !== 0 || inheritingHigh !== 0) fail('ENOTCAPABLE');
    entry.base = baseLow;
    entry.inheriting = inheritingLow;
  });
}

export function fd_filestat_get(ctx: Context) {
  return call((fd: number, at: number) => {
    const { description } = entryOf(ctx, fd, FD_FILESTAT_GET);
    storeFilestat(ctx, at, checked(description.statExact()), 'preview1');
  });
}

export function fd_filestat_set_size(ctx: Context) {
  return call((fd: number, low: number, high: number) => {
    const entry = entryOf(ctx, fd, FD_FILESTAT_SET_SIZE);
    const size = unsigned(low, high);
    if (size >= LARGEST) fail('EINVAL');
    checked(entry.description.truncate(size));
  });
}

export function fd_filestat_set_times(ctx: Context) {
  return call((fd: number, atimeLow: number, atimeHigh: number, mtimeLow: number, mtimeHigh: number, flags: number) => {
    const { description } = entryOf(ctx, fd, FD_FILESTAT_SET_TIMES);
    const times = timesOf(flags, unsigned(atimeLow, atimeHigh), unsigned(mtimeLow, mtimeHigh), () => checked(description.statExact()));
    if (times !== undefined) checked(description.utimes(times.atime, times.mtime));
  });
}

export function fd_sync(ctx: Context) {
  return call((fd: number) => void checked(entryOf(ctx, fd, FD_SYNC).description.sync()));
}

export function fd_datasync(ctx: Context) {
  return call((fd: number) => void checked(entryOf(ctx, fd, FD_DATASYNC).description.sync()));
}

const ADVICE = 6;

/** Advice is not followed, but checked. */
export function fd_advise(ctx: Context) {
  return call((fd: number, _offsetLow: number, offsetHigh: number, _lengthLow: number, lengthHigh: number, advice: number) => {
    const { type } = entryOf(ctx, fd, FD_ADVISE);
    if (advice >>> 0 >= ADVICE || offsetHigh < 0 || lengthHigh < 0) fail('EINVAL');
    if (type === FILETYPE_DIRECTORY) fail('EBADF');
    if (type !== FILETYPE_REGULAR_FILE) fail('ESPIPE');
  });
}

/** Makes the file long enough. */
export function fd_allocate(ctx: Context) {
  return call((fd: number, offsetLow: number, offsetHigh: number, lengthLow: number, lengthHigh: number) => {
    const { description } = entryOf(ctx, fd, FD_ALLOCATE);
    const length = unsigned(lengthLow, lengthHigh);
    const end = unsigned(offsetLow, offsetHigh) + length;
    if (length === 0 || offsetHigh < 0 || lengthHigh < 0) fail('EINVAL');
    if (end >= LARGEST) fail('EFBIG');
    const stat = description.stat();
    if (typeof stat === 'number' || stat.size < end) checked(description.truncate(end));
  });
}

/** prestat: tag@0:1 (0 for a directory) length of the name@4:4. Errors: EBADF for what was not given to the program, which is how it finds the last one. */
export function fd_prestat_get(ctx: Context) {
  return call((fd: number, address: number) => {
    const { preopen } = entryOf(ctx, fd, 0);
    if (preopen === undefined) fail('EBADF');
    const at = span(ctx, address, 8);
    ctx.m.u8.fill(0, at, at + 8);
    ctx.m.dv.setUint32(at + 4, preopen.length, true);
  });
}

export function fd_prestat_dir_name(ctx: Context) {
  return call((fd: number, at: number, length: number) => {
    const { preopen } = entryOf(ctx, fd, 0);
    if (preopen === undefined) fail('EBADF');
    if (length >>> 0 < preopen.length) fail('ENAMETOOLONG');
    bytesOf(ctx, at, preopen.length).set(preopen);
  });
}

/** Gives `from` the number `to`, which must be open and is closed. Errors: EBADF. */
export function fd_renumber(ctx: Context) {
  return call((from: number, to: number) => {
    const entry = entryOf(ctx, from, 0);
    entryOf(ctx, to, 0);
    if (from === to) return;
    checked(dup2(ctx.p, from, to));
    ctx.entries[to] = entry;
    release(ctx, from);
  });
}
