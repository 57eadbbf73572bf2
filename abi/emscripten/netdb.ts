/** Names of hosts and protocols where libc asks JavaScript for them: up to 3.1.50. */
import { AF_INET } from '../posix/constants.js';
import { E } from '../posix/errno.js';
import { cString, setI32, writeCString } from '../posix/memory.js';
import { nameOf, resolve } from '../posix/resolve.js';
import { encodeText } from '../posix/text.js';
import { emscriptenErrno } from './errno.js';
import { libc, type Context } from './context.js';
import { place, textPlace } from './place.js';

const HOST_NOT_FOUND = 1;
const NO_RECOVERY = 3;
const EAI_FAIL = -4;

/** struct hostent: name aliases family length addresses. */
const HOSTENT = 20;

/** The IPv4 address of a name, or an error of h_errno. */
function addressOf(ctx: Context, name: string): Uint8Array | number {
  const found = resolve(ctx.p, name, undefined, 0, AF_INET);
  if (typeof found !== 'number') return Uint8Array.from(found[0]!.bytes);
  return found === EAI_FAIL ? NO_RECOVERY : HOST_NOT_FOUND;
}

/** Fills a struct hostent at `at`, whose lists and address lie at `lists` (12 bytes). */
function storeHost(ctx: Context, at: number, name: number, lists: number, address: Uint8Array): void {
  [lists + 8, 0].forEach((word, i) => setI32(ctx.m, lists + 4 * i, word));
  ctx.m.u8.set(address, (lists + 8) >>> 0);
  // Behind the only address stands the NULL that is the list of aliases, too.
  [name, lists + 4, AF_INET, 4, lists].forEach((word, i) => setI32(ctx.m, at + 4 * i, word));
}

function hostOf(ctx: Context, name: string): number {
  const address = addressOf(ctx, name);
  if (typeof address === 'number') {
    const errorAt = ctx.exports.__h_errno_location?.() as number | undefined;
    if (errorAt !== undefined) setI32(ctx.m, errorAt, address);
    return 0;
  }
  return hostAt(ctx, name, address);
}

function hostAt(ctx: Context, name: string, address: Uint8Array): number {
  const [at, lists] = [place(ctx, 'hostent', HOSTENT), place(ctx, 'hostent lists', 12)];
  if (at === 0 || lists === 0) return 0;
  storeHost(ctx, at, textPlace(ctx, name), lists, address);
  return at;
}

export function gethostbyname(ctx: Context) {
  return (name: number): number => hostOf(ctx, cString(ctx.m, name));
}

/** An address that nobody knows a name of has its numbers for one. */
export function gethostbyaddr(ctx: Context) {
  return (at: number, length: number, family: number): number => {
    if (family !== AF_INET || length !== 4) {
      libc(ctx, -E.EAFNOSUPPORT);
      return 0;
    }
    const bytes = ctx.m.u8.slice(at >>> 0, (at >>> 0) + 4);
    return hostAt(ctx, nameOf(ctx.p, { family: AF_INET, port: 0, scope: 0, bytes }) ?? bytes.join('.'), bytes);
  };
}

/** gethostbyname_r(name, hostent, buffer, its size, result, h_errno): an error number, ERANGE where the buffer is too small. */
export function gethostbyname_r(ctx: Context) {
  return (nameAt: number, at: number, buffer: number, size: number, resultAt: number, errorAt: number): number => {
    setI32(ctx.m, resultAt, 0);
    const name = cString(ctx.m, nameAt);
    const address = addressOf(ctx, name);
    setI32(ctx.m, errorAt, typeof address === 'number' ? address : 0);
    if (typeof address === 'number') return 0;
    const lists = (buffer + 3) & ~3;
    const text = lists + 12;
    if (text + encodeText(name).length + 1 > (buffer >>> 0) + (size >>> 0)) return emscriptenErrno(E.ERANGE);
    writeCString(ctx.m, text, name);
    storeHost(ctx, at, text, lists, address);
    setI32(ctx.m, resultAt, at);
    return 0;
  };
}

const PROTOCOLS: readonly (readonly [name: string, number: number])[] = [['ip', 0], ['icmp', 1], ['tcp', 6], ['udp', 17], ['ipv6', 41]];

/** struct protoent: name aliases number. */
function protocolAt(ctx: Context, index: number): number {
  const row = PROTOCOLS[index];
  if (row === undefined) return 0;
  const [at, none] = [place(ctx, `protoent ${index}`, 12), place(ctx, 'no aliases', 4)];
  if (at === 0 || none === 0) return 0;
  setI32(ctx.m, none, 0);
  [textPlace(ctx, row[0]), none, row[1]].forEach((word, i) => setI32(ctx.m, at + 4 * i, word));
  return at;
}

export function getprotobyname(ctx: Context) {
  return (name: number): number => {
    const wanted = cString(ctx.m, name);
    return protocolAt(ctx, PROTOCOLS.findIndex(([known]) => known === wanted || known.toUpperCase() === wanted));
  };
}

export function getprotobynumber(ctx: Context) {
  return (number: number): number => protocolAt(ctx, PROTOCOLS.findIndex(([, known]) => known === number));
}

const NEXT = 'next protocol';

export function setprotoent(ctx: Context) {
  return (_stays: number): void => void (ctx.places ??= new Map<string, number>()).set(NEXT, 0);
}

export function endprotoent(ctx: Context) {
  const again = setprotoent(ctx);
  return (): void => again(0);
}

export function getprotoent(ctx: Context) {
  return (): number => {
    const index = ctx.places?.get(NEXT) ?? 0;
    (ctx.places ??= new Map<string, number>()).set(NEXT, index + 1);
    return protocolAt(ctx, index);
  };
}

/** getloadavg(3): of the host. */
export function getloadavg(ctx: Context) {
  return (at: number, count: number): number => {
    const averages = (ctx.p.host.os?.loadavg() ?? [0, 0, 0]).slice(0, Math.max(0, count));
    averages.forEach((value, i) => ctx.m.dv.setFloat64((at >>> 0) + 8 * i, value, true));
    return averages.length;
  };
}
