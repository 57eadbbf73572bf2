/** The socket calls. Sockets are given to the program, or taken from one that listens. */
import { SHUT_RD, SHUT_RDWR, SHUT_WR, SOCK_NONBLOCK } from '../posix/constants.js';
import { Socket } from '../posix/socket.js';
import { accept, shutdown } from '../posix/sockets.js';
import { call, checked, demand, entryOf, fail, type Context, type Entry } from './context.js';
import { span, storeU32 } from './memory.js';
import { FD_READ, FD_WRITE, FILETYPE_SOCKET_STREAM, LISTENER, rightsOf, SOCK_ACCEPT, SOCK_SHUTDOWN } from './rights.js';
import { FDFLAGS_NONBLOCK } from './descriptors.js';

const RECV_PEEK = 1;
const RECV_WAITALL = 2;
const SHUTDOWN_READ = 1;
const SHUTDOWN_WRITE = 2;
const MAX_BUFFERS = 1024;

/** Errors: EBADF, ENOTSOCK, ENOTCAPABLE. */
function socketOf(ctx: Context, fd: number, rights: number): Entry & { readonly description: Socket } {
  const entry = entryOf(ctx, fd, 0);
  if (!(entry.description instanceof Socket)) fail('ENOTSOCK');
  demand(entry, rights);
  return entry as Entry & { readonly description: Socket };
}

/** An entry for a socket of the process's table. */
export function socketEntry(ctx: Context, fd: number, listens: boolean): Entry {
  const { base, inheriting } = listens ? LISTENER : rightsOf(FILETYPE_SOCKET_STREAM);
  return { description: ctx.p.fds.entries[fd]!, type: FILETYPE_SOCKET_STREAM, base, inheriting, sync: 0, preopen: undefined, readonly: false };
}

export function sock_accept(ctx: Context) {
  return call((fd: number, flags: number, resultAt: number) => {
    const { inheriting } = socketOf(ctx, fd, SOCK_ACCEPT);
    if ((flags & ~FDFLAGS_NONBLOCK) !== 0) fail('EINVAL');
    span(ctx, resultAt, 4);
    const accepted = checked(accept(ctx.p, fd, flags === 0 ? 0 : SOCK_NONBLOCK, () => undefined));
    const entry = socketEntry(ctx, accepted, false);
    entry.base &= inheriting;
    ctx.entries[accepted] = entry;
    storeU32(ctx, resultAt, accepted);
  });
}

/** Calls `transfer` for each buffer until one is not filled; the bytes moved. */
function each(ctx: Context, buffersAt: number, count: number, transfer: (start: number, length: number, done: number) => number): number {
  const n = count >>> 0;
  if (n > MAX_BUFFERS) fail('EINVAL');
  const at = span(ctx, buffersAt, 8 * n);
  const field = (word: number): number => ctx.m.dv.getUint32(at + 4 * word, true);
  for (let i = 0; i < n; i++) span(ctx, field(2 * i), field(2 * i + 1));
  let done = 0;
  for (let k = 0; k < n; k++) {
    const length = field(2 * k + 1);
    if (length === 0) continue;
    const moved = transfer(field(2 * k), length, done);
    if (moved < 0) return done > 0 ? done : checked(moved);
    done += moved;
    if (moved < length) break;
  }
  return done;
}

/** A second buffer is filled with what is there already, unless all were asked for. Nothing is ever cut. */
export function sock_recv(ctx: Context) {
  return call((fd: number, buffersAt: number, n: number, flags: number, countAt: number, flagsAt: number) => {
    const { description } = socketOf(ctx, fd, FD_READ);
    if ((flags & ~(RECV_PEEK | RECV_WAITALL)) !== 0) fail('EINVAL');
    const peek = (flags & RECV_PEEK) !== 0;
    const all = (flags & RECV_WAITALL) !== 0 && !peek;
    span(ctx, countAt, 4);
    span(ctx, flagsAt, 2);
    const count = each(ctx, buffersAt, n, (start, length, done) => {
      // What was peeked at comes first again.
      if (peek && done > 0) return 0;
      let got = 0;
      for (;;) {
        const moved = description.receive(ctx.m.u8, start + got, length - got, peek, description.nonblocking || (done + got > 0 && !all));
        if (moved <= 0) return got > 0 ? got : moved;
        got += moved;
        if (!all || got === length) return got;
      }
    });
    storeU32(ctx, countAt, count);
    ctx.m.dv.setUint16(span(ctx, flagsAt, 2), 0, true);
  });
}

export function sock_send(ctx: Context) {
  return call((fd: number, buffersAt: number, n: number, flags: number, countAt: number) => {
    const { description } = socketOf(ctx, fd, FD_WRITE);
    if (flags !== 0) fail('EINVAL');
    span(ctx, countAt, 4);
    storeU32(ctx, countAt, each(ctx, buffersAt, n, (start, length) => description.send(ctx.m.u8, start, length, description.nonblocking)));
  });
}

export function sock_shutdown(ctx: Context) {
  return call((fd: number, how: number) => {
    socketOf(ctx, fd, SOCK_SHUTDOWN);
    if (how === 0 || (how & ~(SHUTDOWN_READ | SHUTDOWN_WRITE)) !== 0) fail('EINVAL');
    checked(shutdown(ctx.p, fd, how === SHUTDOWN_READ ? SHUT_RD : how === SHUTDOWN_WRITE ? SHUT_WR : SHUT_RDWR));
  });
}
