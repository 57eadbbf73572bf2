/** Chooses how connections are accepted. */
import type { Listen } from './network.js';
import { publicListen } from './listen.js';

export function chooseListen(net: typeof import('node:net')): Listen {
  return publicListen(net);
}
