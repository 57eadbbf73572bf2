/** Datagrams in the rings of a slot: a head of 28 bytes (length, family and port, scope, 16 bytes of address), then the bytes. */
import { AF_INET } from './constants.js';
import type { SocketAddress } from './sockaddr.js';
import { ringRead, ringWrite } from './wire.js';

export const HEAD = 28;
/** What IPv4 carries; with its head it just fits into a receive ring. */
export const LARGEST = 65507;

const head = new Uint8Array(HEAD);
const view = new DataView(head.buffer);

/** Writes a datagram; without an address, it is for the peer or from it. The ring has room for {@link HEAD} + length bytes. */
export function writeDatagram(ring: Uint8Array, offset: number, address: SocketAddress | undefined, bytes: Uint8Array, start: number, length: number): void {
  view.setUint32(0, length);
  view.setUint16(4, address?.family ?? 0);
  view.setUint16(6, address?.port ?? 0);
  view.setUint32(8, address?.scope ?? 0);
  head.fill(0, 12);
  if (address !== undefined) head.set(address.bytes, 12);
  ringWrite(ring, offset, head, 0, HEAD);
  ringWrite(ring, (offset + HEAD) & (ring.length - 1), bytes, start, length);
}

/** The head of the datagram at `offset`. */
export function readHead(ring: Uint8Array, offset: number): { length: number; address: SocketAddress | undefined } {
  ringRead(ring, offset, head, 0, HEAD);
  const family = view.getUint16(4);
  const bytes = head.slice(12, family === AF_INET ? 16 : 28);
  return { length: view.getUint32(0), address: family === 0 ? undefined : { family, port: view.getUint16(6), scope: view.getUint32(8), bytes } };
}
