/** Names of hosts and services to addresses. */
import {
  AF_INET, AF_INET6, AF_UNSPEC, AI_NUMERICHOST, AI_PASSIVE, AI_V4MAPPED, EAI_AGAIN, EAI_FAIL, EAI_FAMILY, EAI_NONAME, EAI_SERVICE, EAI_SOCKTYPE, SOCK_RAW,
} from './constants.js';
import type { Process } from './process.js';
import { addressText, parseAddress, type SocketAddress } from './sockaddr.js';

const SERVICES: Record<string, number> = { ftp: 21, ssh: 22, telnet: 23, smtp: 25, domain: 53, http: 80, pop3: 110, imap: 143, https: 443 };

function portOf(service: string | undefined): number | undefined {
  if (service === undefined || service === '') return 0;
  if (/^\d{1,5}$/.test(service)) return Number(service);
  return Object.prototype.hasOwnProperty.call(SERVICES, service) ? SERVICES[service] : undefined;
}

/** The name of a service, or its port as text. */
export const serviceOf = (port: number): string => Object.keys(SERVICES).find((name) => SERVICES[name] === port) ?? String(port);

function fitting(addresses: Array<SocketAddress | undefined>, family: number): SocketAddress[] | number {
  const fit = addresses.filter((a): a is SocketAddress => a !== undefined && (family === AF_UNSPEC || a.family === family));
  return fit.length > 0 ? fit : EAI_NONAME;
}

/**
 * getaddrinfo(3): addresses, or an EAI code. Numbers and `localhost` are resolved here, other names by the host, for
 * which the program waits. EAI_FAIL without a grant to connect anywhere.
 */
export function resolve(p: Process, node: string | undefined, service: string | undefined, flags: number, family: number, type = 0): SocketAddress[] | number {
  if (family !== AF_UNSPEC && family !== AF_INET && family !== AF_INET6) return EAI_FAMILY;
  if (type < 0 || type > SOCK_RAW) return EAI_SOCKTYPE;
  const port = portOf(service);
  if (port === undefined) return EAI_SERVICE;
  if (node === undefined) {
    const hosts = (flags & AI_PASSIVE) !== 0 ? ['0.0.0.0', '::'] : ['127.0.0.1', '::1'];
    return fitting(hosts.map((host) => parseAddress(host, port)), family);
  }
  const numeric = parseAddress(node, port);
  if (numeric !== undefined && numeric.family === AF_INET && family === AF_INET6 && (flags & AI_V4MAPPED) !== 0) return [parseAddress(`::ffff:${node}`, port)!];
  if (numeric !== undefined) return fitting([numeric], family);
  if ((flags & AI_NUMERICHOST) !== 0) return EAI_NONAME;
  if (node === 'localhost') return fitting([parseAddress('127.0.0.1', port), parseAddress('::1', port)], family);
  if (p.host.wire === undefined || p.grants.net.connect === false) return EAI_FAIL;
  const answer = p.host.request('lookup', { name: node, family: family === AF_INET ? 4 : family === AF_INET6 ? 6 : 0 });
  if (answer.errno !== 0) return EAI_FAIL;
  const found = fitting((answer.addresses as string[]).map((host) => parseAddress(host, port)), family);
  return typeof found === 'number' && answer.error === 'EAI_AGAIN' ? EAI_AGAIN : found;
}

/** The name of an address, for which the program waits; undefined where nobody knows one, and without a grant to connect anywhere. */
export function nameOf(p: Process, address: SocketAddress): string | undefined {
  const text = addressText(address);
  if (text === '127.0.0.1' || text === '::1') return 'localhost';
  if (p.host.wire === undefined || p.grants.net.connect === false) return undefined;
  const { name } = p.host.request('nameOf', { address: text });
  return typeof name === 'string' && name !== '' ? name : undefined;
}
