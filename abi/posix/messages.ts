/** The socket calls whose addresses, options and scattered bytes lie in the program's memory. Results are counts or negative error numbers. */
import { MSG_TRUNC } from './constants.js';
import { gather, scatter, sizeOf } from './iovec.js';
import { bytesAt, getI32, setI32, type GuestMemory } from './memory.js';
import type { Process } from './process.js';
import { readSockaddr, writeSockaddr, type SocketAddress } from './sockaddr.js';
import { recv, send, setsockopt } from './sockets.js';

const destination = (m: GuestMemory, at: number, length: number): SocketAddress | number | undefined => (at === 0 ? undefined : readSockaddr(m, at, length));

/** sendto(2). Errors: as {@link send}. */
export function sendto(p: Process, m: GuestMemory, fd: number, at: number, length: number, flags: number, to: number, toLength: number): number {
  bytesAt(m, at, length);
  return send(p, fd, m.u8, at >>> 0, length >>> 0, flags, destination(m, to, toLength));
}

/** recvfrom(2). The sender of a stream is not reported: its address has length 0. Errors: as {@link recv}. */
export function recvfrom(p: Process, m: GuestMemory, fd: number, at: number, length: number, flags: number, from: number, fromLength: number): number {
  bytesAt(m, at, length);
  let sender: SocketAddress | undefined;
  const received = recv(p, fd, m.u8, at >>> 0, length >>> 0, flags, (address) => void (sender = address));
  if (received < 0) return received;
  if (sender !== undefined) writeSockaddr(m, from, fromLength, sender);
  else if (fromLength !== 0) setI32(m, fromLength, 0);
  return received;
}

// struct msghdr: name@0 namelen@4 iov@8 iovlen@12 controllen@20 flags@24. Ancillary data is neither sent nor received.

/** sendmsg(2). Errors: as {@link send}, EINVAL (too many pieces). */
export function sendmsg(p: Process, m: GuestMemory, fd: number, message: number, flags: number): number {
  const bytes = gather(m, getI32(m, message + 8), getI32(m, message + 12));
  if (typeof bytes === 'number') return bytes;
  return send(p, fd, bytes, 0, bytes.length, flags, destination(m, getI32(m, message), getI32(m, message + 4)));
}

/** recvmsg(2). Errors: as {@link recv}, EINVAL (too many pieces). */
export function recvmsg(p: Process, m: GuestMemory, fd: number, message: number, flags: number): number {
  const [name, iov, count] = [getI32(m, message), getI32(m, message + 8), getI32(m, message + 12)];
  const size = sizeOf(m, iov, count);
  if (size < 0) return size;
  const bytes = new Uint8Array(size);
  let sender: SocketAddress | undefined;
  let whole = 0;
  const received = recv(p, fd, bytes, 0, size, flags, (address, sent) => {
    sender = address;
    whole = sent;
  });
  if (received < 0) return received;
  scatter(m, iov, count, bytes.subarray(0, Math.min(received, size)));
  setI32(m, message + 20, 0);
  setI32(m, message + 24, whole > size ? MSG_TRUNC : 0);
  if (sender !== undefined && name !== 0) writeSockaddr(m, name, message + 4, sender);
  else setI32(m, message + 4, 0);
  return received;
}

/** setsockopt(2) of a value of `length` bytes, of which the first five words count. Errors: as {@link setsockopt}. */
export function setsockoptAt(p: Process, m: GuestMemory, fd: number, level: number, name: number, at: number, length: number): number {
  return setsockopt(p, fd, level, name, Array.from({ length: Math.min(5, length >>> 2) }, (_, i) => getI32(m, at + 4 * i)));
}

/** Writes an option's words, as many as the length at `lengthAt` has room for, and the length of what was written. */
export function storeOption(m: GuestMemory, words: readonly number[], at: number, lengthAt: number): void {
  const count = Math.min(words.length, getI32(m, lengthAt) >>> 2);
  for (let i = 0; i < count; i++) setI32(m, at + 4 * i, words[i]!);
  setI32(m, lengthAt, 4 * count);
}
