/** `__syscall_*` on open files: dup, fcntl, ioctl, directories, sizes, mappings, poll. */
import { F_SETFD, FD_CLOEXEC, O_CLOEXEC, S_IFDIR, S_IFIFO, S_IFMT, S_IFREG } from '../posix/constants.js';
import { E } from '../posix/errno.js';
import { descriptionOf, dup, dup2, fcntl, ioctl } from '../posix/fd.js';
import { onFd, chdir } from '../posix/files.js';
import { getI32, setI32 } from '../posix/memory.js';
import { pipe } from '../posix/pipe.js';
import { poll, select } from '../posix/poll.js';
import { getdents, readTimeval, type DirentLayout } from '../posix/structs.js';
import { result, type Context } from './context.js';
import { whileTimersGoOn } from './later.js';
import { isTerminalOf, terminalControl } from './terminal.js';
import { wide } from './wasi.js';

/** pipe2(2): the numbers of both ends at `at`. */
export function __syscall_pipe2(ctx: Context) {
  return (at: number, flags: number): number => {
    if (at === 0) return result(-E.EFAULT);
    const ends = pipe(ctx.p, flags);
    if (typeof ends === 'number') return result(ends);
    ends.forEach((fd, i) => setI32(ctx.m, at + 4 * i, fd));
    return 0;
  };
}

export function __syscall_pipe(ctx: Context) {
  const make = __syscall_pipe2(ctx);
  return (at: number): number => make(at, 0);
}

export function __syscall_dup(ctx: Context) {
  return (fd: number): number => result(dup(ctx.p, fd));
}

/** Unlike dup2, equal numbers are an error. */
export function __syscall_dup3(ctx: Context) {
  return (from: number, to: number, flags: number): number => {
    if (from === to || (flags & ~O_CLOEXEC) !== 0) return result(-E.EINVAL);
    const copy = dup2(ctx.p, from, to);
    if (copy >= 0 && flags !== 0) fcntl(ctx.p, copy, F_SETFD, FD_CLOEXEC);
    return result(copy);
  };
}

/** The commands of record locks in 3.1.6, and in 3.1.69 and 6.0.5: get, set, set and wait. */
const LOCKS: ReadonlySet<number> = new Set([5, 6, 7, 12, 13, 14]);
/** What libc asks for F_GETOWN; nobody owns a descriptor here. */
const F_GETOWN_EX = 16;
const F_OWNER_PID = 1;
const GET_LOCKS: ReadonlySet<number> = new Set([5, 12]);
const F_UNLCK = 2;
const POSIX_FADV_NOREUSE = 5;

/** The optional argument lies at `optional`. Record locks always succeed: no other process shares the program's files through us. */
export function __syscall_fcntl64(ctx: Context) {
  return (fd: number, command: number, optional: number): number => {
    const argument = optional === 0 ? 0 : getI32(ctx.m, optional);
    if (!LOCKS.has(command) && command !== F_GETOWN_EX) return result(fcntl(ctx.p, fd, command, argument));
    if (descriptionOf(ctx.p, fd) === undefined) return result(-E.EBADF);
    if (command === F_GETOWN_EX) {
      setI32(ctx.m, argument, F_OWNER_PID);
      setI32(ctx.m, argument + 4, 0);
    }
    if (GET_LOCKS.has(command)) ctx.m.dv.setInt16(argument >>> 0, F_UNLCK, true);
    return 0;
  };
}

/** The argument's address lies at `optional`. */
export function __syscall_ioctl(ctx: Context) {
  return (fd: number, request: number, optional: number): number => {
    const at = optional === 0 ? 0 : getI32(ctx.m, optional);
    if (isTerminalOf(ctx, fd)) {
      const answer = terminalControl(ctx, request, at);
      if (answer !== undefined) return answer;
    }
    return result(ioctl(ctx.p, fd, request, { get: () => getI32(ctx.m, at), set: (value) => setI32(ctx.m, at, value) }));
  };
}

const DIRENT: DirentLayout = { inoBytes: 8, off: 8, offBytes: 8, reclen: 16, type: 18, name: 19, align: 8, bytes: 280 };

export function __syscall_getdents64(ctx: Context) {
  return (fd: number, at: number, size: number): number => result(getdents(ctx.p, ctx.m, fd, at, size >>> 0, DIRENT));
}

export function __syscall_fchdir(ctx: Context) {
  return (fd: number): number => result(onFd(ctx.p, fd, (description) => (description.path === '' ? -E.ENOTDIR : chdir(ctx.p, description.path))));
}

export function __syscall_fchmod(ctx: Context) {
  return (fd: number, mode: number): number => result(onFd(ctx.p, fd, (description) => description.chmod(mode & 0o7777)));
}

export function __syscall_fchown32(ctx: Context) {
  return (fd: number, uid: number, gid: number): number => result(onFd(ctx.p, fd, (description) => description.chown(uid, gid)));
}

export function __syscall_fdatasync(ctx: Context) {
  return (fd: number): number => result(onFd(ctx.p, fd, (description) => description.sync()));
}

export function __syscall_ftruncate64(ctx: Context) {
  return (fd: number, low: number, high: number): number => result(onFd(ctx.p, fd, (description) => description.truncate(wide(low, high))));
}

/** Makes the file long enough; only mode 0. */
export function __syscall_fallocate(ctx: Context) {
  return (fd: number, mode: number, offsetLow: number, offsetHigh: number, lengthLow: number, lengthHigh: number): number =>
    result(onFd(ctx.p, fd, (description) => {
      if (mode !== 0) return -E.EOPNOTSUPP;
      const found = description.stat();
      if (typeof found === 'number') return found;
      const [offset, length] = [wide(offsetLow, offsetHigh), wide(lengthLow, lengthHigh)];
      if (offset < 0 || length <= 0) return -E.EINVAL;
      const type = found.mode & S_IFMT;
      if (type !== S_IFREG) return type === S_IFIFO ? -E.ESPIPE : type === S_IFDIR ? -E.EISDIR : -E.ENODEV;
      const end = offset + length;
      return end <= found.size ? 0 : description.truncate(end);
    }));
}

/** Advice is taken and not followed. */
export function __syscall_fadvise64_64(ctx: Context) {
  return (fd: number, _offsetLow: number, _offsetHigh: number, _lengthLow: number, _lengthHigh: number, advice: number): number =>
    result(onFd(ctx.p, fd, (description) => {
      const found = description.stat();
      if (typeof found !== 'number' && (found.mode & S_IFMT) === S_IFIFO) return -E.ESPIPE;
      return advice < 0 || advice > POSIX_FADV_NOREUSE ? -E.EINVAL : 0;
    }));
}

export function __syscall__newselect(ctx: Context) {
  return (n: number, read: number, write: number, except: number, timeval: number): number =>
    result(select(ctx.p, ctx.m, n, read, write, except, readTimeval(ctx.m, timeval)));
}

export function __syscall_poll(ctx: Context) {
  return (fds: number, n: number, milliseconds: number): number =>
    result(whileTimersGoOn(ctx, milliseconds < 0 ? Infinity : milliseconds, (ms) => poll(ctx.p, ctx.m, fds, n, ms)));
}

/** What poll(2) calls for a timeout of 0: 6.0. */
export function __syscall_poll_nonblocking(ctx: Context) {
  return (fds: number, n: number): number => result(poll(ctx.p, ctx.m, fds, n, 0));
}

/** There is no epoll, as under glue. */
export function epoll(_ctx: Context) {
  return (): number => result(-E.ENOSYS);
}
