/** getaddrinfo(3) through the host's resolver. */
import { AF_INET, EAI_MEMORY, EAI_NONAME, IPPROTO_TCP, SOCK_STREAM } from '../posix/constants.js';
import { cString, getI32, setI32 } from '../posix/memory.js';
import { resolve } from '../posix/resolve.js';
import { encodeSockaddr, type SocketAddress } from '../posix/sockaddr.js';
import type { Context } from './context.js';

/** struct addrinfo, 32 bytes: flags family socktype protocol addrlen addr canonname next; its address is an allocation of its own. */
function store(ctx: Context, address: SocketAddress, type: number, resultAt: number): number {
  const bytes = encodeSockaddr(address);
  const entry = ctx.exports.malloc(32) as number;
  const at = ctx.exports.malloc(bytes.length) as number;
  if (entry === 0 || at === 0) return EAI_MEMORY;
  ctx.m.u8.set(bytes, at >>> 0);
  [0, address.family, type || SOCK_STREAM, IPPROTO_TCP, bytes.length, at, 0, 0].forEach((word, i) => setI32(ctx.m, entry + 4 * i, word));
  setI32(ctx.m, resultAt, entry);
  return 0;
}

/** Gives one address, IPv4 before IPv6: freeaddrinfo of this libc frees one entry. */
export function getaddrinfo(ctx: Context) {
  return (nameAt: number, serviceAt: number, hintsAt: number, resultAt: number): number => {
    if (nameAt === 0 && serviceAt === 0) return EAI_NONAME;
    const hint = (i: number): number => (hintsAt === 0 ? 0 : getI32(ctx.m, hintsAt + 4 * i));
    const text = (at: number): string | undefined => (at === 0 ? undefined : cString(ctx.m, at));
    const found = resolve(ctx.p, text(nameAt), text(serviceAt), hint(0), hint(1));
    if (typeof found === 'number') return found;
    return store(ctx, found.find((address) => address.family === AF_INET) ?? found[0]!, hint(2), resultAt);
  };
}
