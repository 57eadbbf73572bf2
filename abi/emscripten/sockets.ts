/** The socket calls: each a `__syscall_*` of six words, of which the last may be unused. */
import { SO_ERROR, SOL_SOCKET } from '../posix/constants.js';
import { E } from '../posix/errno.js';
import { getI32 } from '../posix/memory.js';
import { recvfrom, recvmsg, sendmsg, sendto, setsockoptAt, storeOption } from '../posix/messages.js';
import { readSockaddr, writeSockaddr, type SocketAddress } from '../posix/sockaddr.js';
import { accept, bind, connect, getpeername, getsockname, getsockopt, listen, shutdown, socket } from '../posix/sockets.js';
import { emscriptenErrno } from './errno.js';
import { result, type Context } from './context.js';

export function __syscall_socket(ctx: Context) {
  return (family: number, type: number, protocol: number, _3: number, _4: number, _5: number): number => result(socket(ctx.p, family, type, protocol));
}

export function __syscall_bind(ctx: Context) {
  return (fd: number, at: number, length: number, _3: number, _4: number, _5: number): number => result(bind(ctx.p, fd, readSockaddr(ctx.m, at, length)));
}

export function __syscall_listen(ctx: Context) {
  return (fd: number, backlog: number, _2: number, _3: number, _4: number, _5: number): number => result(listen(ctx.p, fd, backlog));
}

export function __syscall_accept4(ctx: Context) {
  return (fd: number, at: number, lengthAt: number, flags: number, _4: number, _5: number): number =>
    result(accept(ctx.p, fd, flags, (peer) => writeSockaddr(ctx.m, at, lengthAt, peer)));
}

export function __syscall_connect(ctx: Context) {
  return (fd: number, at: number, length: number, _3: number, _4: number, _5: number): number => result(connect(ctx.p, fd, readSockaddr(ctx.m, at, length)));
}

export function __syscall_shutdown(ctx: Context) {
  return (fd: number, how: number, _2: number, _3: number, _4: number, _5: number): number => result(shutdown(ctx.p, fd, how));
}

function storeName(ctx: Context, at: number, lengthAt: number, address: SocketAddress | number): number {
  if (typeof address === 'number') return result(address);
  writeSockaddr(ctx.m, at, lengthAt, address);
  return 0;
}

export function __syscall_getsockname(ctx: Context) {
  return (fd: number, at: number, lengthAt: number, _3: number, _4: number, _5: number): number => storeName(ctx, at, lengthAt, getsockname(ctx.p, fd));
}

export function __syscall_getpeername(ctx: Context) {
  return (fd: number, at: number, lengthAt: number, _3: number, _4: number, _5: number): number => storeName(ctx, at, lengthAt, getpeername(ctx.p, fd));
}

export function __syscall_sendto(ctx: Context) {
  return (fd: number, at: number, length: number, flags: number, to: number, toLength: number): number => result(sendto(ctx.p, ctx.m, fd, at, length, flags, to, toLength));
}

export function __syscall_recvfrom(ctx: Context) {
  return (fd: number, at: number, length: number, flags: number, from: number, fromLength: number): number =>
    result(recvfrom(ctx.p, ctx.m, fd, at, length, flags, from, fromLength));
}

export function __syscall_sendmsg(ctx: Context) {
  return (fd: number, message: number, flags: number, _3: number, _4: number, _5: number): number => result(sendmsg(ctx.p, ctx.m, fd, message, flags));
}

export function __syscall_recvmsg(ctx: Context) {
  return (fd: number, message: number, flags: number, _3: number, _4: number, _5: number): number => result(recvmsg(ctx.p, ctx.m, fd, message, flags));
}

const CALLS = [
  undefined, __syscall_socket, __syscall_bind, __syscall_connect, __syscall_listen, __syscall_accept4, __syscall_getsockname, __syscall_getpeername, undefined, __syscall_sendto,
  __syscall_recvfrom, __syscall_sendto, __syscall_recvfrom, __syscall_shutdown, __syscall_setsockopt, __syscall_getsockopt, __syscall_sendmsg, __syscall_recvmsg, __syscall_accept4,
];
/** socket, accept without flags, send and recv without addresses: so many of the six words are arguments. */
const GIVEN: Readonly<Record<number, number>> = { 5: 3, 9: 4, 10: 4 };

/** socketcall(number, address of the words): all of them up to 2.0. Errors: EOPNOTSUPP for pairs of sockets and calls of many messages. */
export function __syscall_socketcall(ctx: Context) {
  return (call: number, at: number): number => {
    const make = CALLS[call];
    if (make === undefined) return result(-E.EOPNOTSUPP);
    const words = Array.from({ length: 6 }, (_, i) => (i < (GIVEN[call] ?? 6) ? getI32(ctx.m, at + 4 * i) : 0)) as [number, number, number, number, number, number];
    return make(ctx)(...words);
  };
}

export function __syscall_setsockopt(ctx: Context) {
  return (fd: number, level: number, name: number, at: number, length: number, _5: number): number =>
    result(setsockoptAt(ctx.p, ctx.m, fd, level, name, at, length));
}

export function __syscall_getsockopt(ctx: Context) {
  return (fd: number, level: number, name: number, at: number, lengthAt: number, _5: number): number => {
    const found = getsockopt(ctx.p, fd, level, name);
    if (typeof found === 'number') return result(found);
    // An error number is a value here, and so in the program's own numbering.
    if (level === SOL_SOCKET && name === SO_ERROR && found[0] !== 0) found[0] = emscriptenErrno(found[0]!);
    storeOption(ctx.m, found, at, lengthAt);
    return 0;
  };
}
