/** Socket addresses: in the program's memory (struct sockaddr_in, sockaddr_in6, sockaddr_un: the same in every ABI here) and as text. */
import { AF_INET, AF_INET6, AF_UNIX } from './constants.js';
import { E } from './errno.js';
import { decodeText, type GuestMemory } from './memory.js';

export interface SocketAddress {
  family: number;
  port: number;
  /** IPv6 scope. */
  scope: number;
  /** 4 or 16 bytes, or the path of a Unix socket. */
  bytes: Uint8Array;
}

/** No address, and no port. */
export function anyAddress(family: number): SocketAddress {
  return { family, port: 0, scope: 0, bytes: new Uint8Array(family === AF_INET6 ? 16 : family === AF_INET ? 4 : 0) };
}

/** Four bytes of `127.0.0.1`, or undefined. */
export function parseIPv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return Uint8Array.from(parts, Number);
}

/** Sixteen bytes of an IPv6 text without scope, or undefined. */
export function parseIPv6(text: string): Uint8Array | undefined {
  let rest = text;
  const dot = rest.lastIndexOf(':');
  if (rest.includes('.')) {
    const tail = parseIPv4(rest.slice(dot + 1));
    if (tail === undefined) return undefined;
    rest = `${rest.slice(0, dot + 1)}${((tail[0]! << 8) | tail[1]!).toString(16)}:${((tail[2]! << 8) | tail[3]!).toString(16)}`;
  }
  const halves = rest.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string | undefined): string[] => (half === undefined || half === '' ? [] : half.split(':'));
  const left = groups(halves[0]);
  const right = groups(halves[1]);
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = [...left, ...new Array<string>(missing).fill('0'), ...right];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const bytes = new Uint8Array(16);
  all.forEach((group, i) => {
    const value = parseInt(group, 16);
    bytes[2 * i] = value >> 8;
    bytes[2 * i + 1] = value;
  });
  return bytes;
}

/** An address from text; undefined if it is no numeric address. */
export function parseAddress(host: string, port: number): SocketAddress | undefined {
  const v4 = parseIPv4(host);
  if (v4 !== undefined) return { family: AF_INET, port, scope: 0, bytes: v4 };
  const v6 = parseIPv6(host.replace(/%.*$/, ''));
  return v6 === undefined ? undefined : { family: AF_INET6, port, scope: 0, bytes: v6 };
}

/** The numeric text of an address, or the path of a Unix socket. */
export function addressText(address: SocketAddress): string {
  const { family, bytes } = address;
  if (family === AF_INET) return bytes.join('.');
  if (family === AF_UNIX) return decodeText(bytes, 0, bytes.length);
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[i]! << 8) | bytes[i + 1]!).toString(16));
  // The hosts' resolvers accept the long form.
  return groups.join(':');
}

/** The text of an IPv6 address in its short form: the longest run of zero groups, the first of several, is left out. */
export function shortIPv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16));
  const ipv4 = groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff';
  if (ipv4) return `::ffff:${bytes.slice(12).join('.')}`;
  let [start, length] = [0, 1];
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (groups[end] === '0') end++;
    if (end - i > length) [start, length] = [i, end - i];
  }
  return length < 2 ? groups.join(':') : `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

/** An address in memory. Errors: EINVAL (too short), EAFNOSUPPORT. */
export function readSockaddr(m: GuestMemory, at: number, length: number): SocketAddress | number {
  const p = at >>> 0;
  if (length < 2) return -E.EINVAL;
  const family = m.dv.getUint16(p, true);
  if (family === AF_UNIX) {
    const path = m.u8.subarray(p + 2, p + length);
    const end = path.indexOf(0);
    return { family, port: 0, scope: 0, bytes: path.slice(0, end < 0 ? path.length : end) };
  }
  if (family === AF_INET) {
    if (length < 16) return -E.EINVAL;
    return { family, port: m.dv.getUint16(p + 2), scope: 0, bytes: m.u8.slice(p + 4, p + 8) };
  }
  if (family !== AF_INET6) return -E.EAFNOSUPPORT;
  if (length < 24) return -E.EINVAL;
  return { family, port: m.dv.getUint16(p + 2), scope: length < 28 ? 0 : m.dv.getUint32(p + 24, true), bytes: m.u8.slice(p + 8, p + 24) };
}

/** Size of an address in memory. */
function sizeOf(address: SocketAddress): number {
  if (address.family === AF_INET) return 16;
  if (address.family === AF_INET6) return 28;
  return address.bytes.length === 0 ? 2 : 3 + address.bytes.length;
}

/** Writes an address cut to the capacity at `lengthAt`, and its true length there. Nothing for a null pointer. */
export function writeSockaddr(m: GuestMemory, at: number, lengthAt: number, address: SocketAddress): void {
  if (at === 0 || lengthAt === 0) return;
  const size = sizeOf(address);
  const capacity = m.dv.getInt32(lengthAt >>> 0, true);
  if (capacity >= size) encode(m.u8, at >>> 0, size, address);
  else m.u8.set(encodeSockaddr(address).subarray(0, Math.max(0, capacity)), at >>> 0);
  m.dv.setInt32(lengthAt >>> 0, size, true);
}

/** The bytes of the structure. */
export function encodeSockaddr(address: SocketAddress): Uint8Array {
  const bytes = new Uint8Array(sizeOf(address));
  encode(bytes, 0, bytes.length, address);
  return bytes;
}

/** Writes the structure into `u8[at, at + size)`. */
function encode(u8: Uint8Array, at: number, size: number, { family, port, scope, bytes }: SocketAddress): void {
  const first = family === AF_INET ? at + 4 : family === AF_INET6 ? at + 8 : at + 2;
  // One by one: the arrays are short, and views of them cost more.
  for (let i = at; i < at + size; i++) u8[i] = 0;
  u8[at] = family;
  for (let i = 0; i < bytes.length; i++) u8[first + i] = bytes[i]!;
  if (family === AF_UNIX) return;
  u8[at + 2] = port >> 8;
  u8[at + 3] = port;
  if (family === AF_INET6) for (let i = 0; i < 4; i++) u8[at + 24 + i] = scope >>> (8 * i);
}
