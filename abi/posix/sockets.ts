/** The socket calls. Addresses are {@link SocketAddress}; results are descriptors, counts or negative error numbers. */
import type { Process } from './process.js';
import {
  AF_INET, AF_INET6, AF_UNIX, AT_FDCWD, IPPROTO_IPV6, IPPROTO_TCP, IPPROTO_UDP, IPV6_V6ONLY, MSG_DONTWAIT, MSG_PEEK, MSG_TRUNC, MSG_WAITALL, O_RDWR, POLLIN, SOCK_CLOEXEC,
  SOCK_DGRAM, SOCK_NONBLOCK, SOCK_STREAM, SOCK_TYPE_MASK,
} from './constants.js';
import { grants } from '../host/grants.js';
import { DatagramSocket, type OnDatagram } from './datagram-socket.js';
import { E } from './errno.js';
import { addFd, descriptionOf } from './fd.js';
import { absolutePath } from './files.js';
import { addressText, anyAddress, parseAddress, type SocketAddress } from './sockaddr.js';
import { Socket, slotPeer } from './socket.js';
import { applyOptions, optionOf, setOption } from './socket-options.js';
import { waitUntil } from './wait.js';
import { STATE, STATE_BROKEN, STATE_CONNECTED } from './wire.js';

/** The socket of a descriptor. Errors: EBADF, ENOTSOCK. */
function socketOf(p: Process, fd: number): Socket | DatagramSocket | number {
  const description = descriptionOf(p, fd);
  if (description === undefined) return -E.EBADF;
  return description instanceof Socket || description instanceof DatagramSocket ? description : -E.ENOTSOCK;
}

/** The same where only streams can. Errors: EBADF, ENOTSOCK, EOPNOTSUPP. */
function streamOf(p: Process, fd: number): Socket | number {
  const s = socketOf(p, fd);
  return s instanceof DatagramSocket ? -E.EOPNOTSUPP : s;
}

/** socket(2): IPv4, IPv6 and Unix streams, IPv4 and IPv6 datagrams. Errors: EAFNOSUPPORT, EPROTONOSUPPORT, ENETDOWN without a network, EMFILE. */
export function socket(p: Process, family: number, type: number, protocol: number): number {
  if (family !== AF_INET && family !== AF_INET6 && family !== AF_UNIX) return -E.EAFNOSUPPORT;
  const isDatagram = (type & SOCK_TYPE_MASK) === SOCK_DGRAM && family !== AF_UNIX;
  if ((!isDatagram && (type & SOCK_TYPE_MASK) !== SOCK_STREAM) || (protocol !== 0 && protocol !== (isDatagram ? IPPROTO_UDP : IPPROTO_TCP))) return -E.EPROTONOSUPPORT;
  if (p.host.wire === undefined) return -E.ENETDOWN;
  const flags = O_RDWR | (type & SOCK_NONBLOCK);
  return open(p, isDatagram ? new DatagramSocket(p, family, flags) : new Socket(p, family, protocol, flags), type);
}

function open(p: Process, made: Socket | DatagramSocket, type: number): number {
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
 * bind(2): an address is taken at once, as by a listener, since hosts have no other way to hold one; port 0 when the socket listens or connects, or is
 * asked for its address. Errors: EADDRINUSE, EADDRNOTAVAIL, EACCES (not granted), EINVAL (bound already), EAFNOSUPPORT. */
export function bind(p: Process, fd: number, address: SocketAddress | number): number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  if (typeof address === 'number') return address;
  if (s instanceof DatagramSocket) return s.bind(address);
  if (s.local !== undefined) return -E.EINVAL;
  if (address.family !== s.family) return -E.EAFNOSUPPORT;
  // Port 0 is what a client binds; whether it may connect is asked there.
  if ((address.port !== 0 || s.family === AF_UNIX) && !grants(p.grants.net.listen, addressText(address), address.port)) return -E.EACCES;
  s.local = address;
  if (s.family !== AF_UNIX && address.port === 0) return 0;
  const held = hold(p, s, BACKLOG);
  if (held < 0) s.local = undefined;
  return held;
}

/** listen(2); again on a listener changes nothing. Errors: EACCES (not granted), EADDRINUSE, EADDRNOTAVAIL, EINVAL. */
export function listen(p: Process, fd: number, backlog: number): number {
  const s = streamOf(p, fd);
  if (typeof s === 'number') return s;
  if (s.slot !== undefined) return -E.EINVAL;
  const held = s.listener >= 0 ? 0 : hold(p, s, backlog);
  if (held === 0) s.listens = true;
  return held;
}

/** Makes the host listen for a socket. Errors: as {@link listen}. */
function hold(p: Process, s: Socket, backlog: number): number {
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

/** accept4(2): the new descriptor; `onPeer` gets the peer's address. Errors: EAGAIN, EBADF, EINTR, EINVAL (not listening), EMFILE. */
export function accept(p: Process, fd: number, flags: number, onPeer: (peer: SocketAddress) => void): number {
  const s = streamOf(p, fd);
  if (typeof s === 'number') return s;
  if (!s.listens) return -E.EINVAL;
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
  if (s instanceof DatagramSocket) return s.connect(address);
  if (s.slot === undefined) {
    const path = address.family === AF_UNIX ? hostPath(p, address) : '';
    if (typeof path === 'number') return path;
    if (!s.listens && s.family !== AF_UNIX) s.letGo();
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

/** recvfrom(2): of a stream the sender is not reported. Errors: as {@link Socket.receive} and {@link DatagramSocket.receive}, EBADF, ENOTSOCK. */
export function recv(p: Process, fd: number, u8: Uint8Array, start: number, length: number, flags: number, onDatagram?: OnDatagram): number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  const peek = (flags & MSG_PEEK) !== 0;
  const nonblocking = s.nonblocking || (flags & MSG_DONTWAIT) !== 0;
  if (s instanceof DatagramSocket) {
    let whole = 0;
    const received = s.receive(u8, start, length, peek, nonblocking, (sender, sent) => onDatagram?.(sender, (whole = sent)));
    return received >= 0 && (flags & MSG_TRUNC) !== 0 ? whole : received;
  }
  let done = 0;
  do {
    const count = s.receive(u8, start + done, length - done, peek, nonblocking);
    if (count <= 0) return done > 0 ? done : count;
    done += count;
  } while ((flags & MSG_WAITALL) !== 0 && !peek && !nonblocking && done < length);
  return done;
}

/** sendto(2): of a stream the destination is ignored. Errors: as {@link Socket.send} and {@link DatagramSocket.send}, EBADF, ENOTSOCK, those of the address. */
export function send(p: Process, fd: number, u8: Uint8Array, start: number, length: number, flags: number, to?: SocketAddress | number): number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  const nonblocking = s.nonblocking || (flags & MSG_DONTWAIT) !== 0;
  if (!(s instanceof DatagramSocket)) return s.send(u8, start, length, nonblocking);
  return typeof to === 'number' ? to : s.send(u8, start, length, to, nonblocking);
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
  if (s instanceof DatagramSocket) return s.local ?? anyAddress(s.family);
  if (s.slot !== undefined && (s.local === undefined || s.local.port === 0)) {
    const answer = p.host.request('name', { slot: s.slot.id });
    s.local = parseAddress(answer.host, answer.port) ?? anyAddress(s.family);
  } else if (s.local !== undefined && s.local.port === 0 && s.listener < 0 && s.family !== AF_UNIX) {
    const held = hold(p, s, BACKLOG);
    if (held < 0) return held;
  }
  return s.local ?? anyAddress(s.family);
}

/** getpeername(2). Errors: EBADF, ENOTSOCK, ENOTCONN. */
export function getpeername(p: Process, fd: number): SocketAddress | number {
  const s = socketOf(p, fd);
  if (typeof s === 'number') return s;
  if (s instanceof DatagramSocket) return s.peer ?? -E.ENOTCONN;
  const connected = s.slot !== undefined && (Atomics.load(s.slot.words, STATE) & STATE_CONNECTED) !== 0;
  return connected && s.peer !== undefined ? s.peer : -E.ENOTCONN;
}

/** setsockopt(2); `words` is the option's value. Errors: EBADF, ENOTSOCK, and as {@link setOption}. */
export function setsockopt(p: Process, fd: number, level: number, name: number, words: readonly number[]): number {
  const s = socketOf(p, fd);
  return typeof s === 'number' ? s : setOption(p, s, level, name, words);
}

/** getsockopt(2): the option's words. Errors (negative): EBADF, ENOTSOCK. */
export function getsockopt(p: Process, fd: number, level: number, name: number): number[] | number {
  const s = socketOf(p, fd);
  return typeof s === 'number' ? s : optionOf(s, level, name);
}
