/** The network thread's side of the wire: listeners, connections, and the program's commands. */
import type { NetGrants } from '../contract.js';
import { E, errnoOf } from '../posix/errno.js';
import {
  CMD_CLOSE, CMD_KEEPALIVE, CMD_NODELAY, CMD_RESET, CMD_RESUME, CMD_SEND, CMD_SHUTDOWN, ERROR, HOST_FD, offerAccept, ring,
  ringWrite, RX_BASE, RX_HEAD, RX_PAUSED, RX_SIZE, RX_TAIL, STATE, STATE_BROKEN, STATE_CONNECTED, STATE_END, takeCommand, TX_BASE, TX_HEAD, TX_SIZE,
  TX_TAIL, TX_WANTED, type Slot, type Wire,
} from '../posix/wire.js';
import { READ_SIZE, type Channel, type Events } from './channel.js';
import { joined, type Connection, type Listen, type Listener } from './connection.js';
import type { DatagramEnd } from './datagrams.js';
import { grants } from './grants.js';
import { Slots } from './slots.js';
import { SocketChannel } from './socket-channel.js';

export class Network implements Events {
  private readonly connections: Array<Connection | undefined> = [];
  private readonly listeners = new Map<number, Listener>();
  private readonly waiting: Array<[number, number]> = [];
  private readonly slots: Slots;
  private nextListener = 0;
  private running = false;
  private open = 0;
  private onEmpty: (() => void) | undefined = undefined;

  constructor(
    private readonly wire: Wire,
    private readonly net: typeof import('node:net'),
    private readonly granted: NetGrants,
    private readonly listenOn: Listen,
    announce: (block: SharedArrayBuffer) => void,
  ) {
    this.slots = new Slots(wire, announce);
  }

  /** Connections whose last bytes are still on their way. */
  get busy(): boolean {
    return this.open > 0;
  }

  /** A slot for a new connection. */
  allocate(datagrams?: DatagramEnd): Slot {
    const slot = this.slots.take();
    this.connections[slot.id] = { slot, datagrams, channel: undefined, writing: 0, after: 0, broken: false, rest: undefined, later: [] };
    this.open++;
    return slot;
  }

  /** The socket of datagrams in a slot that has one. */
  datagramsOf(slot: number): DatagramEnd {
    return this.connections[slot]!.datagrams!;
  }

  release(slot: Slot): void {
    this.connections[slot.id] = undefined;
    this.slots.give(slot);
    this.open--;
    if (this.open === 0) this.onEmpty?.();
  }

  /** Gives an accepted connection to the program. */
  adopt(listener: number, slot: Slot, channel: Channel): void {
    this.connections[slot.id]!.channel = channel;
    slot.words[HOST_FD] = channel.hostFd();
    this.slots.writePeer(slot, channel.peer());
    Atomics.store(slot.words, STATE, STATE_CONNECTED);
    if (this.waiting.length > 0 || !offerAccept(this.wire, listener, slot.id)) this.waiting.push([listener, slot.id]);
    this.tell();
  }

  /** Something came: the program is told, and what it asked for meanwhile is done. */
  tell(): void {
    ring(this.wire);
    this.run();
  }

  data(slot: Slot, bytes: Uint8Array, length: number): void {
    const connection = this.connections[slot.id]!;
    if (connection.rest !== undefined) {
      // Not every host stops at once when it is told to pause.
      connection.rest = joined(connection.rest, bytes, length);
      return;
    }
    const { words } = slot;
    const head = words[RX_HEAD]!;
    const used = (head - Atomics.load(words, RX_TAIL)) | 0;
    const count = Math.min(length, RX_SIZE - used);
    if (used === 0) words[RX_BASE] = head;
    ringWrite(slot.rx, (head - words[RX_BASE]!) & (RX_SIZE - 1), bytes, 0, count);
    Atomics.store(words, RX_HEAD, (head + count) | 0);
    if (count < length) connection.rest = bytes.slice(count, length);
    if (RX_SIZE - used - count < READ_SIZE) {
      connection.channel?.pause();
      Atomics.store(words, RX_PAUSED, 1);
      // The program may have emptied the ring before it could see that we stopped.
      if (Atomics.load(words, RX_TAIL) === words[RX_HEAD]) this.resume(connection);
    }
    this.tell();
  }

  private resume(connection: Connection): void {
    const { slot, rest } = connection;
    if (Atomics.load(slot.words, RX_PAUSED) === 0) return;
    Atomics.store(slot.words, RX_PAUSED, 0);
    connection.rest = undefined;
    if (rest !== undefined) this.data(slot, rest, rest.length);
    if (connection.rest === undefined) for (const tell of connection.later.splice(0)) tell();
    if (Atomics.load(slot.words, RX_PAUSED) === 0) connection.channel?.resume();
  }

  end(slot: Slot): void {
    this.afterRest(this.connections[slot.id]!, () => this.mark(slot, STATE_END));
  }

  /** Bun ends a connection even while it is paused. */
  private afterRest(connection: Connection, tell: () => void): void {
    if (connection.rest === undefined) tell();
    else connection.later.push(tell);
  }

  private mark(slot: Slot, state: number): void {
    Atomics.store(slot.words, STATE, slot.words[STATE]! | state);
    this.tell();
  }

  /** Nothing more can be sent; the program still reads what came before. The slot lives until the program closes it. */
  broken(slot: Slot, errno: number): void {
    const connection = this.connections[slot.id];
    if (connection === undefined || connection.broken) return;
    connection.broken = true;
    connection.writing = 0;
    if (connection.after === CMD_CLOSE) {
      connection.channel?.close();
      this.release(slot);
      return;
    }
    const tell = (): void => {
      Atomics.store(slot.words, ERROR, errno);
      this.mark(slot, STATE_BROKEN);
    };
    // What a reset connection had received is lost, and the program may wait to write.
    if (errno === 0) this.afterRest(connection, tell);
    else tell();
  }

  written(slot: Slot, count: number): void {
    const connection = this.connections[slot.id];
    if (connection === undefined || connection.broken) return;
    connection.writing = 0;
    this.sent(slot, count);
    this.send(connection);
  }

  private sent(slot: Slot, count: number): void {
    Atomics.store(slot.words, TX_TAIL, (slot.words[TX_TAIL]! + count) | 0);
    if (Atomics.load(slot.words, TX_WANTED) !== 0) {
      Atomics.store(slot.words, TX_WANTED, 0);
      this.tell();
    }
  }

  /** Writes what is in the send ring, then does what was to follow. */
  private send(connection: Connection): void {
    const { slot, channel } = connection;
    if (channel === undefined || connection.writing > 0) return;
    while (!connection.broken) {
      const { words } = slot;
      const tail = words[TX_TAIL]!;
      const count = (Atomics.load(words, TX_HEAD) - tail) | 0;
      if (count === 0) break;
      const offset = (tail - words[TX_BASE]!) & (TX_SIZE - 1);
      const bytes = slot.tx.subarray(offset, Math.min(TX_SIZE, offset + count));
      connection.writing = bytes.length;
      if (!channel.write(bytes)) return;
      connection.writing = 0;
      this.sent(slot, bytes.length);
    }
    if (connection.after === 0) return;
    if (connection.after === CMD_CLOSE) {
      channel.close();
      this.release(slot);
    } else if (!connection.broken) channel.shutdown();
    connection.after = 0;
  }

  /** Does all that the program asked for. What that causes may tell the program, which must not start another round. */
  run(): void {
    if (this.running) return;
    this.running = true;
    for (let command = takeCommand(this.wire); command !== 0; command = takeCommand(this.wire)) {
      const connection = this.connections[command & 0xffffff];
      if (connection !== undefined) this.command(connection, command >>> 24);
    }
    while (this.waiting.length > 0 && offerAccept(this.wire, ...this.waiting[0]!)) {
      this.waiting.shift();
      ring(this.wire);
    }
    this.running = false;
  }

  private command(connection: Connection, operation: number): void {
    const { channel, datagrams } = connection;
    if (datagrams !== undefined) return datagrams.command(operation);
    switch (operation) {
      case CMD_SEND:
        this.send(connection);
        break;
      case CMD_SHUTDOWN:
        connection.after = CMD_SHUTDOWN;
        this.send(connection);
        break;
      case CMD_CLOSE:
        connection.after = CMD_CLOSE;
        if (channel === undefined) this.release(connection.slot);
        else this.send(connection);
        break;
      case CMD_RESET:
        connection.broken = true;
        channel?.reset();
        this.release(connection.slot);
        break;
      case CMD_RESUME:
        this.resume(connection);
        break;
      case CMD_NODELAY:
        channel?.noDelay();
        break;
      case CMD_KEEPALIVE:
        channel?.keepAlive();
        break;
    }
  }

  /** Request `listen`. Errors: EACCES without a grant, and the host's. */
  async listen(question: { host: string; port: number; path: string; backlog: number; ipv6Only: boolean }): Promise<object> {
    if (!grants(this.granted.listen, question.host, question.port)) return { errno: E.EACCES };
    const id = this.nextListener++;
    try {
      const { listener, port } = await this.listenOn(this, id, question);
      this.listeners.set(id, listener);
      return { errno: 0, listener: id, port };
    } catch (error) {
      return { errno: errnoOf(error) };
    }
  }

  /** Request `unlisten`. */
  unlisten(id: number): object {
    this.listeners.get(id)?.close();
    this.listeners.delete(id);
    for (let i = this.waiting.length - 1; i >= 0; i--) {
      if (this.waiting[i]![0] !== id) continue;
      const [[, slot]] = this.waiting.splice(i, 1) as [[number, number]];
      this.command(this.connections[slot]!, CMD_CLOSE);
    }
    return { errno: 0 };
  }

  /** Request `connect`: the slot, at once; the outcome is in its state. Errors: EACCES without a grant. */
  connect(question: { host: string; port: number; path: string; local?: { host: string; port: number } }): object {
    if (!grants(this.granted.connect, question.host, question.port)) return { errno: E.EACCES };
    const { path, host, port, local } = question;
    const slot = this.allocate();
    const common = { allowHalfOpen: true };
    const socket = this.net.connect(
      path !== '' ? { ...common, path } : { ...common, host, port, ...(local && { localAddress: local.host, localPort: local.port || undefined }) },
    );
    this.connections[slot.id]!.channel = new SocketChannel(socket, slot, this);
    socket.once('connect', () => {
      Atomics.store(slot.words, STATE, slot.words[STATE]! | STATE_CONNECTED);
      this.tell();
    });
    return { errno: 0, slot: slot.id };
  }

  /** Request `name`: the local address of a connection. */
  name(slot: number): object {
    return { errno: 0, ...(this.connections[slot]?.channel?.name() ?? { host: '', port: 0 }) };
  }

  /** After the program's end: does the last commands and waits until all is sent, at most `ms`. */
  async finish(ms: number): Promise<void> {
    for (const listener of this.listeners.values()) listener.close();
    this.run();
    for (const connection of this.connections) {
      if (connection !== undefined && connection.after !== CMD_CLOSE) this.command(connection, CMD_CLOSE);
    }
    if (this.open === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
