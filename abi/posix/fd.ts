/** The table of file descriptors, and the calls that only concern it: dup, fcntl, close. */
import { syncForeign } from '../../runtime-lite/foreign.js';
import type { Description } from './description.js';
import type { Process } from './process.js';
import {
  F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_GETFL, F_GETOWN, F_SETFD, F_SETFL, F_SETOWN, FD_CLOEXEC, FIOASYNC, FIOCLEX, FIONBIO,
  FIONCLEX, FIONREAD, O_ACCMODE, O_APPEND, O_NONBLOCK,
} from './constants.js';
import { E } from './errno.js';

export interface FdTable {
  /** By descriptor number; undefined where closed. */
  entries: Array<Description | undefined>;
  cloexec: Set<number>;
  /** No number below it is free. */
  lowest: number;
  /** RLIMIT_NOFILE. */
  limit: number;
}

export function createFdTable(limit: number): FdTable {
  return { entries: [], cloexec: new Set(), lowest: 0, limit };
}

/** The description of an open descriptor. Most calls of the system come by here, so what waits for the host to run is told. */
export function descriptionOf(p: Process, fd: number): Description | undefined {
  syncForeign();
  p.opened = undefined;
  return p.fds.entries[fd];
}

/** Gives a description the lowest free number, not below `from`. Errors: EMFILE. */
export function addFd(p: Process, description: Description, from = 0): number {
  const { entries, limit } = p.fds;
  let fd = Math.max(p.fds.lowest, from);
  while (entries[fd] !== undefined) fd++;
  if (fd >= limit) return -E.EMFILE;
  if (from <= p.fds.lowest) p.fds.lowest = fd + 1;
  entries[fd] = description;
  description.refs++;
  return fd;
}

/** close(2). Errors: EBADF. */
export function close(p: Process, fd: number): number {
  const description = p.fds.entries[fd];
  if (description === undefined) return -E.EBADF;
  p.fds.entries[fd] = undefined;
  p.fds.cloexec.delete(fd);
  if (fd < p.fds.lowest) p.fds.lowest = fd;
  return --description.refs === 0 ? description.close() : 0;
}

/** dup2(2): a no-op on equal numbers. Errors: EBADF. */
export function dup2(p: Process, from: number, to: number): number {
  const description = p.fds.entries[from];
  if (description === undefined || to < 0 || to >= p.fds.limit) return -E.EBADF;
  if (from === to) return to;
  if (p.fds.entries[to] !== undefined) close(p, to);
  p.fds.entries[to] = description;
  description.refs++;
  return to;
}

/** dup(2). Errors: EBADF, EMFILE. */
export function dup(p: Process, fd: number): number {
  const description = p.fds.entries[fd];
  return description === undefined ? -E.EBADF : addFd(p, description);
}

function setCloexec(p: Process, fd: number, on: boolean): void {
  if (on) p.fds.cloexec.add(fd);
  else p.fds.cloexec.delete(fd);
}

/**
 * fcntl(2) for F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETOWN, F_SETOWN.
 * Record locks are not here: their structure depends on the ABI. Errors: EBADF, EMFILE, EINVAL for another command.
 */
export function fcntl(p: Process, fd: number, command: number, argument: number): number {
  const description = p.fds.entries[fd];
  if (description === undefined) return -E.EBADF;
  switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC: {
      if (argument < 0 || argument >= p.fds.limit) return -E.EINVAL;
      const copy = addFd(p, description, argument);
      if (copy >= 0) setCloexec(p, copy, command === F_DUPFD_CLOEXEC);
      return copy;
    }
    case F_GETFD:
      return p.fds.cloexec.has(fd) ? FD_CLOEXEC : 0;
    case F_SETFD:
      setCloexec(p, fd, (argument & FD_CLOEXEC) !== 0);
      return 0;
    case F_GETFL:
      return description.flags & (O_ACCMODE | O_APPEND | O_NONBLOCK);
    case F_SETFL:
      description.flags = (description.flags & ~(O_APPEND | O_NONBLOCK)) | (argument & (O_APPEND | O_NONBLOCK));
      return 0;
    case F_SETOWN:
    case F_GETOWN:
      return 0;
    default:
      return -E.EINVAL;
  }
}

/**
 * ioctl(2) for FIONBIO, FIOASYNC, FIONREAD, FIOCLEX, FIONCLEX. `word` reads and writes the int at the argument.
 * Errors: EBADF, ENOTTY for any other request: descriptors are no terminals to the program.
 */
export function ioctl(p: Process, fd: number, request: number, word: { get(): number; set(value: number): void }): number {
  const description = p.fds.entries[fd];
  if (description === undefined) return -E.EBADF;
  switch (request) {
    case FIONBIO:
      description.flags = word.get() !== 0 ? description.flags | O_NONBLOCK : description.flags & ~O_NONBLOCK;
      return 0;
    case FIOASYNC:
      return 0;
    case FIOCLEX:
    case FIONCLEX:
      setCloexec(p, fd, request === FIOCLEX);
      return 0;
    case FIONREAD: {
      const count = description.available();
      if (count < 0) return count;
      word.set(count);
      return 0;
    }
    default:
      return -E.ENOTTY;
  }
}
