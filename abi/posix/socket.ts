/** Stream sockets: a connection is a slot of the wire, a listener is a queue of slots. */
import type { Process } from './process.js';
import { Description, plainStat, type FileStat } from './description.js';
import { E, errnoOf } from './errno.js';
import { AF_INET, AF_INET6, AF_UNIX, POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP, S_IFSOCK, SHUT_RD, SHUT_WR } from './constants.js';
import type { SocketAddress } from './sockaddr.js';
import { waitUntil } from './wait.js';
import {
  CMD_CLOSE, CMD_RESET, CMD_RESUME, CMD_SEND, CMD_SHUTDOWN, ERROR, HOST_FD, PEER, ringRead, ringWrite, RX_BASE, RX_HEAD, RX_PAUSED, RX_SIZE,
  RX_TAIL, STATE, STATE_BROKEN, STATE_CONNECTED, STATE_END, TX_BASE, TX_HEAD, TX_SIZE, TX_TAIL, TX_WANTED, type Slot,
} from './wire.js';

/** A connection whose send ring has less room than this is not writable. */
const WRITABLE = TX_SIZE / 4;

export class Socket extends Description {
  /** The connection. */
  slot: Slot | undefined = undefined;
  /** Number of the listener, or -1; a bound address is held by one, too. */
  listener = -1;
  /** Whether the program asked for it. */
  listens = false;
  /** Connections that came and were not yet accepted. */
  readonly queue: number[] = [];
  local: SocketAddress | undefined = undefined;
  peer: SocketAddress | undefined = undefined;
  /** What setsockopt set, by level and name. */
  options = new Map<number, number>();
  /** An error to be reported once (SO_ERROR). */
  error = 0;
  private errorSeen = false;
  private ended = 0;
  reset = false;
  /** Second word of SO_LINGER: seconds. */
  linger = 0;

  constructor(
    private readonly p: Process,
    readonly family: number,
    readonly protocol: number,
    flags: number,
  ) {
    super(flags);
  }

  /** Takes the pending error: that of the connection is reported once. */
  takeError(): number {
    if (this.slot !== undefined && !this.errorSeen) {
      const failed = Atomics.load(this.slot.words, ERROR);
      if (failed !== 0) {
        this.errorSeen = true;
        return failed;
      }
    }
    const error = this.error;
    this.error = 0;
    return error;
  }

  override read(u8: Uint8Array, start: number, length: number): number {
    return this.receive(u8, start, length, false, this.nonblocking);
  }

  override write(u8: Uint8Array, start: number, length: number): number {
    return this.send(u8, start, length, this.nonblocking);
  }

  /** recv(2). Errors: ENOTCONN, ECONNRESET and other failures of the connection once, EAGAIN, EINTR. */
  receive(u8: Uint8Array, start: number, length: number, peek: boolean, nonblocking: boolean): number {
    const { slot } = this;
    if (slot === undefined) return -E.ENOTCONN;
    const { words } = slot;
    for (;;) {
      // The state first: it is written after the last byte.
      const state = Atomics.load(words, STATE);
      const tail = words[RX_TAIL]!;
      const count = (Atomics.load(words, RX_HEAD) - tail) | 0;
      if (count > 0) {
        const taken = Math.min(count, length);
        ringRead(slot.rx, (tail - words[RX_BASE]!) & (RX_SIZE - 1), u8, start, taken);
        if (!peek) this.consumed(slot, tail, count, taken);
        return taken;
      }
      if ((state & STATE_BROKEN) !== 0) return -this.takeError();
      if ((state & STATE_END) !== 0 || (this.ended & 1) !== 0) return 0;
      if ((state & STATE_CONNECTED) === 0 && this.listens) return -E.ENOTCONN;
      if (nonblocking) return -E.EAGAIN;
      const waited = waitUntil(this.p, Infinity, () => this.poll() & (POLLIN | POLLERR | POLLHUP));
      if (waited < 0) return waited;
    }
  }

  private consumed(slot: Slot, tail: number, before: number, taken: number): void {
    Atomics.store(slot.words, RX_TAIL, (tail + taken) | 0);
    const left = before - taken;
    const half = RX_SIZE / 2;
    if (Atomics.load(slot.words, RX_PAUSED) !== 0 && left <= half && (before > half || left === 0)) this.p.host.command(CMD_RESUME, slot.id);
  }

  /** send(2); a part of the data may be taken. Errors: EPIPE, ENOTCONN, ECONNRESET..., EAGAIN, EINTR. */
  send(u8: Uint8Array, start: number, length: number, nonblocking: boolean): number {
    const { slot } = this;
    if (slot === undefined) return -E.EPIPE;
    let done = 0;
    for (;;) {
      const state = Atomics.load(slot.words, STATE);
      if ((state & STATE_BROKEN) !== 0) return done > 0 ? done : -(this.takeError() || E.EPIPE);
      if ((this.ended & 2) !== 0) return -E.EPIPE;
      if ((state & STATE_CONNECTED) !== 0) {
        const count = this.push(slot, u8, start + done, length - done);
        if (count < 0) return done > 0 ? done : count;
        done += count;
        if (done === length || (nonblocking && done > 0)) return done;
      }
      if (nonblocking) return -E.EAGAIN;
      const waited = waitUntil(this.p, Infinity, () => this.poll(POLLOUT) & (POLLOUT | POLLERR | POLLHUP));
      if (waited < 0) return done > 0 ? done : waited;
    }
  }

  /**
   * With nothing waiting in the ring, the bytes go to the host's descriptor from this thread, and what the kernel does
   * not take goes through the ring: the network thread knows when the peer reads on.
   */
  private push(slot: Slot, u8: Uint8Array, start: number, length: number): number {
    const { words } = slot;
    const head = words[TX_HEAD]!;
    const used = (head - Atomics.load(words, TX_TAIL)) | 0;
    let done = 0;
    if (used === 0 && words[HOST_FD]! >= 0) {
      try {
        done = this.p.host.fs!.writeSync(words[HOST_FD]!, u8, start, length);
      } catch (error) {
        const errno = errnoOf(error);
        if (errno !== E.EAGAIN) return -errno;
      }
      if (done === length) return done;
    }
    const count = Math.min(TX_SIZE - used, length - done);
    if (count === 0) return done;
    if (used === 0) words[TX_BASE] = head;
    ringWrite(slot.tx, (head - words[TX_BASE]!) & (TX_SIZE - 1), u8, start + done, count);
    Atomics.store(words, TX_HEAD, (head + count) | 0);
    // If the network had sent all before this, it may have stopped looking.
    if (Atomics.load(words, TX_TAIL) === head) this.p.host.command(CMD_SEND, slot.id);
    return done + count;
  }

  /** shutdown(2). Errors: ENOTCONN. */
  shutdown(how: number): number {
    if (this.slot === undefined || (Atomics.load(this.slot.words, STATE) & STATE_CONNECTED) === 0) return -E.ENOTCONN;
    if (how !== SHUT_WR) this.ended |= 1;
    if (how !== SHUT_RD && (this.ended & 2) === 0) {
      this.ended |= 2;
      this.p.host.command(CMD_SHUTDOWN, this.slot.id);
    }
    return 0;
  }

  override available(): number {
    return this.slot === undefined ? 0 : (Atomics.load(this.slot.words, RX_HEAD) - this.slot.words[RX_TAIL]!) | 0;
  }

  /** With POLLOUT in `events` and no room, the network will ring when there is some. */
  override poll(events = 0): number {
    if (this.listens) {
      this.p.host.takeAccepts();
      return this.queue.length > 0 ? POLLIN : 0;
    }
    const { slot } = this;
    if (slot === undefined) return POLLOUT | POLLHUP;
    const { words } = slot;
    // Plain loads: the waiter has read the bell before, atomically, and what is stored later rings it again.
    const state = words[STATE]!;
    if ((state & STATE_BROKEN) !== 0) return POLLIN | POLLOUT | POLLHUP | (words[ERROR] !== 0 && !this.errorSeen ? POLLERR : 0);
    if ((state & STATE_CONNECTED) === 0) return 0;
    let ready = (state & STATE_END) !== 0 ? POLLIN | POLLRDHUP : 0;
    if ((this.ended & 1) !== 0 || words[RX_HEAD] !== words[RX_TAIL]) ready |= POLLIN;
    if ((this.ended & 2) !== 0 && ((this.ended & 1) !== 0 || (state & STATE_END) !== 0)) ready |= POLLHUP;
    if (TX_SIZE - ((words[TX_HEAD]! - words[TX_TAIL]!) | 0) >= WRITABLE) return ready | POLLOUT;
    if ((events & POLLOUT) === 0) return ready;
    Atomics.store(words, TX_WANTED, 1);
    if (this.room(words) < WRITABLE) return ready;
    Atomics.store(words, TX_WANTED, 0);
    return ready | POLLOUT;
  }

  private room(words: Int32Array): number {
    return TX_SIZE - ((words[TX_HEAD]! - Atomics.load(words, TX_TAIL)) | 0);
  }

  override stat(): FileStat {
    return plainStat(S_IFSOCK | 0o777);
  }

  /** Gives the address that it listens on back to the host. */
  letGo(): void {
    if (this.listener >= 0) this.p.host.closeListener(this.listener, this.queue);
    this.listener = -1;
  }

  /** Bytes in the send ring still go out; then the connection ends. */
  override close(): number {
    this.letGo();
    if (this.slot !== undefined) this.p.host.command(this.reset ? CMD_RESET : CMD_CLOSE, this.slot.id);
    this.slot = undefined;
    return 0;
  }
}

/** The peer's address that the network wrote into a slot. */
export function slotPeer(slot: Slot): SocketAddress {
  const { words } = slot;
  const family = words[PEER]!;
  const bytes = new Uint8Array(family === AF_INET6 ? 16 : family === AF_INET ? 4 : 0);
  // The words hold the address in network order.
  for (let i = 0; i < bytes.length; i++) bytes[i] = words[PEER + 3 + (i >> 2)]! >>> (24 - 8 * (i & 3));
  return { family: family === 0 ? AF_UNIX : family, port: words[PEER + 1]!, scope: words[PEER + 2]!, bytes };
}
