/** A connection over the public API of node:net: works on every host that has it. */
import type { Socket } from 'node:net';
import { errnoOf } from '../posix/errno.js';
import type { Slot } from '../posix/wire.js';
import type { Channel, Events } from './channel.js';

export class SocketChannel implements Channel {
  private finished = false;

  constructor(
    private readonly socket: Socket,
    private readonly slot: Slot,
    private readonly events: Events,
  ) {
    socket.on('data', (bytes: Buffer) => events.data(slot, bytes, bytes.length));
    socket.on('end', () => events.end(slot));
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
      if (!error) this.events.written(this.slot, bytes.length);
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
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  noDelay(): void {
    this.socket.setNoDelay(true);
  }

  keepAlive(): void {
    this.socket.setKeepAlive(true);
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
