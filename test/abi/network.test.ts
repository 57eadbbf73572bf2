/** Sockets and the network over one wire, in one thread: the program's calls are non-blocking, the network's turns come between. */
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as util from 'node:util';
import { once } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseListen } from '../../abi/host/fast-listen.js';
import { publicListen } from '../../abi/host/listen.js';
import type { Listen } from '../../abi/host/connection.js';
import { Network } from '../../abi/host/network.js';
import { threadHost } from '../../abi/host/thread.js';
import { AF_INET, O_NONBLOCK, O_RDWR, POLLERR, POLLHUP, POLLIN, POLLOUT } from '../../abi/posix/constants.js';
import { E } from '../../abi/posix/errno.js';
import { createProcess, type Process } from '../../abi/posix/process.js';
import { Socket } from '../../abi/posix/socket.js';
import { accept, recv, send } from '../../abi/posix/sockets.js';
import { addFd, close } from '../../abi/posix/fd.js';
import { addBlock, CONTROL_SIZE, createWire, RX_SIZE, TX_SIZE } from '../../abi/posix/wire.js';

interface Side {
  p: Process;
  network: Network;
  port: number;
  listener: Socket;
  listenerFd: number;
}

/** Both sides of a wire, with a listener on a free port. */
async function side(listen: Listen): Promise<Side> {
  const control = new SharedArrayBuffer(CONTROL_SIZE);
  const blocks: SharedArrayBuffer[] = [];
  const network = new Network(createWire(control), net, { listen: true, connect: true }, listen, (block) => blocks.push(block));
  const host = threadHost(
    { fs, os: undefined },
    {
      control,
      port: { postMessage: () => undefined },
      receive: () => {
        const block = blocks.shift();
        return block && { message: { block } };
      },
      notify: true,
      stdin: undefined,
      captured: [],
    },
  );
  const p = createProcess({ args: [], env: {}, preopens: [], cwd: '/', net: { listen: true, connect: true } }, host);
  const answer = (await network.listen({ host: '127.0.0.1', port: 0, path: '', backlog: 511, ipv6Only: false })) as { listener: number; port: number };
  const listener = new Socket(p, AF_INET, 0, O_RDWR | O_NONBLOCK);
  Object.assign(listener, { listener: answer.listener, listens: true });
  host.addListener(answer.listener, listener.queue);
  return { p, network, port: answer.port, listener, listenerFd: addFd(p, listener) };
}

/** Lets the network act until `ready` is true. */
async function until(s: Side, ready: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!ready()) {
    if (Date.now() > end) throw new Error('not within 5 s');
    s.network.run();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function accepted(s: Side): Promise<number> {
  await until(s, () => (s.listener.poll() & POLLIN) !== 0);
  return accept(s.p, s.listenerFd, O_NONBLOCK, () => undefined);
}

function connection(s: Side, fd: number): Socket {
  return s.p.fds.entries[fd] as Socket;
}

for (const [title, make] of [
  ['public API', () => publicListen(net, fs)],
  ['handles', () => chooseListen(net, util, fs)],
] as const) {
  test(`${title}: accept, receive, send, half-close, close`, async () => {
    const s = await side(make());
    assert.is(accept(s.p, s.listenerFd, O_NONBLOCK, () => undefined), -E.EAGAIN);
    const client = net.connect({ port: s.port, host: '127.0.0.1', allowHalfOpen: true });
    await until(s, () => (s.listener.poll() & POLLIN) !== 0);
    let peerPort = 0;
    const fd = accept(s.p, s.listenerFd, O_NONBLOCK, (peer) => {
      peerPort = peer.port;
      assert.equal([...peer.bytes], [127, 0, 0, 1]);
    });
    assert.is(peerPort, client.localPort);
    const buffer = new Uint8Array(100);
    assert.is(recv(s.p, fd, buffer, 0, 100, 0), -E.EAGAIN);
    client.write('hello');
    await until(s, () => (connection(s, fd).poll() & POLLIN) !== 0);
    assert.is(recv(s.p, fd, buffer, 0, 3, 2), 3, 'MSG_PEEK');
    assert.is(connection(s, fd).available(), 5);
    assert.is(recv(s.p, fd, buffer, 10, 100, 0), 5);
    assert.is(new TextDecoder().decode(buffer.subarray(10, 15)), 'hello');
    client.end();
    await until(s, () => (connection(s, fd).poll() & POLLIN) !== 0);
    assert.is(recv(s.p, fd, buffer, 0, 100, 0), 0, 'the end');
    assert.is(send(s.p, fd, new TextEncoder().encode('answer'), 0, 6, 0), 6);
    const data: Buffer[] = [];
    client.on('data', (bytes) => data.push(bytes));
    assert.is(close(s.p, fd), 0);
    s.network.run();
    await once(client, 'close');
    assert.is(Buffer.concat(data).toString(), 'answer');
    assert.not.ok(s.network.busy);
    await s.network.finish(100);
  });

  test(`${title}: a peer that does not read fills the ring, then reads all of it`, async () => {
    const s = await side(make());
    const client = net.connect({ port: s.port, host: '127.0.0.1' });
    client.pause();
    const fd = await accepted(s);
    const chunk = new Uint8Array(50000).map((_, i) => i * 7);
    let sent = 0;
    for (let full = 0; full < 50; ) {
      const count = send(s.p, fd, chunk, 0, chunk.length, 0);
      if (count > 0) {
        sent += count;
        full = 0;
        continue;
      }
      assert.is(count, -E.EAGAIN);
      assert.is(connection(s, fd).poll(POLLOUT) & POLLOUT, 0);
      full++;
      s.network.run();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert.ok(sent >= TX_SIZE);
    let received = 0;
    client.on('data', (bytes) => void (received += bytes.length));
    client.resume();
    await until(s, () => (connection(s, fd).poll(POLLOUT) & POLLOUT) !== 0 && received === sent);
    close(s.p, fd);
    await s.network.finish(1000);
    client.destroy();
  });

  test(`${title}: a program that does not read stops the peer, and loses nothing`, async () => {
    const s = await side(make());
    const client = net.connect({ port: s.port, host: '127.0.0.1' });
    const fd = await accepted(s);
    const total = 3_000_000;
    const bytes = Buffer.alloc(total).map((_, i) => (i * 31) >> 3);
    client.end(bytes);
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    assert.ok(connection(s, fd).available() <= RX_SIZE);
    const got = new Uint8Array(total);
    let at = 0;
    let end = false;
    await until(s, () => {
      for (;;) {
        const count = recv(s.p, fd, got, at, 17001, 0);
        if (count === 0) end = true;
        if (count <= 0) return end;
        at += count;
      }
    });
    assert.is(at, total);
    assert.ok(Buffer.compare(Buffer.from(got.buffer), bytes) === 0);
    close(s.p, fd);
    await s.network.finish(1000);
  });

  test(`${title}: a reset is an error once, then the end`, async () => {
    const s = await side(make());
    const client = net.connect({ port: s.port, host: '127.0.0.1' });
    const fd = await accepted(s);
    client.resetAndDestroy();
    await until(s, () => (connection(s, fd).poll() & POLLHUP) !== 0);
    assert.ok((connection(s, fd).poll() & POLLERR) !== 0);
    assert.is(recv(s.p, fd, new Uint8Array(1), 0, 1, 0), -E.ECONNRESET);
    assert.is(recv(s.p, fd, new Uint8Array(1), 0, 1, 0), 0);
    assert.is(send(s.p, fd, new Uint8Array(1), 0, 1, 0), -E.EPIPE);
    close(s.p, fd);
    await s.network.finish(1000);
  });
}

test('connections beyond the first block, and slots used again', async () => {
  const s = await side(chooseListen(net, util, fs));
  for (let round = 0; round < 3; round++) {
    const clients = Array.from({ length: 70 }, () => net.connect({ port: s.port, host: '127.0.0.1' }));
    const fds: number[] = [];
    for (const _ of clients) fds.push(await accepted(s));
    assert.is(new Set(fds.map((fd) => connection(s, fd).slot!.id)).size, 70);
    assert.ok(fds.every((fd) => connection(s, fd).slot!.id < 96), 'freed slots come first');
    for (const client of clients) client.destroy();
    for (const fd of fds) close(s.p, fd);
    s.network.run();
  }
  await s.network.finish(1000);
});

test('connect: refused, and not granted', async () => {
  const s = await side(publicListen(net, fs));
  await s.network.finish(0);
  const { slot } = s.network.connect({ host: '127.0.0.1', port: s.port, path: '' }) as { slot: number };
  const socket = new Socket(s.p, AF_INET, 0, O_RDWR | O_NONBLOCK);
  socket.slot = s.p.host.slot(slot);
  assert.is(socket.poll(), 0);
  await until(s, () => socket.poll() !== 0);
  assert.is(socket.takeError(), E.ECONNREFUSED);
  assert.is(socket.takeError(), 0);
  const closed = new Network(createWire(new SharedArrayBuffer(CONTROL_SIZE)), net, { listen: false, connect: ['127.0.0.1:1'] }, publicListen(net, fs), () => undefined);
  assert.equal(closed.connect({ host: '127.0.0.1', port: 2, path: '' }), { errno: E.EACCES });
  assert.equal(await closed.listen({ host: '127.0.0.1', port: 0, path: '', backlog: 1, ipv6Only: false }), { errno: E.EACCES });
});

test('an address in use is the host’s error', async () => {
  const s = await side(publicListen(net, fs));
  assert.equal(await s.network.listen({ host: '127.0.0.1', port: s.port, path: '', backlog: 1, ipv6Only: false }), { errno: E.EADDRINUSE });
  await s.network.finish(0);
});

test('both sides number slots alike', () => {
  const control = new SharedArrayBuffer(CONTROL_SIZE);
  const wire = createWire(control);
  const other = createWire(control);
  const block = new SharedArrayBuffer(1 << 23);
  addBlock(wire, block);
  addBlock(other, block);
  wire.slots[3]!.words[0] = 7;
  wire.slots[3]!.tx[5] = 9;
  assert.equal([other.slots[3]!.words[0], other.slots[3]!.tx[5], other.slots[4]!.tx[5]], [7, 9, 0]);
});

test.run();
