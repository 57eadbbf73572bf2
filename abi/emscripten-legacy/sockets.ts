/** socketcall and what belongs to it. */
import { EAI_MEMORY, IPPROTO_TCP, IPPROTO_UDP, SOCK_DGRAM, SOCK_STREAM } from '../posix/constants.js';
import { E } from '../posix/errno.js';
import { cString, getI32, setI32 } from '../posix/memory.js';
import { recvfrom, recvmsg, sendmsg, sendto, setsockoptAt, storeOption } from '../posix/messages.js';
import { poll, select } from '../posix/poll.js';
import { resolve } from '../posix/resolve.js';
import { encodeSockaddr, readSockaddr, writeSockaddr, type SocketAddress } from '../posix/sockaddr.js';
import { accept, bind, connect, getpeername, getsockname, getsockopt, listen, shutdown, socket } from '../posix/sockets.js';
import { readTimeval } from '../posix/structs.js';
import { arg, malloc, type LegacyContext } from './context.js';
import { refuseProcess } from './process.js';

type Syscall = (number: number, args: number) => number;

function name(ctx: LegacyContext, address: SocketAddress | number, at: number, lengthAt: number): number {
  if (typeof address === 'number') return address;
  writeSockaddr(ctx.m, at, lengthAt, address);
  return 0;
}

/** The option's value and length at `valueAt` and `lengthAt`; only whole words are known. */
function option(ctx: LegacyContext, words: number[] | number, valueAt: number, lengthAt: number): number {
  if (typeof words === 'number') return words;
  if (getI32(ctx.m, lengthAt) < 4) return -E.EINVAL;
  storeOption(ctx.m, words, valueAt, lengthAt);
  return 0;
}

/** socketcall(call, address of the call's argument words) */
export const ___syscall102 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const { p, m } = ctx;
  const args = arg(ctx, a, 1);
  const w = (index: number): number => arg(ctx, args, index);
  switch (arg(ctx, a, 0)) {
    case 1:
      return socket(p, w(0), w(1), w(2));
    case 2:
      return bind(p, w(0), readSockaddr(m, w(1), w(2)));
    case 3:
      return connect(p, w(0), readSockaddr(m, w(1), w(2)));
    case 4:
      return listen(p, w(0), w(1));
    case 5:
      return accept(p, w(0), 0, (peer) => writeSockaddr(m, w(1), w(2), peer));
    case 6:
      return name(ctx, getsockname(p, w(0)), w(1), w(2));
    case 7:
      return name(ctx, getpeername(p, w(0)), w(1), w(2));
    case 8:
      // A program asks for a pair of sockets to talk to its child.
      refuseProcess(ctx);
      return -E.EOPNOTSUPP;
    case 9:
      return sendto(p, m, w(0), w(1), w(2), w(3), 0, 0);
    case 10:
      return recvfrom(p, m, w(0), w(1), w(2), w(3), 0, 0);
    case 11:
      return sendto(p, m, w(0), w(1), w(2), w(3), w(4), w(5));
    case 12:
      return recvfrom(p, m, w(0), w(1), w(2), w(3), w(4), w(5));
    case 13:
      return shutdown(p, w(0), w(1));
    case 14:
      return setsockoptAt(p, m, w(0), w(1), w(2), w(3), w(4));
    case 15:
      return option(ctx, getsockopt(p, w(0), w(1), w(2)), w(3), w(4));
    case 16:
      return sendmsg(p, m, w(0), w(1), w(2));
    case 17:
      return recvmsg(p, m, w(0), w(1), w(2));
    case 18:
      return accept(p, w(0), w(3), (peer) => writeSockaddr(m, w(1), w(2), peer));
    default:
      // recvmmsg, sendmmsg
      return -E.EOPNOTSUPP;
  }
};

/** select(n, read, write, except, timeval or NULL) */
export const ___syscall142 = (ctx: LegacyContext): Syscall => (_n, a) =>
  select(ctx.p, ctx.m, arg(ctx, a, 0), arg(ctx, a, 1), arg(ctx, a, 2), arg(ctx, a, 3), readTimeval(ctx.m, arg(ctx, a, 4)));

/** poll(pollfds, count, milliseconds or negative) */
export const ___syscall168 = (ctx: LegacyContext): Syscall => (_n, a) => {
  const ms = arg(ctx, a, 2);
  return poll(ctx.p, ctx.m, arg(ctx, a, 0), arg(ctx, a, 1), ms < 0 ? Infinity : ms);
};

const ADDRINFO = 32;

/** getaddrinfo(node, service, hints, address of the result): an EAI code. Each node and its address are blocks of their own, as freeaddrinfo expects. */
export const _getaddrinfo = (ctx: LegacyContext) => (node: number, service: number, hints: number, result: number): number => {
  const { m } = ctx;
  const text = (at: number): string | undefined => (at === 0 ? undefined : cString(m, at));
  const hint = (index: number): number => (hints === 0 ? 0 : arg(ctx, hints, index));
  const found = resolve(ctx.p, text(node), text(service), hint(0), hint(1), hint(2));
  if (typeof found === 'number') return found;
  let link = result;
  for (const address of found) {
    const bytes = encodeSockaddr(address);
    const info = malloc(ctx, ADDRINFO);
    const at = malloc(ctx, bytes.length);
    if (info === 0 || at === 0) return EAI_MEMORY;
    m.u8.set(bytes, at);
    // flags, family, socktype, protocol, addrlen, addr, canonname, next
    const words = [0, address.family, hint(2) || SOCK_STREAM, hint(3) || (hint(2) === SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP), bytes.length, at, 0, 0];
    for (let i = 0; i < words.length; i++) setI32(m, info + 4 * i, words[i]!);
    setI32(m, link, info);
    link = info + 28;
  }
  return 0;
};
