/** Listeners over the public API of node:net. */
import type { Socket } from 'node:net';
import { hostKind, type NodeFs } from './host.js';
import { SocketChannel } from './socket-channel.js';
import type { Listen } from './connection.js';

type Net = typeof import('node:net');

/** Deno takes the backlog as the most connections that may be open. */
const DENO_BACKLOG = 65535;

/** What `server.listen` is given for an address of the program. */
export function listenOptions(where: Parameters<Listen>[2]): import('node:net').ListenOptions {
  const { host, port, path, ipv6Only } = where;
  const backlog = hostKind() === 'deno' ? DENO_BACKLOG : Math.max(1, where.backlog);
  return path !== '' ? { path, backlog } : { host, port, backlog, ipv6Only, exclusive: true };
}

/** Starts a server; its port. Throws what it emits as an error. */
export function started(server: import('node:net').Server, options: import('node:net').ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/**
 * Closes a server. The host removes a Unix socket's name with it; POSIX leaves that to the program, so the name is moved
 * out of the way meanwhile.
 */
export function closeKeepingName(fs: Pick<NodeFs, 'renameSync'>, server: import('node:net').Server, path: string): void {
  if (path === '') {
    server.close();
    return;
  }
  const aside = `${path}.${Date.now().toString(36)}`;
  try {
    fs.renameSync(path, aside);
  } catch {
    // The program has removed it already.
    server.close();
    return;
  }
  server.close();
  fs.renameSync(aside, path);
}

export function publicListen(net: Net, fs: Pick<NodeFs, 'renameSync'>): Listen {
  return async function listen(network, id, where) {
    const server = net.createServer({ allowHalfOpen: true }, (socket: Socket) => {
      const slot = network.allocate();
      network.adopt(id, slot, new SocketChannel(socket, slot, network));
    });
    const port = await started(server, listenOptions(where));
    server.on('error', () => undefined);
    return { listener: { close: () => closeKeepingName(fs, server, where.path) }, port };
  };
}
