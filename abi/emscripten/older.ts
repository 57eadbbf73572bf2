/** System calls that libc left to JavaScript up to 2.0, where they are called `__sys_*`, and before that `__syscall` and a number. */
import { AT_FDCWD } from '../posix/constants.js';
import { E } from '../posix/errno.js';
import { close, dup2 } from '../posix/fd.js';
import { access, link, onFd, truncate } from '../posix/files.js';
import { bytesAt, cString, getI64, setI32 } from '../posix/memory.js';
import { writeRlimit, writeTimeval, writeUtsname } from '../posix/structs.js';
import { PAGE, sysconf as systemConfiguration } from '../posix/sysconf.js';
import { clockMs } from '../posix/time.js';
import { emscriptenErrno } from './errno.js';
import { libc, result, type Context } from './context.js';
import { wide } from './wasi.js';

export function __syscall_read(ctx: Context) {
  return (fd: number, at: number, length: number): number => result(onFd(ctx.p, fd, (description) => description.read(ctx.m.u8, at >>> 0, bytesAt(ctx.m, at, length).length)));
}

export function __syscall_write(ctx: Context) {
  return (fd: number, at: number, length: number): number => result(onFd(ctx.p, fd, (description) => description.write(ctx.m.u8, at >>> 0, bytesAt(ctx.m, at, length).length)));
}

export function __syscall_close(ctx: Context) {
  return (fd: number): number => result(close(ctx.p, fd));
}

export function __syscall_access(ctx: Context) {
  return (path: number, mode: number): number => result(access(ctx.p, AT_FDCWD, cString(ctx.m, path), mode));
}

export function __syscall_link(ctx: Context) {
  return (from: number, to: number): number => result(link(ctx.p, AT_FDCWD, cString(ctx.m, from), AT_FDCWD, cString(ctx.m, to)));
}

export function __syscall_dup2(ctx: Context) {
  return (from: number, to: number): number => result(dup2(ctx.p, from, to));
}

/** The length's words begin at an even place. */
export function truncateAligned(ctx: Context) {
  return (path: number, _zero: number, low: number, high: number): number => result(truncate(ctx.p, cString(ctx.m, path), wide(low, high)));
}

export function ftruncateAligned(ctx: Context) {
  return (fd: number, _zero: number, low: number, high: number): number => result(onFd(ctx.p, fd, (description) => description.truncate(wide(low, high))));
}

/** What needs no answer: advice, locks in memory, protection, groups of processes that are one process. */
export function accepted(_ctx: Context) {
  return (): number => 0;
}

/** A program that was built without threads has one. The error is a value, in the program's numbering. */
export function pthread_create(_ctx: Context) {
  return (): number => emscriptenErrno(E.EAGAIN);
}

/** There are no children. */
export function __syscall_wait4(_ctx: Context) {
  return (): number => result(-E.ECHILD);
}

export function __syscall_getppid(_ctx: Context) {
  return (): number => 1;
}

/** The process leads its group and its session. */
export function __syscall_getpgid(ctx: Context) {
  return (pid: number): number => (pid === 0 || pid === ctx.p.pid ? ctx.p.pid : result(-E.ESRCH));
}

export function __syscall_uname(ctx: Context) {
  return (at: number): number => {
    const { os } = ctx.p.host;
    writeUtsname(ctx.m, at, [os?.type() ?? 'Emscripten', os?.hostname() ?? 'localhost', os?.release() ?? '1.0', '#1', 'wasm32', '']);
    return 0;
  };
}

const RLIMIT_NOFILE = 7;
const limitOf = (ctx: Context, resource: number): number => (resource === RLIMIT_NOFILE ? ctx.p.fds.limit : Infinity);

export function __syscall_ugetrlimit(ctx: Context) {
  return (resource: number, at: number): number => {
    const limit = limitOf(ctx, resource);
    for (const i of [0, 4]) setI32(ctx.m, at + i, limit === Infinity ? -1 : limit);
    return 0;
  };
}

export function __syscall_prlimit64(ctx: Context) {
  return (_pid: number, resource: number, wanted: number, old: number): number => {
    if (old !== 0) writeRlimit(ctx.m, old, limitOf(ctx, resource));
    if (wanted !== 0 && resource === RLIMIT_NOFILE) ctx.p.fds.limit = Math.min(Math.max(getI64(ctx.m, wanted), 0), ctx.config.openFiles);
    return 0;
  };
}

/** struct rusage: the program's time, as much as it can be, and nothing else. */
export function __syscall_getrusage(ctx: Context) {
  return (_who: number, at: number): number => {
    bytesAt(ctx.m, at, 136).fill(0);
    writeTimeval(ctx.m, at, clockMs(1));
    return 0;
  };
}

const MAP_SHARED = 1;
const MAP_ANONYMOUS = 32;
const PROT_WRITE = 2;
/** Bytes that offsets of mmap2 count. */
const UNIT = 4096;

/** mmap2(address, length, protection, flags, fd, offset / 4096): memory of the program's allocator, a copy of a part of the file if there is one. */
export function __syscall_mmap2(ctx: Context) {
  return (_at: number, length: number, protection: number, flags: number, fd: number, units: number): number => {
    const at = ctx.exports.memalign?.(PAGE, length) as number | undefined;
    if (at === undefined || at === 0) return result(-E.ENOMEM);
    bytesAt(ctx.m, at, length).fill(0);
    if ((flags & MAP_ANONYMOUS) !== 0) return at;
    const offset = (units >>> 0) * UNIT;
    const count = onFd(ctx.p, fd, (description) => description.pread(ctx.m.u8, at >>> 0, length >>> 0, offset));
    if (count < 0) {
      ctx.exports.free(at);
      return result(count);
    }
    if ((flags & MAP_SHARED) !== 0 && (protection & PROT_WRITE) !== 0) (ctx.shared ??= new Map()).set(at, { fd, offset, length: Math.min(length >>> 0, count) });
    return at;
  };
}

/** What was changed in a shared mapping goes back to the file. */
function writeBack(ctx: Context, at: number): number {
  const mapping = ctx.shared?.get(at);
  if (mapping === undefined) return 0;
  return Math.min(0, onFd(ctx.p, mapping.fd, (description) => description.pwrite(ctx.m.u8, at >>> 0, mapping.length, mapping.offset)));
}

export function __syscall_msync(ctx: Context) {
  return (at: number, _length: number, _flags: number): number => result(writeBack(ctx, at));
}

/** Of whole mappings only. */
export function __syscall_munmap(ctx: Context) {
  return (at: number, _length: number): number => {
    const error = writeBack(ctx, at);
    ctx.shared?.delete(at);
    ctx.exports.free(at);
    return result(error);
  };
}

/** getgroups: none besides the process's own. */
export function __syscall_getgroups32(ctx: Context) {
  return (size: number, at: number): number => {
    if (size > 0) setI32(ctx.m, at, ctx.p.gid);
    return 1;
  };
}

/** sysconf(3). Errors: EINVAL. */
export function sysconf(ctx: Context) {
  return (name: number): number => libc(ctx, systemConfiguration(ctx.p, ctx.m, name));
}

/** What JavaScript files that were asked for at link time become: nothing, here. */
export function __map_file(ctx: Context) {
  return (_path: number, _size: number): number => libc(ctx, -E.EPERM);
}
