/** Sockets of datagrams (UDP): a slot of the wire once they have an address, which the first datagram gives them at the latest. */
import { grants } from '../host/grants.js';
import { AF_INET6, POLLERR, POLLIN, POLLOUT, S_IFSOCK, SHUT_RD, SHUT_WR } from './constants.js';
import { HEAD, LARGEST, readHead, writeDatagram } from './datagrams.js';
import { Description, plainStat, type FileStat } from './description.js';
import { E } from './errno.js';
import type { Process } from './process.js';
import { addressText, anyAddress, parseAddress, type SocketAddress } from './sockaddr.js';
import { waitUntil } from './wait.js';
import {
  CMD_CLOSE, CMD_SEND, ERROR, ringRead, RX_BASE, RX_HEAD, RX_SIZE, RX_TAIL, STATE, TX_BASE, TX_HEAD, TX_SIZE, TX_TAIL, TX_WANTED, type Slot,
} from './wire.js';

/** A setting that acts on the host: a method of its socket, and what it is called with. */
export type Setting = readonly [method: string, ...values: (number | boolean | string)[]];

/** What receiving tells beside the count: the sender, and the length that was sent. */
export type OnDatagram = (sender: SocketAddress | undefined, whole: number) => void;

export class DatagramSocket extends Description {
  slot: Slot | undefined = undefined;
  local: SocketAddress | undefined = undefined;
  peer: SocketAddress | undefined = undefined;
  /** What setsockopt set, by level and name. */
  readonly options = new Map<number, number>();
  /** Those that act, until there is a socket of the host. */
  private settings: Setting[] = [];
  /** Errors that the network has told and the program has seen. */
  private seen = 0;
  private ended = 0;

  constructor(
    private readonly p: Process,
    readonly family: number,
    flags: number,
  ) {
    super(flags);
  }

  /** bind(2). Errors: EINVAL (bound already), EAFNOSUPPORT, EACCES (not granted), EADDRINUSE, EADDRNOTAVAIL. */
  bind(address: SocketAddress): number {
    if (this.slot !== undefined) return -E.EINVAL;
    if (address.family !== this.family) return -E.EAFNOSUPPORT;
    const answer = this.p.host.request('datagrams', { isIPv6: this.family === AF_INET6, host: addressText(address), port: address.port, settings: this.settings });
    if (answer.errno !== 0) return -answer.errno;
    this.slot = this.p.host.slot(answer.slot);
    this.local = parseAddress(answer.host, answer.port) ?? address;
    this.settings = [];
    return 0;
  }

  private open(): number {
    return this.slot === undefined ? this.bind(anyAddress(this.family)) : 0;
  }

  /** connect(2): the only address that datagrams are sent to and come from. Errors: as {@link bind}, and of the route. */
  connect(address: SocketAddress): number {
    if (address.family !== this.family) return -E.EAFNOSUPPORT;
    const opened = this.open();
    if (opened < 0) return opened;
    const answer = this.p.host.request('datagramPeer', { slot: this.slot!.id, host: addressText(address), port: address.port });
    if (answer.errno !== 0) return -answer.errno;
    this.local = parseAddress(answer.host, answer.port) ?? this.local;
    this.peer = address;
    return 0;
  }

  /** An option that acts on the host. Errors: those of the host. */
  set(setting: Setting): number {
    if (this.slot !== undefined) return -this.p.host.request('datagramSetting', { slot: this.slot.id, setting }).errno;
    this.settings.push(setting);
    return 0;
  }

  /** Takes the pending error. */
  takeError(): number {
    if (this.slot === undefined) return 0;
    const count = Atomics.load(this.slot.words, STATE);
    if (count === this.seen) return 0;
    this.seen = count;
    return Atomics.load(this.slot.words, ERROR);
  }

  override read(u8: Uint8Array, start: number, length: number): number {
    return this.receive(u8, start, length, false, this.nonblocking);
  }

  override write(u8: Uint8Array, start: number, length: number): number {
    return this.send(u8, start, length, undefined, this.nonblocking);
  }

  /** recvfrom(2): one datagram, cut to `length`. Errors: EAGAIN, EINTR, ECONNREFUSED and what else the host tells. */
  receive(u8: Uint8Array, start: number, length: number, peek: boolean, nonblocking: boolean, onDatagram?: OnDatagram): number {
    const opened = this.open();
    if (opened < 0) return opened;
    const slot = this.slot!;
    const { words, rx } = slot;
    for (;;) {
      const error = this.takeError();
      if (error !== 0) return -error;
      const tail = words[RX_TAIL]!;
      if (Atomics.load(words, RX_HEAD) !== tail) {
        const offset = (tail - words[RX_BASE]!) & (RX_SIZE - 1);
        const found = readHead(rx, offset);
        const taken = Math.min(found.length, length);
        ringRead(rx, (offset + HEAD) & (RX_SIZE - 1), u8, start, taken);
        if (!peek) Atomics.store(words, RX_TAIL, (tail + HEAD + found.length) | 0);
        onDatagram?.(found.address, found.length);
        return taken;
      }
      if ((this.ended & 1) !== 0) return 0;
      if (nonblocking) return -E.EAGAIN;
      const waited = waitUntil(this.p, Infinity, () => this.poll() & (POLLIN | POLLERR));
      if (waited < 0) return waited;
    }
  }

  /** sendto(2). Errors: EACCES (not granted), EDESTADDRREQ, EISCONN, EMSGSIZE, EPIPE, EAGAIN, EINTR, and what the host told of earlier ones. */
  send(u8: Uint8Array, start: number, length: number, to: SocketAddress | undefined, nonblocking: boolean): number {
    if (length > LARGEST) return -E.EMSGSIZE;
    if ((this.ended & 2) !== 0) return -E.EPIPE;
    const { peer } = this;
    if (to === undefined && peer === undefined) return -E.EDESTADDRREQ;
    if (to !== undefined && to.family !== this.family) return -E.EAFNOSUPPORT;
    const isPeer = to === undefined || (peer !== undefined && peer.port === to.port && addressText(peer) === addressText(to));
    if (!isPeer && peer !== undefined) return -E.EISCONN;
    if (!isPeer && !grants(this.p.grants.net.connect, addressText(to!), to!.port)) return -E.EACCES;
    const opened = this.open();
    if (opened < 0) return opened;
    const slot = this.slot!;
    const { words } = slot;
    for (;;) {
      const error = this.takeError();
      if (error !== 0) return -error;
      const head = words[TX_HEAD]!;
      const used = (head - Atomics.load(words, TX_TAIL)) | 0;
      if (TX_SIZE - used >= HEAD + length) {
        if (used === 0) words[TX_BASE] = head;
        writeDatagram(slot.tx, (head - words[TX_BASE]!) & (TX_SIZE - 1), isPeer ? undefined : to, u8, start, length);
        Atomics.store(words, TX_HEAD, (head + HEAD + length) | 0);
        // If the network had sent all before this, it may have stopped looking.
        if (Atomics.load(words, TX_TAIL) === head) this.p.host.command(CMD_SEND, slot.id);
        return length;
      }
      if (nonblocking) return -E.EAGAIN;
      const waited = waitUntil(this.p, Infinity, () => this.poll(POLLOUT) & (POLLOUT | POLLERR));
      if (waited < 0) return waited;
    }
  }

  /** shutdown(2). Errors: ENOTCONN. */
  shutdown(how: number): number {
    if (this.peer === undefined) return -E.ENOTCONN;
    this.ended |= (how === SHUT_WR ? 0 : 1) | (how === SHUT_RD ? 0 : 2);
    return 0;
  }

  /** The bytes of the next datagram. */
  override available(): number {
    if (this.slot === undefined) return 0;
    const { words, rx } = this.slot;
    const tail = words[RX_TAIL]!;
    return Atomics.load(words, RX_HEAD) === tail ? 0 : readHead(rx, (tail - words[RX_BASE]!) & (RX_SIZE - 1)).length;
  }

  /** With POLLOUT in `events` and no room, the network will ring when there is some. */
  override poll(events = 0): number {
    if (this.slot === undefined) return POLLOUT;
    const { words } = this.slot;
    let ready = words[STATE] === this.seen ? 0 : POLLERR;
    if (words[RX_HEAD] !== words[RX_TAIL] || (this.ended & 1) !== 0) ready |= POLLIN;
    const room = (): number => TX_SIZE - ((words[TX_HEAD]! - Atomics.load(words, TX_TAIL)) | 0);
    if (room() >= HEAD + LARGEST) return ready | POLLOUT;
    if ((events & POLLOUT) === 0) return ready;
    Atomics.store(words, TX_WANTED, 1);
    if (room() < HEAD + LARGEST) return ready;
    Atomics.store(words, TX_WANTED, 0);
    return ready | POLLOUT;
  }

  override stat(): FileStat {
    return plainStat(S_IFSOCK | 0o777);
  }

  /** What waits to be sent still goes out. */
  override close(): number {
    if (this.slot !== undefined) this.p.host.command(CMD_CLOSE, this.slot.id);
    this.slot = undefined;
    return 0;
  }
}
