/** The socket calls. Addresses are {@link SocketAddress}; results are descriptors, counts or negative error numbers. */
import type { Process } from './process.js';
import {
  AF_INET, AF_INET6, AF_UNIX, AT_FDCWD, IPPROTO_IPV6, IPPROTO_TCP, IPV6_V6ONLY, MSG_DONTWAIT, MSG_PEEK, O_RDWR, POLLIN, SO_ACCEPTCONN,
  SO_DOMAIN, SO_ERROR, SO_KEEPALIVE, SO_LINGER, SO_PROTOCOL, SO_RCVBUF, SO_SNDBUF, SO_TYPE, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM, SOCK_TYPE_MASK, SOL_SOCKET,
  TCP_NODELAY,
} from './constants.js';
import { grants } from '../host/grants.js';
import { E } from './errno.js';
import { addFd, descriptionOf } from './fd.js';
import { absolutePath } from './files.js';
import { addressText, parseAddress, type SocketAddress } from './sockaddr.js';
import { Socket, slotPeer } from './socket.js';
import { waitUntil } from './wait.js';
import { CMD_KEEPALIVE, CMD_NODELAY, RX_SIZE, STATE, STATE_BROKEN, STATE_CONNECTED, TX_SIZE, type Slot } from './wire.js';

/** The socket of a descriptor. Errors: EBADF, ENOTSOCK. */
function socketOf(p: Process, fd: number): Socket | number {
  const description = descriptionOf(p, fd);
  if (description === undefined) return -E.EBADF;
  return description instanceof Socket ? description : -E.ENOTSOCK;
}

/** socket(2): IPv4, IPv6 and Unix streams. Errors: EAFNOSUPPORT, EPROTONOSUPPORT (datagrams), ENETDOWN without a network, EMFILE. */
export function socket(p: Process, family: number, type: number, protocol: number): number {
  if (family !== AF_INET && family !== AF_INET6 && family !== AF_UNIX) return -E.EAFNOSUPPORT;
  if ((type & SOCK_TYPE_MASK) !== SOCK_STREAM || (protocol !== 0 && protocol !== IPPROTO_TCP)) return -E.EPROTONOSUPPORT;
  if (p.host.wire === undefined) return -E.ENETDOWN;
  return open(p, new Socket(p, family, protocol, O_RDWR | (type & SOCK_NONBLOCK)), type);
}

function open(p: Process, made: Socket, type: number): number {
  const fd = addFd(p, made);
  if (fd >= 0 && (type & SOCK_CLOEXEC) !== 0) p.fds.cloexec.add(fd);
  return fd;
}

/** A Unix socket's path on the host. */
function hostPath(p: Process, address: SocketAddress): string | number {
  const path = absolutePath(p, AT_FDCWD, addressText(address));
  if (typeof path === 'number') return path;
  const target = p.sandbox?.resolve(path) ?? -E.ENOENT;
  return typeof target === 'number' ? target : target.path;
}

/** Length of a queue of connections, where the program has not said it. */
const BACKLOG = 511;

/**
 * bind(2): the address is taken when the socket listens or connects; a Unix socket's name at once, because a program may
 * go on to change its mode. Errors: EADDRINUSE (Unix), EACCES (not granted), EINVAL (bound already), EAFNOSUPPORT. */
export function bind(p: Process, fd: number, address: SocketAddress | number): number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  if (typeof address === 'number') return address;
  if (s.local !== undefined) return -E.EINVAL;
  if (address.family !== s.family) return -E.EAFNOSUPPORT;
  // Port 0 is what a client binds; whether it may connect is asked there.
  if ((address.port !== 0 || s.family === AF_UNIX) && !grants(p.grants.net.listen, addressText(address), address.port)) return -E.EACCES;
  s.local = address;
  if (s.family !== AF_UNIX) return 0;
  const listening = listen(p, fd, BACKLOG);
  if (listening < 0) s.local = undefined;
  return listening;
}

/** listen(2); again on a listener changes nothing. Errors: EACCES (not granted), EADDRINUSE, EADDRNOTAVAIL, EINVAL. */
export function listen(p: Process, fd: number, backlog: number): number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  if (s.listener >= 0) return 0;
  if (s.slot !== undefined) return -E.EINVAL;
  const local = s.local ?? anyAddress(s.family);
  const path = local.family === AF_UNIX ? hostPath(p, local) : '';
  if (typeof path === 'number') return path;
  const ipv6Only = (s.options.get((IPPROTO_IPV6 << 16) | IPV6_V6ONLY) ?? 0) !== 0;
  const answer = p.host.request('listen', { host: addressText(local), port: local.port, path, backlog, ipv6Only });
  if (answer.errno !== 0) return -answer.errno;
  s.listener = answer.listener;
  s.local = local.family === AF_UNIX ? local : { ...local, port: answer.port };
  p.host.addListener(s.listener, s.queue);
  return 0;
}

function anyAddress(family: number): SocketAddress {
  return { family, port: 0, scope: 0, bytes: new Uint8Array(family === AF_INET6 ? 16 : family === AF_INET ? 4 : 0) };
}

/** accept4(2): the new descriptor; `onPeer` gets the peer's address. Errors: EAGAIN, EBADF, EINTR, EINVAL (not listening), EMFILE. */
export function accept(p: Process, fd: number, flags: number, onPeer: (peer: SocketAddress) => void): number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  if (s.listener < 0) return -E.EINVAL;
  if (s.poll() === 0) {
    if (s.nonblocking) return -E.EAGAIN;
    const waited = waitUntil(p, Infinity, () => s.poll() & POLLIN);
    if (waited < 0) return waited;
  }
  const made = new Socket(p, s.family, s.protocol, O_RDWR | (flags & SOCK_NONBLOCK));
  const accepted = open(p, made, flags);
  if (accepted < 0) return accepted;
  made.slot = p.host.slot(s.queue.shift()!);
  made.peer = slotPeer(made.slot);
  applyOptions(p, s, made.slot);
  onPeer(made.peer);
  return accepted;
}

/** connect(2). Errors: EINPROGRESS (non-blocking), EACCES (not granted), EISCONN, EALREADY, ECONNREFUSED and what else ends the attempt, EINTR. */
export function connect(p: Process, fd: number, address: SocketAddress | number): number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  if (typeof address === 'number') return address;
  if (s.slot === undefined) {
    const path = address.family === AF_UNIX ? hostPath(p, address) : '';
    if (typeof path === 'number') return path;
    const local = s.local === undefined ? undefined : { host: addressText(s.local), port: s.local.port };
    const answer = p.host.request('connect', { host: addressText(address), port: address.port, path, local });
    if (answer.errno !== 0) return -answer.errno;
    s.slot = p.host.slot(answer.slot);
    s.peer = address;
    applyOptions(p, s, s.slot);
    if (s.nonblocking) return -E.EINPROGRESS;
  } else if ((Atomics.load(s.slot.words, STATE) & STATE_CONNECTED) !== 0) return -E.EISCONN;
  else if (s.nonblocking) return (Atomics.load(s.slot.words, STATE) & STATE_BROKEN) !== 0 ? -(s.takeError() || E.ECONNABORTED) : -E.EALREADY;
  const { words } = s.slot;
  const state = waitUntil(p, Infinity, () => Atomics.load(words, STATE) & (STATE_CONNECTED | STATE_BROKEN));
  if (state < 0) return state;
  return (state & STATE_BROKEN) !== 0 ? -(s.takeError() || E.ECONNABORTED) : 0;
}

/** recvfrom(2) on a stream: the sender is not reported. Errors: as {@link Socket.receive}, EBADF, ENOTSOCK. */
export function recv(p: Process, fd: number, u8: Uint8Array, start: number, length: number, flags: number): number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  return s.receive(u8, start, length, (flags & MSG_PEEK) !== 0, s.nonblocking || (flags & MSG_DONTWAIT) !== 0);
}

/** sendto(2) on a stream: the destination is ignored. Errors: as {@link Socket.send}, EBADF, ENOTSOCK. */
export function send(p: Process, fd: number, u8: Uint8Array, start: number, length: number, flags: number): number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  return s.send(u8, start, length, s.nonblocking || (flags & MSG_DONTWAIT) !== 0);
}

/** shutdown(2). Errors: EBADF, ENOTSOCK, ENOTCONN. */
export function shutdown(p: Process, fd: number, how: number): number {
  const s = socketOf(p, fd);
  return typeof s === 'number' ? s : s.shutdown(how);
}

/** getsockname(2). Errors: EBADF, ENOTSOCK. A listener on port 0 has its port once it listens; asking earlier makes it listen. */
export function getsockname(p: Process, fd: number): SocketAddress | number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  if (s.slot !== undefined && (s.local === undefined || s.local.port === 0)) {
    const answer = p.host.request('name', { slot: s.slot.id });
    s.local = parseAddress(answer.host, answer.port) ?? anyAddress(s.family);
  } else if (s.local !== undefined && s.local.port === 0 && s.listener < 0 && s.family !== AF_UNIX) {
    const listening = listen(p, fd, BACKLOG);
    if (listening < 0) return listening;
  }
  return s.local ?? anyAddress(s.family);
}

/** getpeername(2). Errors: EBADF, ENOTSOCK, ENOTCONN. */
export function getpeername(p: Process, fd: number): SocketAddress | number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  const connected = s.slot !== undefined && (Atomics.load(s.slot.words, STATE) & STATE_CONNECTED) !== 0;
  return connected && s.peer !== undefined ? s.peer : -E.ENOTCONN;
}

/**
 * setsockopt(2): TCP_NODELAY, SO_KEEPALIVE and SO_LINGER act; the others are remembered. `value` is the option's first
 * word, `second` its second. Errors: EBADF, ENOTSOCK.
 */
export function setsockopt(p: Process, fd: number, level: number, name: number, value: number, second: number): number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  s.options.set((level << 16) | name, value);
  if (level === SOL_SOCKET && name === SO_LINGER) s.reset = value !== 0 && second === 0;
  if (s.slot !== undefined) applyOption(p, s.slot, (level << 16) | name, value);
  return 0;
}

function applyOption(p: Process, slot: Slot, option: number, value: number): void {
  if (value === 0) return;
  if (option === ((IPPROTO_TCP << 16) | TCP_NODELAY)) p.host.command(CMD_NODELAY, slot.id);
  if (option === ((SOL_SOCKET << 16) | SO_KEEPALIVE)) p.host.command(CMD_KEEPALIVE, slot.id);
}

/** Options set on a listener, or before connecting, hold for the connection. */
function applyOptions(p: Process, from: Socket, slot: Slot): void {
  if (from.options.size === 0) return;
  for (const [option, value] of from.options) applyOption(p, slot, option, value);
}

/** getsockopt(2): the option's first word. Errors (negative): EBADF, ENOTSOCK. */
export function getsockopt(p: Process, fd: number, level: number, name: number): { value: number } | number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  if (level === SOL_SOCKET) {
    if (name === SO_ERROR) return { value: s.takeError() };
    if (name === SO_TYPE) return { value: SOCK_STREAM };
    if (name === SO_ACCEPTCONN) return { value: s.listener >= 0 ? 1 : 0 };
    if (name === SO_DOMAIN) return { value: s.family };
    if (name === SO_PROTOCOL) return { value: s.protocol };
    if (name === SO_SNDBUF) return { value: TX_SIZE };
    if (name === SO_RCVBUF) return { value: RX_SIZE };
  }
  return { value: s.options.get((level << 16) | name) ?? 0 };
}

