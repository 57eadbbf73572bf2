/** setsockopt and getsockopt: options that act, and those that are only remembered. */
import {
  AF_INET, AF_INET6, IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP, IP_MULTICAST_LOOP, IP_MULTICAST_TTL, IP_TTL, IPPROTO_IP, IPPROTO_IPV6, IPPROTO_TCP, IPPROTO_UDP, IPV6_JOIN_GROUP,
  IPV6_LEAVE_GROUP, IPV6_MULTICAST_HOPS, IPV6_MULTICAST_LOOP, IPV6_UNICAST_HOPS, IPV6_V6ONLY, SO_ACCEPTCONN, SO_BROADCAST, SO_DOMAIN, SO_ERROR, SO_KEEPALIVE, SO_LINGER,
  SO_PROTOCOL, SO_RCVBUF, SO_REUSEADDR, SO_SNDBUF, SO_TYPE, SOCK_DGRAM, SOCK_STREAM, SOL_SOCKET, TCP_MAXSEG, TCP_NODELAY,
} from './constants.js';
import { DatagramSocket, type Setting } from './datagram-socket.js';
import { E } from './errno.js';
import type { Process } from './process.js';
import { addressText } from './sockaddr.js';
import type { Socket } from './socket.js';
import { CMD_KEEPALIVE, CMD_NODELAY, RX_SIZE, TX_SIZE, type Slot } from './wire.js';

const key = (level: number, name: number): number => (level << 16) | name;

/** Linux's, before anything is set. */
function unset(level: number, name: number): number {
  switch (key(level, name)) {
    case key(IPPROTO_IP, IP_TTL):
    case key(IPPROTO_IPV6, IPV6_UNICAST_HOPS):
      return 64;
    case key(IPPROTO_IP, IP_MULTICAST_TTL):
    case key(IPPROTO_IP, IP_MULTICAST_LOOP):
    case key(IPPROTO_IPV6, IPV6_MULTICAST_HOPS):
    case key(IPPROTO_IPV6, IPV6_MULTICAST_LOOP):
      return 1;
    case key(IPPROTO_TCP, TCP_MAXSEG):
      return 536;
  }
  return 0;
}

/** The text of the address that the words hold as they lie in memory. */
function addressIn(words: readonly number[], first: number, count: number): string {
  const bytes = Uint8Array.from({ length: 4 * count }, (_, i) => (words[first + (i >> 2)] ?? 0) >>> (8 * (i & 3)));
  return addressText({ family: count === 4 ? AF_INET6 : AF_INET, port: 0, scope: 0, bytes });
}

/** What an option does to the host's socket, if anything. */
function settingOf(level: number, name: number, words: readonly number[]): Setting | undefined {
  const value = words[0] ?? 0;
  switch (key(level, name)) {
    case key(SOL_SOCKET, SO_BROADCAST):
      return ['setBroadcast', value !== 0];
    case key(SOL_SOCKET, SO_REUSEADDR):
      return ['reuseAddr', value !== 0];
    case key(IPPROTO_IPV6, IPV6_V6ONLY):
      return ['ipv6Only', value !== 0];
    case key(IPPROTO_IP, IP_TTL):
    case key(IPPROTO_IPV6, IPV6_UNICAST_HOPS):
      return ['setTTL', value];
    case key(IPPROTO_IP, IP_MULTICAST_TTL):
    case key(IPPROTO_IPV6, IPV6_MULTICAST_HOPS):
      return ['setMulticastTTL', value];
    case key(IPPROTO_IP, IP_MULTICAST_LOOP):
    case key(IPPROTO_IPV6, IPV6_MULTICAST_LOOP):
      return ['setMulticastLoopback', value !== 0];
    case key(IPPROTO_IP, IP_ADD_MEMBERSHIP):
    case key(IPPROTO_IP, IP_DROP_MEMBERSHIP): {
      const here = (words[1] ?? 0) === 0 ? [] : [addressIn(words, 1, 1)];
      return [name === IP_ADD_MEMBERSHIP ? 'addMembership' : 'dropMembership', addressIn(words, 0, 1), ...here];
    }
    case key(IPPROTO_IPV6, IPV6_JOIN_GROUP):
    case key(IPPROTO_IPV6, IPV6_LEAVE_GROUP):
      return [name === IPV6_JOIN_GROUP ? 'addMembership' : 'dropMembership', addressIn(words, 0, 4)];
  }
  return undefined;
}

/**
 * setsockopt(2): TCP_NODELAY, SO_KEEPALIVE, SO_LINGER and IPV6_V6ONLY act on streams, those of {@link settingOf} on datagrams; the others are remembered.
 * `words` is the option's value. Errors: EINVAL (IPV6_V6ONLY of what has an address), and the host's.
 */
export function setOption(p: Process, s: Socket | DatagramSocket, level: number, name: number, words: readonly number[]): number {
  if (level === IPPROTO_IPV6 && name === IPV6_V6ONLY && s.local !== undefined) return -E.EINVAL;
  const value = words[0] ?? 0;
  if (s instanceof DatagramSocket) {
    const setting = settingOf(level, name, words);
    const done = setting === undefined ? 0 : s.set(setting);
    if (done < 0) return done;
  }
  s.options.set(key(level, name), value);
  if (s instanceof DatagramSocket) return 0;
  if (level === SOL_SOCKET && name === SO_LINGER) {
    s.linger = words[1] ?? 0;
    s.reset = value !== 0 && s.linger === 0;
  }
  if (s.slot !== undefined) applyOption(p, s.slot, key(level, name), value);
  return 0;
}

function applyOption(p: Process, slot: Slot, option: number, value: number): void {
  if (value === 0) return;
  if (option === key(IPPROTO_TCP, TCP_NODELAY)) p.host.command(CMD_NODELAY, slot.id);
  if (option === key(SOL_SOCKET, SO_KEEPALIVE)) p.host.command(CMD_KEEPALIVE, slot.id);
}

/** Options set on a listener, or before connecting, hold for the connection. */
export function applyOptions(p: Process, from: Socket, slot: Slot): void {
  for (const [option, value] of from.options) applyOption(p, slot, option, value);
}

/** getsockopt(2): the words of the option. */
export function optionOf(s: Socket | DatagramSocket, level: number, name: number): number[] {
  const datagrams = s instanceof DatagramSocket;
  const remembered = s.options.get(key(level, name)) ?? unset(level, name);
  if (level !== SOL_SOCKET) return [remembered];
  if (name === SO_ERROR) return [s.takeError()];
  if (name === SO_TYPE) return [datagrams ? SOCK_DGRAM : SOCK_STREAM];
  if (name === SO_ACCEPTCONN) return [!datagrams && s.listens ? 1 : 0];
  if (name === SO_DOMAIN) return [s.family];
  if (name === SO_PROTOCOL) return [datagrams ? IPPROTO_UDP : s.protocol];
  if (name === SO_SNDBUF) return [TX_SIZE];
  if (name === SO_RCVBUF) return [RX_SIZE];
  if (name === SO_LINGER) return [remembered, datagrams ? 0 : s.linger];
  return [remembered];
}
