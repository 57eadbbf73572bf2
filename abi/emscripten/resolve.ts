/** getaddrinfo(3) and the way back through the host's resolver. */
import { AF_INET, AF_INET6, EAI_FAMILY, EAI_MEMORY, EAI_NONAME, EAI_OVERFLOW, IPPROTO_TCP, IPPROTO_UDP, NI_NAMEREQD, NI_NUMERICHOST, NI_NUMERICSERV, SOCK_DGRAM, SOCK_STREAM } from '../posix/constants.js';
import { cString, getI32, setI32, writeCString } from '../posix/memory.js';
import { nameOf, resolve, serviceOf } from '../posix/resolve.js';
import { encodeSockaddr, readSockaddr, shortIPv6, type SocketAddress } from '../posix/sockaddr.js';
import type { Context } from './context.js';

/** struct addrinfo, 32 bytes: flags family socktype protocol addrlen addr canonname next; its address is an allocation of its own. */
function store(ctx: Context, address: SocketAddress, type: number, resultAt: number): number {
  const bytes = encodeSockaddr(address);
  const entry = ctx.exports.malloc(32) as number;
  const at = ctx.exports.malloc(bytes.length) as number;
  if (entry === 0 || at === 0) return EAI_MEMORY;
  ctx.m.u8.set(bytes, at >>> 0);
  [0, address.family, type || SOCK_STREAM, type === SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP, bytes.length, at, 0, 0].forEach((word, i) => setI32(ctx.m, entry + 4 * i, word));
  setI32(ctx.m, resultAt, entry);
  return 0;
}

/** Gives one address, IPv4 before IPv6: freeaddrinfo of this libc frees one entry. */
export function getaddrinfo(ctx: Context) {
  return (nameAt: number, serviceAt: number, hintsAt: number, resultAt: number): number => {
    if (nameAt === 0 && serviceAt === 0) return EAI_NONAME;
    const hint = (i: number): number => (hintsAt === 0 ? 0 : getI32(ctx.m, hintsAt + 4 * i));
    const text = (at: number): string | undefined => (at === 0 ? undefined : cString(ctx.m, at));
    const found = resolve(ctx.p, text(nameAt), text(serviceAt), hint(0), hint(1), hint(2));
    if (typeof found === 'number') return found;
    return store(ctx, found.find((address) => address.family === AF_INET) ?? found[0]!, hint(2), resultAt);
  };
}

/** getnameinfo(address, its length, host, its size, service, its size, flags): numbers as text where there is no name. */
export function getnameinfo(ctx: Context) {
  return (at: number, length: number, hostAt: number, hostSize: number, serviceAt: number, serviceSize: number, flags: number): number => {
    const address = readSockaddr(ctx.m, at, length);
    if (typeof address === 'number' || (address.family !== AF_INET && address.family !== AF_INET6) || (address.family === AF_INET6 && length < 28)) return EAI_FAMILY;
    const name = hostAt === 0 || hostSize === 0 || (flags & NI_NUMERICHOST) !== 0 ? undefined : nameOf(ctx.p, address);
    if (name === undefined && hostAt !== 0 && (flags & NI_NAMEREQD) !== 0) return EAI_NONAME;
    const host = name ?? (address.family === AF_INET ? address.bytes.join('.') : shortIPv6(address.bytes));
    const service = (flags & NI_NUMERICSERV) !== 0 ? String(address.port) : serviceOf(address.port);
    for (const [text, to, size] of [[host, hostAt, hostSize], [service, serviceAt, serviceSize]] as const) {
      if (to === 0 || size === 0) continue;
      if (text.length >= size >>> 0) return EAI_OVERFLOW;
      writeCString(ctx.m, to, text);
    }
    return 0;
  };
}

/** What gethostbyname asks, which cannot fail: an IPv4 address as it lies in memory, and where there is none INADDR_NONE, to which nothing connects. */
export function _emscripten_lookup_name(ctx: Context) {
  return (name: number): number => {
    const found = resolve(ctx.p, cString(ctx.m, name), undefined, 0, AF_INET);
    return typeof found === 'number' ? -1 : new DataView(found[0]!.bytes.slice().buffer).getInt32(0, true);
  };
}
