/** The network thread's side of sockets of datagrams: one socket of node:dgram each. */
import type { RemoteInfo, Socket } from 'node:dgram';
import type { NetGrants } from '../contract.js';
import { HEAD, readHead, writeDatagram } from '../posix/datagrams.js';
import type { Setting } from '../posix/datagram-socket.js';
import { E, errnoOf } from '../posix/errno.js';
import { addressText, parseAddress } from '../posix/sockaddr.js';
import {
  CMD_CLOSE, ERROR, ringRead, RX_BASE, RX_HEAD, RX_SIZE, RX_TAIL, STATE, TX_BASE, TX_HEAD, TX_SIZE, TX_TAIL, TX_WANTED, type Slot,
} from '../posix/wire.js';
import { grants } from './grants.js';
import type { Network } from './network.js';

/** The host's socket of one slot. */
export class DatagramEnd {
  private readonly slot: Slot;
  /** Datagrams that the host has not sent yet. */
  private sending = 0;
  private closing = false;

  constructor(
    readonly socket: Socket,
    private readonly network: Network,
    /** Whether the program may receive from there. */
    private readonly welcomes: (host: string, port: number) => boolean,
  ) {
    this.slot = network.allocate(this);
    socket.on('message', (bytes: Uint8Array, from: RemoteInfo) => this.received(bytes, from));
    socket.on('error', (error) => this.failed(errnoOf(error)));
  }

  get id(): number {
    return this.slot.id;
  }

  /** As a kernel does, what finds no room is lost. */
  private received(bytes: Uint8Array, from: RemoteInfo): void {
    const sender = parseAddress(from.address, from.port);
    if (this.closing || sender === undefined || !this.welcomes(addressText(sender), from.port)) return;
    const { words, rx } = this.slot;
    const head = words[RX_HEAD]!;
    const used = (head - Atomics.load(words, RX_TAIL)) | 0;
    if (RX_SIZE - used < HEAD + bytes.length) return;
    if (used === 0) words[RX_BASE] = head;
    writeDatagram(rx, (head - words[RX_BASE]!) & (RX_SIZE - 1), sender, bytes, 0, bytes.length);
    Atomics.store(words, RX_HEAD, (head + HEAD + bytes.length) | 0);
    this.network.tell();
  }

  private failed(errno: number): void {
    if (this.closing) return;
    Atomics.store(this.slot.words, ERROR, errno);
    Atomics.store(this.slot.words, STATE, this.slot.words[STATE]! + 1);
    this.network.tell();
  }

  command(operation: number): void {
    this.send();
    if (operation !== CMD_CLOSE || this.closing) return;
    this.closing = true;
    if (this.sending === 0) this.end();
  }

  private end(): void {
    this.socket.close();
    this.network.release(this.slot);
  }

  /** Hands all that waits in the send ring to the host. */
  private send(): void {
    const { words, tx } = this.slot;
    for (let tail = words[TX_TAIL]!; Atomics.load(words, TX_HEAD) !== tail; tail = words[TX_TAIL]!) {
      const offset = (tail - words[TX_BASE]!) & (TX_SIZE - 1);
      const { length, address } = readHead(tx, offset);
      const bytes = new Uint8Array(length);
      ringRead(tx, (offset + HEAD) & (TX_SIZE - 1), bytes, 0, length);
      Atomics.store(words, TX_TAIL, (tail + HEAD + length) | 0);
      this.sending++;
      const done = (error: Error | null): void => {
        this.sending--;
        if (error) this.failed(errnoOf(error));
        if (this.closing && this.sending === 0) this.end();
      };
      if (address === undefined) this.socket.send(bytes, done);
      else this.socket.send(bytes, address.port, addressText(address), done);
    }
    if (Atomics.load(words, TX_WANTED) === 0) return;
    Atomics.store(words, TX_WANTED, 0);
    this.network.tell();
  }
}

const SETTINGS = new Set(['setBroadcast', 'setTTL', 'setMulticastTTL', 'setMulticastLoopback', 'addMembership', 'dropMembership']);

function apply(socket: Socket, [method, ...values]: Setting): void {
  if (SETTINGS.has(method)) (socket as any)[method](...values);
}

/** Whether a setting must be known when the host's socket is made. */
const madeWith = (settings: readonly Setting[], name: string): boolean => settings.some(([method, value]) => method === name && value === true);

/** Resolves when the event comes, rejects when an error comes first. */
function happens(socket: Socket, event: string, begin: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => (): void => {
      socket.off(event, ready);
      socket.off('error', failed);
      done();
    };
    const ready = settle(resolve);
    const failed = (error: Error): void => settle(() => reject(error))();
    socket.once(event, ready);
    socket.once('error', failed);
    begin();
  });
}

/** The requests of the program. */
export class Datagrams {
  constructor(
    private readonly network: Network,
    private readonly granted: NetGrants,
    private readonly dgram: () => Promise<typeof import('node:dgram')>,
  ) {}

  /** Request `datagrams`: a slot whose socket is bound, and its address. Errors: EACCES without a grant, and the host's. */
  async open(q: { isIPv6: boolean; host: string; port: number; settings: Setting[] }): Promise<object> {
    const { listen, connect } = this.granted;
    const listens = grants(listen, q.host, q.port);
    // Port 0 is what a client has; it hears those that it may send to.
    const sends = connect === true || (connect !== false && connect.length > 0);
    if (!listens && (q.port !== 0 || !sends)) return { errno: E.EACCES };
    const { createSocket } = await this.dgram();
    const socket = createSocket({ type: q.isIPv6 ? 'udp6' : 'udp4', ipv6Only: madeWith(q.settings, 'ipv6Only'), reuseAddr: madeWith(q.settings, 'reuseAddr') });
    try {
      await happens(socket, 'listening', () => socket.bind(q.port, q.host));
      for (const setting of q.settings) apply(socket, setting);
    } catch (error) {
      socket.close();
      return { errno: errnoOf(error) };
    }
    const end = new DatagramEnd(socket, this.network, listens ? () => true : (host, port) => grants(connect, host, port));
    return { errno: 0, slot: end.id, ...this.name(socket) };
  }

  private name(socket: Socket): { host: string; port: number } {
    const { address, port } = socket.address();
    return { host: address, port };
  }

  /** Request `datagramPeer`. Errors: EACCES without a grant, and the host's. */
  async peer(q: { slot: number; host: string; port: number }): Promise<object> {
    if (!grants(this.granted.connect, q.host, q.port)) return { errno: E.EACCES };
    const { socket } = this.network.datagramsOf(q.slot);
    try {
      try {
        socket.disconnect();
      } catch {
        // It had no peer.
      }
      await happens(socket, 'connect', () => socket.connect(q.port, q.host));
    } catch (error) {
      return { errno: errnoOf(error) };
    }
    return { errno: 0, ...this.name(socket) };
  }

  /** Request `datagramSetting`. Errors: the host's. */
  set(q: { slot: number; setting: Setting }): object {
    try {
      apply(this.network.datagramsOf(q.slot).socket, q.setting);
    } catch (error) {
      return { errno: errnoOf(error) };
    }
    return { errno: 0 };
  }
}
