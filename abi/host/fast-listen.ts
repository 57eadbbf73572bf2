/**
 * Connections on node's own TCP handles. A `net.Socket` costs more than the rest of a short connection together: a
 * stream with its buffers, states and events, none of which the rings need. The handles below it are not public, so
 * every part that is used is looked for first, and node:net's streams serve where one is missing.
 */
import type { Server } from 'node:net';
import { errnoByName } from '../posix/errno.js';
import type { Slot } from '../posix/wire.js';
import { READ_SIZE, type Channel, type Events } from './channel.js';
import { hostKind, hostProcess, type NodeFs } from './host.js';
import { closeKeepingName, listenOptions, publicListen, started } from './listen.js';
import type { Listen } from './connection.js';

/** The parts of node's `stream_wrap` binding. */
interface StreamBinding {
  /** Results of the last operation, at the indices that follow. */
  streamBaseState: Int32Array;
  kReadBytesOrError: number;
  kLastWriteWasAsync: number;
  WriteWrap: new () => Request;
  ShutdownWrap: new () => Request;
}

interface Request {
  oncomplete: ((status: number) => void) | undefined;
  handle: Handle | undefined;
}

/** The parts of node's TCP and pipe handles. */
interface Handle {
  fd: number;
  onread: ((this: Handle) => void) | undefined;
  /** Ours, found again in callbacks. */
  channel: HandleChannel | undefined;
  readStart(): number;
  readStop(): number;
  useUserBuffer(buffer: Uint8Array): void;
  writeBuffer(request: Request, bytes: Uint8Array): number;
  shutdown(request: Request): number;
  close(callback?: () => void): void;
  reset?(callback?: () => void): number;
  setNoDelay?(on: boolean): number;
  setKeepAlive?(on: boolean, delay: number): number;
  getsockname?(out: object): number;
  getpeername?(out: object): number;
}

const HANDLE_METHODS = ['readStart', 'readStop', 'useUserBuffer', 'writeBuffer', 'shutdown', 'close'];

/** libuv's end of file. */
const UV_EOF = -4095;

/** The binding with all parts, or undefined. */
function streamBinding(): StreamBinding | undefined {
  if (hostKind() !== 'node') return undefined;
  try {
    const b = (hostProcess() as any).binding('stream_wrap') as StreamBinding;
    const whole =
      ArrayBuffer.isView(b.streamBaseState) &&
      typeof b.kReadBytesOrError === 'number' &&
      typeof b.kLastWriteWasAsync === 'number' &&
      typeof b.WriteWrap === 'function' &&
      typeof b.ShutdownWrap === 'function';
    return whole ? b : undefined;
  } catch {
    return undefined;
  }
}

/** What all connections of a listener share. */
interface Shared {
  binding: StreamBinding;
  events: Events;
  /** All reads come here first: a ring may wrap around or be full. */
  buffer: Uint8Array;
  errorName(errno: number): string;
}

/** Called by node on the handle. */
function onRead(this: Handle): void {
  this.channel!.read();
}

class HandleChannel implements Channel {
  /** Used again and again: node only keeps it if the write could not be done at once. */
  private request: Request | undefined = undefined;
  private closed = false;

  constructor(
    private readonly handle: Handle,
    private readonly slot: Slot,
    private readonly shared: Shared,
  ) {
    handle.channel = this;
    handle.onread = onRead;
    handle.useUserBuffer(shared.buffer);
    handle.readStart();
  }

  /** Something was read into the shared buffer: bytes, the end or an error. */
  read(): void {
    const { binding, events, buffer } = this.shared;
    const count = binding.streamBaseState[binding.kReadBytesOrError]!;
    if (this.closed) return;
    if (count > 0) events.data(this.slot, buffer, count);
    else if (count === UV_EOF) events.end(this.slot);
    else if (count < 0) events.broken(this.slot, errnoByName(this.shared.errorName(count)));
  }

  write(bytes: Uint8Array): boolean {
    const { binding, events } = this.shared;
    const request = (this.request ??= new binding.WriteWrap());
    const error = this.handle.writeBuffer(request, bytes);
    if (error !== 0) {
      // Reported after the caller has noted that it is writing.
      queueMicrotask(() => events.broken(this.slot, errnoByName(this.shared.errorName(error))));
      return false;
    }
    if (binding.streamBaseState[binding.kLastWriteWasAsync] === 0) return true;
    this.request = undefined;
    request.handle = this.handle;
    request.oncomplete = (status) => {
      if (this.closed) return;
      if (status === 0) events.written(this.slot, bytes.length);
      else events.broken(this.slot, errnoByName(this.shared.errorName(status)));
    };
    return false;
  }

  shutdown(): void {
    const request = new this.shared.binding.ShutdownWrap();
    request.oncomplete = () => undefined;
    request.handle = this.handle;
    this.handle.shutdown(request);
  }

  close(): void {
    this.closed = true;
    this.handle.close();
  }

  reset(): void {
    this.closed = true;
    if (this.handle.reset?.() !== 0) this.handle.close();
  }

  pause(): void {
    this.handle.readStop();
  }

  resume(): void {
    this.handle.readStart();
  }

  noDelay(): void {
    this.handle.setNoDelay?.(true);
  }

  keepAlive(): void {
    this.handle.setKeepAlive?.(true, 0);
  }

  hostFd(): number {
    return this.handle.fd;
  }

  name(): { host: string; port: number } {
    return address(this.handle, 'getsockname');
  }

  peer(): { host: string; port: number } {
    return address(this.handle, 'getpeername');
  }
}

function address(handle: Handle, which: 'getsockname' | 'getpeername'): { host: string; port: number } {
  const out: { address?: string; port?: number } = {};
  handle[which]?.(out);
  return { host: out.address ?? '', port: out.port ?? 0 };
}

/** The prototype of handles that were seen to have all parts. */
let wholeKind: object | undefined = undefined;

function isWhole(handle: Handle): boolean {
  const prototype: object = Object.getPrototypeOf(handle);
  if (prototype !== wholeKind && HANDLE_METHODS.every((method) => typeof (handle as any)[method] === 'function')) wholeKind = prototype;
  return prototype === wholeKind;
}

/** The way to listen that is fastest on this host. */
export function chooseListen(net: typeof import('node:net'), util: typeof import('node:util'), fs: NodeFs): Listen {
  const fallback = publicListen(net, fs);
  const binding = streamBinding();
  if (binding === undefined || typeof util.getSystemErrorName !== 'function') return fallback;
  const buffer = new Uint8Array(READ_SIZE);
  return async function listen(network, id, where) {
    const server = net.createServer({ allowHalfOpen: true }) as Server & { _handle?: { onconnection?: unknown } };
    const shared: Shared = { binding, events: network, buffer: Buffer.from(buffer.buffer), errorName: util.getSystemErrorName };
    const port = await started(server, listenOptions(where));
    server.on('error', () => undefined);
    const adopt = (handle: Handle): void => {
      const slot = network.allocate();
      network.adopt(id, slot, new HandleChannel(handle, slot, shared));
    };
    if (typeof server._handle?.onconnection !== 'function') {
      server.close();
      return fallback(network, id, where);
    }
    const streams = server._handle.onconnection;
    server._handle.onconnection = function (this: unknown, error: number, handle: Handle | undefined) {
      if (error !== 0 || handle === undefined) return;
      if (isWhole(handle)) adopt(handle);
      else (streams as (error: number, handle: unknown) => void).call(this, error, handle);
    };
    server.on('connection', (socket: import('node:net').Socket) => socket.destroy());
    return { listener: { close: () => closeKeepingName(fs, server, where.path) }, port };
  };
}
