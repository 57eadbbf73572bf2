/** Listeners over the public API of node:net. */
import type { Socket } from 'node:net';
import { SocketChannel } from './socket-channel.js';
import type { Listen } from './network.js';

type Net = typeof import('node:net');

/** What `server.listen` is given for an address of the program. */
export function listenOptions(where: Parameters<Listen>[2]): import('node:net').ListenOptions {
  const { host, port, path, backlog, ipv6Only } = where;
  return path !== '' ? { path, backlog } : { host, port, backlog: Math.max(1, backlog), ipv6Only, exclusive: true };
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

export function publicListen(net: Net): Listen {
  return async (network, id, where) => {
    const server = net.createServer({ allowHalfOpen: true }, (socket: Socket) => {
      const slot = network.allocate();
      network.adopt(id, slot, new SocketChannel(socket, slot, network));
    });
    const port = await started(server, listenOptions(where));
    server.on('error', () => undefined);
    return { listener: { close: () => void server.close() }, port };
  };
}
