/** A connection as the network thread sees it, and how a host listens for more. */
import type { CMD_CLOSE, CMD_SHUTDOWN, Slot } from '../posix/wire.js';
import type { Channel } from './channel.js';
import type { DatagramEnd } from './datagrams.js';
import type { Network } from './network.js';

/** What the network thread knows of a slot in use. */
export interface Connection {
  slot: Slot;
  channel: Channel | undefined;
  /** In place of a channel, where the slot is a socket of datagrams. */
  datagrams: DatagramEnd | undefined;
  /** Bytes that are being written. */
  writing: number;
  /** What to do when the send ring is empty: nothing, shutdown, close. */
  after: 0 | typeof CMD_SHUTDOWN | typeof CMD_CLOSE;
  broken: boolean;
  /** Bytes that found no room in the receive ring. */
  rest: Uint8Array | undefined;
  /** What the program is told when it has read the rest. */
  later: Array<() => void>;
}

export interface Listener {
  close(): void;
}

/** Makes a listener; `onConnection` gets each connection's channel through `adopt`. */
export type Listen = (
  network: Network,
  id: number,
  where: { host: string; port: number; path: string; backlog: number; ipv6Only: boolean },
) => Promise<{ listener: Listener; port: number }>;

/** The bytes of both, of the second `length`. */
export function joined(first: Uint8Array, second: Uint8Array, length: number): Uint8Array {
  const all = new Uint8Array(first.length + length);
  all.set(first);
  all.set(second.subarray(0, length), first.length);
  return all;
}
