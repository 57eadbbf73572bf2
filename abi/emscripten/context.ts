/** The state of one program made by Emscripten 3, and how its calls report errors. */
import type { BaseContext } from '../contract.js';
import { errnoTable } from '../posix/errno.js';
import type { GuestMemory } from '../posix/memory.js';
import type { Process } from '../posix/process.js';
import type { Memory } from '../../runtime-lite/memory.js';

/** What the compiler found out about the module. */
export interface Config {
  /** Limits in pages where the memory is imported, else null. */
  memory: { initial: number; maximum: number | null } | null;
  /** Open files it may have: this libc cannot ask for more, and with select no more fit into an fd_set. */
  openFiles: number;
}

export interface Context extends BaseContext {
  p: Process;
  m: GuestMemory;
  /** The module's memory, its own or the one made for it. */
  memory: Memory;
  /** Set by exit(): functions registered with atexit are to run. */
  orderly: boolean;
  /** Set by a signal handler that ran. */
  handled: boolean;
  /** Where in its file each mapping begins, by address. */
  mappings: Map<number, number>;
  /** High word of the last 64-bit result. */
  tempRet0: number;
}

/** WASI's error numbers, which Emscripten's libc uses since 1.39, by name. */
const WASI: Record<string, number> = {
  E2BIG: 1, EACCES: 2, EADDRINUSE: 3, EADDRNOTAVAIL: 4, EAFNOSUPPORT: 5, EAGAIN: 6, EALREADY: 7, EBADF: 8, EBADMSG: 9, EBUSY: 10,
  ECANCELED: 11, ECHILD: 12, ECONNABORTED: 13, ECONNREFUSED: 14, ECONNRESET: 15, EDEADLK: 16, EDESTADDRREQ: 17, EDOM: 18, EDQUOT: 19,
  EEXIST: 20, EFAULT: 21, EFBIG: 22, EHOSTUNREACH: 23, EIDRM: 24, EILSEQ: 25, EINPROGRESS: 26, EINTR: 27, EINVAL: 28, EIO: 29,
  EISCONN: 30, EISDIR: 31, ELOOP: 32, EMFILE: 33, EMLINK: 34, EMSGSIZE: 35, EMULTIHOP: 36, ENAMETOOLONG: 37, ENETDOWN: 38,
  ENETRESET: 39, ENETUNREACH: 40, ENFILE: 41, ENOBUFS: 42, ENODEV: 43, ENOENT: 44, ENOEXEC: 45, ENOLCK: 46, ENOLINK: 47, ENOMEM: 48,
  ENOMSG: 49, ENOPROTOOPT: 50, ENOSPC: 51, ENOSYS: 52, ENOTCONN: 53, ENOTDIR: 54, ENOTEMPTY: 55, ENOTRECOVERABLE: 56, ENOTSOCK: 57,
  EOPNOTSUPP: 58, ENOTTY: 59, ENXIO: 60, EOVERFLOW: 61, EOWNERDEAD: 62, EPERM: 63, EPIPE: 64, EPROTO: 65, EPROTONOSUPPORT: 66,
  EPROTOTYPE: 67, ERANGE: 68, EROFS: 69, ESPIPE: 70, ESRCH: 71, ESTALE: 72, ETIMEDOUT: 73, ETXTBSY: 74, EXDEV: 75,
};

let table: Int16Array | null = null;

/** The program's number of an error of abi/posix. */
export function wasiErrno(errno: number): number {
  table ??= errnoTable(WASI);
  return table[errno]!;
}

/** A count, or a negative error number in the program's numbering: what `__syscall_*` return. */
export function result(value: number): number {
  return value < 0 ? -wasiErrno(-value) : value;
}

/** Error number of a failure, 0 of anything else: what WASI calls return. */
export function status(value: number): number {
  return value < 0 ? wasiErrno(-value) : 0;
}
