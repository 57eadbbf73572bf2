/** Files mapped into memory: copies of their parts, which go back to the file when they are shared. */
import { O_ACCMODE, O_RDWR, O_WRONLY } from '../posix/constants.js';
import { E } from '../posix/errno.js';
import { onFd } from '../posix/files.js';
import { bytesAt, setI32 } from '../posix/memory.js';
import { result, type Context } from './context.js';
import { wide } from './wasi.js';

const MAP_SHARED = 1;
const MAP_FIXED = 0x10;
const PROT_WRITE = 2;

/** A copy of a part of the file, in memory from the program's own allocator; `*allocated` tells libc to free it. Errors: EACCES, EBADF, EINVAL, ENODEV, ENOMEM. */
function map(ctx: Context, length: number, protection: number, flags: number, fd: number, offset: number, allocated: number): number {
  return onFd(ctx.p, fd, (description) => {
    if (length === 0) return -E.EINVAL;
    const mode = description.flags & O_ACCMODE;
    if (mode === O_WRONLY || ((protection & PROT_WRITE) !== 0 && (flags & MAP_SHARED) !== 0 && mode !== O_RDWR)) return -E.EACCES;
    const allocate = ctx.exports.emscripten_builtin_memalign ?? ctx.exports.memalign;
    if (allocate === undefined) return -E.ENOSYS;
    const at = allocate(65536, length) as number;
    if (at === 0) return -E.ENOMEM;
    const bytes = bytesAt(ctx.m, at, length).fill(0);
    const count = description.pread(ctx.m.u8, at >>> 0, bytes.length, offset);
    if (count < 0) {
      (ctx.exports.emscripten_builtin_free ?? ctx.exports.free)?.(at);
      return count === -E.EISDIR || count === -E.ESPIPE || count === -E.EINVAL ? -E.ENODEV : count;
    }
    setI32(ctx.m, allocated, 1);
    ctx.mappings.set(at, offset);
    return at;
  });
}

/** With the address of the copy behind a pointer: since 3.1.29. */
function mapInto(ctx: Context, length: number, protection: number, flags: number, fd: number, offset: number, allocated: number, address: number): number {
  const at = map(ctx, length, protection, flags, fd, offset, allocated);
  if (at < 0 && at > -4096) return result(at);
  setI32(ctx.m, address, at);
  return 0;
}

/** Seven words: (address, length, protection, flags, fd, offset, allocated) up to 3.1.6, (length, ..., allocated, address of the result) since 3.1.29. */
export function _mmap_js(ctx: Context) {
  if (ctx.config.time32) {
    return (at: number, length: number, protection: number, flags: number, fd: number, offset: number, allocated: number): number =>
      result(at !== 0 && (flags & MAP_FIXED) !== 0 ? -E.EINVAL : map(ctx, length, protection, flags, fd, offset, allocated));
  }
  return (length: number, protection: number, flags: number, fd: number, offset: number, allocated: number, address: number): number =>
    mapInto(ctx, length, protection, flags, fd, offset, allocated, address);
}

export function mmap(ctx: Context) {
  return (length: number, protection: number, flags: number, fd: number, offset: number, allocated: number): number => result(map(ctx, length, protection, flags, fd, offset, allocated));
}

export function mmap64(ctx: Context) {
  return (length: number, protection: number, flags: number, fd: number, low: number, high: number, allocated: number, address: number): number =>
    mapInto(ctx, length, protection, flags, fd, wide(low, high), allocated, address);
}

function writeBack(ctx: Context, at: number, length: number, flags: number, fd: number, offset: number): number {
  if ((flags & MAP_SHARED) === 0) return 0;
  const error = onFd(ctx.p, fd, (description) => description.pwrite(ctx.m.u8, at >>> 0, length >>> 0, offset));
  return error < 0 ? result(error) : 0;
}

/** What was changed in a shared mapping goes back to the file. */
export function _munmap_js(ctx: Context) {
  return (at: number, length: number, protection: number, flags: number, fd: number, offset: number): number => {
    ctx.mappings.delete(at);
    return protection & PROT_WRITE ? writeBack(ctx, at, length, flags, fd, offset) : 0;
  };
}

export function munmap64(ctx: Context) {
  const unmap = _munmap_js(ctx);
  return (at: number, length: number, protection: number, flags: number, fd: number, low: number, high: number): number =>
    unmap(at, length, protection, flags, fd, wide(low, high));
}

export function _msync_js(ctx: Context) {
  return (at: number, length: number, flags: number, fd: number): number => writeBack(ctx, at, length, flags, fd, ctx.mappings.get(at) ?? 0);
}

export function msync(ctx: Context) {
  return (at: number, length: number, _protection: number, flags: number, fd: number, _offset: number): number =>
    writeBack(ctx, at, length, flags, fd, ctx.mappings.get(at) ?? 0);
}

export function msync64(ctx: Context) {
  return (at: number, length: number, _protection: number, flags: number, fd: number, _low: number, _high: number): number =>
    writeBack(ctx, at, length, flags, fd, ctx.mappings.get(at) ?? 0);
}
