/** pipe(2): bytes that go from one descriptor of the program to another. */
import { O_CLOEXEC, O_NONBLOCK, O_WRONLY, POLLERR, POLLHUP, POLLIN, POLLOUT, S_IFIFO } from './constants.js';
import { Description, plainStat, type FileStat } from './description.js';
import { E } from './errno.js';
import { addFd, close } from './fd.js';
import type { Process } from './process.js';
import { waitUntil } from './wait.js';

/** Linux's sizes: of a pipe, and of what is written as a whole. */
const CAPACITY = 65536;
const PIPE_BUF = 4096;

/** What both ends have in common: a ring. */
class Channel {
  readonly ring = new Uint8Array(CAPACITY);
  head = 0;
  length = 0;
  hasReader = true;
  hasWriter = true;

  get room(): number {
    return CAPACITY - this.length;
  }

  take(u8: Uint8Array, start: number, count: number): void {
    for (let i = 0; i < count; i++) u8[start + i] = this.ring[(this.head + i) % CAPACITY]!;
    this.head = (this.head + count) % CAPACITY;
    this.length -= count;
  }

  put(u8: Uint8Array, start: number, count: number): void {
    const end = this.head + this.length;
    for (let i = 0; i < count; i++) this.ring[(end + i) % CAPACITY] = u8[start + i]!;
    this.length += count;
  }
}

abstract class End extends Description {
  constructor(
    protected readonly p: Process,
    protected readonly channel: Channel,
    flags: number,
  ) {
    super(flags);
  }

  override stat(): FileStat {
    return plainStat(S_IFIFO | 0o600);
  }

  /** Either end tells it, as on Linux. */
  override available(): number {
    return this.channel.length;
  }

  /** The first answer of `ready` that is not 0; EAGAIN at once where the descriptor does not block. Nobody but a signal's handler ends such a wait. */
  protected wait(ready: () => number): number {
    return ready() || (this.nonblocking ? -E.EAGAIN : waitUntil(this.p, Infinity, ready));
  }
}

class Reader extends End {
  override read(u8: Uint8Array, start: number, length: number): number {
    const { channel } = this;
    if (length === 0) return 0;
    const ready = this.wait(() => channel.length || (channel.hasWriter ? 0 : CAPACITY));
    if (ready < 0) return ready;
    const count = Math.min(length, channel.length);
    channel.take(u8, start, count);
    return count;
  }

  override write(): number {
    return -E.EBADF;
  }

  override poll(): number {
    return (this.channel.length > 0 ? POLLIN : 0) | (this.channel.hasWriter ? 0 : POLLHUP);
  }

  override close(): number {
    this.channel.hasReader = false;
    return 0;
  }
}

class Writer extends End {
  /** Errors: EPIPE, EAGAIN, EINTR. */
  override write(u8: Uint8Array, start: number, length: number): number {
    const { channel } = this;
    const least = length <= PIPE_BUF ? length : 1;
    let done = 0;
    do {
      const ready = this.wait(() => (!channel.hasReader ? -E.EPIPE : channel.room >= least ? 1 : 0));
      if (ready < 0) return done > 0 ? done : ready;
      const count = Math.min(length - done, channel.room);
      channel.put(u8, start + done, count);
      done += count;
    } while (done < length);
    return done;
  }

  override read(): number {
    return -E.EBADF;
  }

  override poll(): number {
    return (this.channel.room >= PIPE_BUF ? POLLOUT : 0) | (this.channel.hasReader ? 0 : POLLERR);
  }

  override close(): number {
    this.channel.hasWriter = false;
    return 0;
  }
}

/** pipe2(2): the descriptors of both ends. Errors: EINVAL, EMFILE. */
export function pipe(p: Process, flags: number): readonly [reader: number, writer: number] | number {
  if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) !== 0) return -E.EINVAL;
  const channel = new Channel();
  const status = flags & O_NONBLOCK;
  const reader = addFd(p, new Reader(p, channel, status));
  if (reader < 0) return reader;
  const writer = addFd(p, new Writer(p, channel, O_WRONLY | status));
  if (writer < 0) {
    close(p, reader);
    return writer;
  }
  if (flags & O_CLOEXEC) for (const fd of [reader, writer]) p.fds.cloexec.add(fd);
  return [reader, writer];
}
