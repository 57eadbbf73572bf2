/**
 * The memory that the program's thread and the network's thread share.
 *
 * One control block, and blocks of slots that the network adds as connections come. A slot is one connection: words that
 * the network writes, words that the program writes (on another cache line), a receive ring and a send ring. Head and
 * tail count bytes for ever (mod 2^32); a ring that is found empty is written from its start again (`base`), so most
 * messages lie in one piece. Every word has one writer, so loads and stores suffice.
 */

// Words of the control block.
/** Counts what the network did; the program sleeps on it. */
export const BELL = 0;
/** 1 while the program sleeps or is about to. */
export const ASLEEP = 1;
/** Counts what the program asked; the network is woken by it. */
export const KICK = 16;
/** 1 while the network wants to be woken. */
export const IDLE = 17;
/** Signals that came: bit s - 1 of the two words for signal s. */
export const SIGNAL_LOW = 2;
export const SIGNAL_HIGH = 3;
/** Commands: counts of those written (program) and done (network). */
export const COMMAND_HEAD = 18;
export const COMMAND_TAIL = 4;
/** Accepted connections: counts of those offered (network) and taken (program). */
export const ACCEPT_HEAD = 5;
export const ACCEPT_TAIL = 19;
/** Threads of the program that run, beside its own one. */
export const THREADS = 20;
/** Queues of calls that other threads have for the program's own one, by their addresses; 0 is free. */
export const QUEUES = 21;
export const QUEUES_END = 32;
/** Requests with an answer: number of the last one answered, and the length of the answer's text. */
export const ANSWER = 6;
export const ANSWER_LENGTH = 7;

export const COMMANDS = 8192;
export const ACCEPTS = 4096;
const COMMAND_RING = 32;
const ACCEPT_RING = COMMAND_RING + COMMANDS;
const ANSWER_AT = (ACCEPT_RING + 2 * ACCEPTS) * 4;
const ANSWER_SIZE = 65536;
export const CONTROL_SIZE = ANSWER_AT + ANSWER_SIZE;

// Commands: one word, operation in the upper 8 bits, slot number in the lower 24.
export const CMD_SEND = 1;
export const CMD_SHUTDOWN = 2;
export const CMD_CLOSE = 3;
export const CMD_RESET = 4;
export const CMD_RESUME = 5;
export const CMD_NODELAY = 6;
export const CMD_KEEPALIVE = 7;

// Words of a slot. Written by the network:
/** Bits: see the STATE constants. */
export const STATE = 0;
/** Why the connection failed: an error number of this room, 0 for none. */
export const ERROR = 1;
export const RX_HEAD = 2;
export const RX_BASE = 3;
export const TX_TAIL = 4;
/** Descriptor of the host that the program's thread may write to, or -1. */
export const HOST_FD = 5;
/** 1 while the network does not read because the receive ring is full. */
export const RX_PAUSED = 6;
/** Peer: family, port, scope, then 4 words of address. */
export const PEER = 7;
// Written by the program:
export const RX_TAIL = 16;
export const TX_HEAD = 17;
export const TX_BASE = 18;
/** 1 when the program waits for room in the send ring. */
export const TX_WANTED = 19;
const SLOT_WORDS = 32;

export const STATE_CONNECTED = 1;
/** The peer will send no more. */
export const STATE_END = 2;
/** The connection is gone. */
export const STATE_BROKEN = 4;

export const RX_SIZE = 65536;
export const TX_SIZE = 131072;
export const SLOTS_PER_BLOCK = 32;
const RINGS_AT = SLOTS_PER_BLOCK * SLOT_WORDS * 4;
export const BLOCK_SIZE = RINGS_AT + SLOTS_PER_BLOCK * (RX_SIZE + TX_SIZE);

/** One connection's views. */
export interface Slot {
  readonly id: number;
  readonly words: Int32Array;
  readonly rx: Uint8Array;
  readonly tx: Uint8Array;
}

export interface Wire {
  readonly control: Int32Array;
  readonly answer: Uint8Array;
  /** By slot number; both sides add blocks in the same order. */
  readonly slots: Slot[];
}

export function createWire(buffer: SharedArrayBuffer): Wire {
  return { control: new Int32Array(buffer, 0, ANSWER_AT / 4), answer: new Uint8Array(buffer, ANSWER_AT, ANSWER_SIZE), slots: [] };
}

export function addBlock(wire: Wire, buffer: SharedArrayBuffer): void {
  const first = wire.slots.length;
  for (let i = 0; i < SLOTS_PER_BLOCK; i++) {
    const rings = RINGS_AT + i * (RX_SIZE + TX_SIZE);
    wire.slots.push({
      id: first + i,
      words: new Int32Array(buffer, i * SLOT_WORDS * 4, SLOT_WORDS),
      rx: new Uint8Array(buffer, rings, RX_SIZE),
      tx: new Uint8Array(buffer, rings + RX_SIZE, TX_SIZE),
    });
  }
}

/** Program: queues a command; false if the ring is full. */
export function pushCommand(wire: Wire, operation: number, slot: number): boolean {
  const { control } = wire;
  const head = control[COMMAND_HEAD]!;
  if (((head - Atomics.load(control, COMMAND_TAIL)) | 0) >= COMMANDS) return false;
  control[COMMAND_RING + (head & (COMMANDS - 1))] = (operation << 24) | slot;
  Atomics.store(control, COMMAND_HEAD, (head + 1) | 0);
  return true;
}

/** Network: the next command, or 0. */
export function takeCommand(wire: Wire): number {
  const { control } = wire;
  const tail = control[COMMAND_TAIL]!;
  if (tail === Atomics.load(control, COMMAND_HEAD)) return 0;
  const command = control[COMMAND_RING + (tail & (COMMANDS - 1))]!;
  Atomics.store(control, COMMAND_TAIL, (tail + 1) | 0);
  return command;
}

/** Network: offers an accepted connection; false if the ring is full. */
export function offerAccept(wire: Wire, listener: number, slot: number): boolean {
  const { control } = wire;
  const head = control[ACCEPT_HEAD]!;
  if (((head - Atomics.load(control, ACCEPT_TAIL)) | 0) >= ACCEPTS) return false;
  const at = ACCEPT_RING + 2 * (head & (ACCEPTS - 1));
  control[at] = listener;
  control[at + 1] = slot;
  Atomics.store(control, ACCEPT_HEAD, (head + 1) | 0);
  return true;
}

/** Program: takes every offered connection. */
export function takeAccepts(wire: Wire, take: (listener: number, slot: number) => void): void {
  const { control } = wire;
  let tail = control[ACCEPT_TAIL]!;
  if (tail === Atomics.load(control, ACCEPT_HEAD)) return;
  do {
    const at = ACCEPT_RING + 2 * (tail & (ACCEPTS - 1));
    take(control[at]!, control[at + 1]!);
    tail = (tail + 1) | 0;
    Atomics.store(control, ACCEPT_TAIL, tail);
  } while (tail !== Atomics.load(control, ACCEPT_HEAD));
}

/** Network: tells the program that something changed. */
export function ring(wire: Wire): void {
  Atomics.add(wire.control, BELL, 1);
  if (Atomics.load(wire.control, ASLEEP) !== 0) Atomics.notify(wire.control, BELL);
}

/** Up to here a loop is cheaper than making views. */
const SMALL = 192;

/** Copies up to `length` bytes into a ring with the given free room; the number copied. The caller publishes the new head. */
export function ringWrite(ringBytes: Uint8Array, offset: number, source: Uint8Array, start: number, length: number): void {
  const size = ringBytes.length;
  if (length <= SMALL) {
    for (let i = 0; i < length; i++) ringBytes[(offset + i) & (size - 1)] = source[start + i]!;
    return;
  }
  const first = Math.min(length, size - offset);
  ringBytes.set(source.subarray(start, start + first), offset);
  if (first < length) ringBytes.set(source.subarray(start + first, start + length), 0);
}

/** Copies `length` bytes out of a ring. */
export function ringRead(ringBytes: Uint8Array, offset: number, target: Uint8Array, start: number, length: number): void {
  if (length <= SMALL) {
    for (let i = 0; i < length; i++) target[start + i] = ringBytes[(offset + i) & (ringBytes.length - 1)]!;
    return;
  }
  const first = Math.min(length, ringBytes.length - offset);
  target.set(ringBytes.subarray(offset, offset + first), start);
  if (first < length) target.set(ringBytes.subarray(0, length - first), start + first);
}
