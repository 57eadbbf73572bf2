/** Devices: standard streams, and those in /dev. */
import type { Host } from '../host/host.js';
import { Description, exactly, plainStat, type ExactStat, type FileStat } from './description.js';
import { E, errnoOf } from './errno.js';
import { O_WRONLY, S_IFCHR } from './constants.js';

/** One of the three standard streams: the process's own descriptor, or what the caller of `run` gave instead. */
export class Stdio extends Description {
  constructor(
    private readonly host: Host,
    readonly fd: number,
  ) {
    super(fd === 0 ? 0 : O_WRONLY);
  }

  override read(u8: Uint8Array, start: number, length: number): number {
    if (this.fd !== 0) return -E.EBADF;
    const given = this.host.stdin;
    if (given !== undefined) {
      const chunk = given.subarray(0, length);
      u8.set(chunk, start);
      this.host.stdin = given.subarray(chunk.length);
      return chunk.length;
    }
    if (this.host.fs === undefined) return 0;
    for (;;) {
      try {
        return this.host.fs.readSync(0, u8, start, length, null);
      } catch (error) {
        const errno = errnoOf(error);
        if (errno === E.EAGAIN && !this.nonblocking) this.host.sleep(5);
        // Windows reports the end of a pipe as an error.
        else return (error as { code: string }).code === 'EOF' ? 0 : -errno;
      }
    }
  }

  override readLater(u8: Uint8Array, start: number, length: number): Promise<number> | undefined {
    const { fs, stdin } = this.host;
    if (this.fd !== 0 || stdin !== undefined || fs === undefined) return undefined;
    return new Promise((resolve) => {
      const read = (): void =>
        fs.read(0, u8, start, length, null, (error, count) => {
          if (error === null) resolve(count);
          else if (error.code === 'EAGAIN' && !this.nonblocking) setTimeout(read, 5);
          else resolve(error.code === 'EOF' ? 0 : -errnoOf(error));
        });
      read();
    });
  }

  /** Another process may have made the terminal or pipe non-blocking: then a full one is waited for, as the program expects. */
  override write(u8: Uint8Array, start: number, length: number): number {
    if (this.fd === 0) return -E.EBADF;
    const sink = this.host.sinks?.[this.fd];
    if (sink !== undefined) {
      sink(u8.slice(start, start + length));
      return length;
    }
    if (this.host.fs === undefined) return length;
    let done = 0;
    while (done < length) {
      try {
        done += this.host.fs.writeSync(this.fd, u8, start + done, length - done);
      } catch (error) {
        const errno = errnoOf(error);
        if (errno !== E.EAGAIN) return done > 0 ? done : -errno;
        if (this.nonblocking) return done > 0 ? done : -E.EAGAIN;
        this.host.sleep(1);
      }
    }
    return length;
  }

  override stat(): FileStat | number {
    if (this.host.sinks?.[this.fd] !== undefined || this.host.fs === undefined) return plainStat(S_IFCHR | 0o620);
    try {
      return this.host.fs.fstatSync(this.fd);
    } catch (error) {
      return -errnoOf(error);
    }
  }

  override statExact(): ExactStat | number {
    if (this.host.sinks?.[this.fd] !== undefined || this.host.fs === undefined) return exactly(plainStat(S_IFCHR | 0o620));
    try {
      return this.host.fs.fstatSync(this.fd, { bigint: true });
    } catch (error) {
      return -errnoOf(error);
    }
  }
}

/** A character device without state. */
export class Device extends Description {
  constructor(
    private readonly fill: ((into: Uint8Array) => void) | undefined,
    flags: number,
    private readonly isFull = false,
  ) {
    super(flags);
  }

  override read(u8: Uint8Array, start: number, length: number): number {
    if (this.fill === undefined) return 0;
    this.fill(u8.subarray(start, start + length));
    return length;
  }

  override write(_u8: Uint8Array, _start: number, length: number): number {
    return this.isFull ? -E.ENOSPC : length;
  }

  override stat(): FileStat {
    return plainStat(S_IFCHR | 0o666);
  }
}

/** getrandom for any length: the generator takes 65536 bytes at once. */
export function fillRandom(into: Uint8Array): void {
  for (let at = 0; at < into.length; at += 65536) {
    const part = new Uint8Array(Math.min(65536, into.length - at));
    crypto.getRandomValues(part);
    into.set(part, at);
  }
}

/** The device of this name in /dev; undefined if it is none. */
export function openDevice(name: string, flags: number): Description | undefined {
  switch (name) {
    case 'null':
      return new Device(undefined, flags);
    case 'zero':
      return new Device((into) => into.fill(0), flags);
    case 'full':
      return new Device((into) => into.fill(0), flags, true);
    case 'random':
    case 'urandom':
      return new Device(fillRandom, flags);
    default:
      return undefined;
  }
}
