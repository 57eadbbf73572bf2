/** A connection over the public API of node:net: works on every host that has it. */
import type { Socket } from 'node:net';
import { errnoOf } from '../posix/errno.js';
import type { Slot } from '../posix/wire.js';
import type { Channel, Events } from './channel.js';
import { hostKind } from './host.js';

interface Reader {
  readStart(): void;
  readStop(): void;
}

export class SocketChannel implements Channel {
  /** Whether the slot may belong to another connection by now. */
  private finished = false;
  private paused = false;

  constructor(
    private readonly socket: Socket,
    private readonly slot: Slot,
    private readonly events: Events,
  ) {
    socket.on('data', (bytes: Buffer) => this.finished || events.data(slot, bytes, bytes.length));
    socket.on('end', () => this.finished || events.end(slot));
    socket.on('error', (error) => this.fail(errnoOf(error)));
    socket.on('close', () => this.fail(0));
  }

  private fail(errno: number): void {
    if (this.finished) return;
    this.finished = true;
    this.events.broken(this.slot, errno);
  }

  write(bytes: Uint8Array): boolean {
    this.socket.write(bytes, (error) => {
      if (!error && !this.finished) this.events.written(this.slot, bytes.length);
    });
    return false;
  }

  shutdown(): void {
    this.socket.end();
  }

  close(): void {
    this.finished = true;
    this.socket.destroy();
  }

  reset(): void {
    this.finished = true;
    if (typeof this.socket.resetAndDestroy === 'function') this.socket.resetAndDestroy();
    else this.socket.destroy();
  }

  pause(): void {
    this.paused = true;
    const handle = this.reader();
    if (handle === undefined) this.socket.pause();
    else handle.readStop();
  }

  resume(): void {
    this.paused = false;
    const handle = this.reader();
    if (handle === undefined) this.socket.resume();
    else void Promise.resolve().then(() => this.paused || handle.readStart());
  }

  /**
   * What reads the connection in deno, where a stream that pauses and resumes reads twice at a time into one buffer. Stopped
   * inside of a 'data' event it is at rest, and started after it there is one read again.
   */
  private reader(): Reader | undefined {
    const { _handle: handle } = this.socket as { _handle?: Reader };
    return hostKind() === 'deno' && typeof handle?.readStop === 'function' ? handle : undefined;
  }

  noDelay(): void {
    this.hint(() => this.socket.setNoDelay(true));
  }

  keepAlive(): void {
    this.hint(() => this.socket.setKeepAlive(true));
  }

  /** Deno throws where the other side has left already. */
  private hint(give: () => void): void {
    try {
      give();
    } catch {
      // The connection works without, or its end is on the way.
    }
  }

  /** Streams of the host queue on their own: a write beside them could come out of order. */
  hostFd(): number {
    return -1;
  }

  name(): { host: string; port: number } {
    return { host: this.socket.localAddress ?? '', port: this.socket.localPort ?? 0 };
  }

  peer(): { host: string; port: number } {
    return { host: this.socket.remoteAddress ?? '', port: this.socket.remotePort ?? 0 };
  }
}
