/** One connection as the network thread drives it, whatever API of the host is below. */
import type { Slot } from '../posix/wire.js';

/** What happens to a connection. */
export interface Events {
  /** Bytes came; `bytes` is reused after the call. */
  data(slot: Slot, bytes: Uint8Array, length: number): void;
  /** The peer sends no more. */
  end(slot: Slot): void;
  /** The connection is lost or never came to be; an error number, 0 for none. */
  broken(slot: Slot, errno: number): void;
  /** `count` bytes that were given to {@link Channel.write} and not taken at once are sent. */
  written(slot: Slot, count: number): void;
}

export interface Channel {
  /** Sends all of `bytes`, which stay as they are until then; true if that is done already, else `written` follows. */
  write(bytes: Uint8Array): boolean;
  /** Ends the sending side; nothing is being written. */
  shutdown(): void;
  /** Ends everything at once; nothing is being written. */
  close(): void;
  reset(): void;
  pause(): void;
  resume(): void;
  noDelay(): void;
  keepAlive(): void;
  /** Descriptor of the host's socket that this process may write to, or -1. */
  hostFd(): number;
  name(): { host: string; port: number };
  peer(): { host: string; port: number };
}

/** Bytes read at once. A ring with less room is not read into. */
export const READ_SIZE = 32768;
