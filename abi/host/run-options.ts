/** What the options of `run`, and those fixed at build time, give to a program. */
import type { Grants, NetGrants, Preopen, Program, RunOptions } from '../contract.js';
import { hostProcess } from './host.js';

export function grantsOf(program: Program, options: RunOptions): Grants {
  const { defaults } = program;
  const listen = options.listen ?? defaults.listen ?? [];
  const here = options.files === undefined ? currentDirectory() : '/';
  const preopens = listPreopens(options.preopens ?? (options.files === undefined ? defaults.preopens : undefined)) ?? [{ guest: rooted(here), host: here }];
  return {
    args: [nameOf(program), ...(options.args ?? [])],
    env: options.env ?? defaults.env ?? {},
    preopens,
    cwd: startDirectory(preopens, here, options.files === undefined ? 'host' : 'guest'),
    net: withListeners(netGrants(options.net ?? defaults.net ?? true), listen),
    listen,
  };
}

/** Where the current directory, a path of that kind, is to the program; the first directory granted if it was not granted. */
function startDirectory(preopens: readonly Preopen[], here: string, kind: 'host' | 'guest'): string {
  const inside = preopens.filter((preopen) => `${here}/`.startsWith(prefix(preopen[kind]))).sort((a, b) => b[kind].length - a[kind].length)[0];
  if (inside === undefined) return preopens[0]?.guest ?? '/';
  return absolute(prefix(inside.guest) + here.slice(prefix(inside[kind]).length));
}

const prefix = (directory: string): string => (directory.endsWith('/') ? directory : `${directory}/`);

/** argv[0]: fixed at build time, or the output's own file name. */
export function nameOf({ defaults, host }: Program): string {
  const file = host.self?.replace(/[?#].*$/, '').split(/[\\/]/).pop() ?? '';
  return defaults.name ?? (file.replace(/\.[cm]?js$/, '') || 'program');
}

/** In a host without files, the root of those in memory. */
function currentDirectory(): string {
  return hostProcess()?.cwd?.().replace(/\\/g, '/') ?? '/';
}

/** Relative host paths are taken from the current directory; relative guest paths name what they name there. */
function listPreopens(given: RunOptions['preopens']): Preopen[] | undefined {
  if (given === undefined) return undefined;
  const list: Preopen[] = Array.isArray(given) ? given : Object.entries(given).map(([guest, host]) => ({ guest, host }));
  return list.map((preopen) => ({ ...preopen, name: preopen.name ?? preopen.guest, guest: rooted(absolute(preopen.guest)), host: absolute(preopen.host) }));
}

const DRIVE = /^[A-Za-z]:/;

/** What a program calls a directory of Windows: its paths begin at a root. */
const rooted = (path: string): string => (DRIVE.test(path) ? `/${path}` : path);

function absolute(path: string): string {
  const isOnDrive = DRIVE.test(path);
  const base = path.startsWith('/') || isOnDrive ? '' : `${currentDirectory()}/`;
  return `${base}${isOnDrive ? path.replace(/\\/g, '/') : path}`.replace(/\/\.(?=\/|$)/g, '').replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
}

/** What is to listen from the start may do so. */
function withListeners(net: NetGrants, listen: string[]): NetGrants {
  return typeof net.listen === 'boolean' && (net.listen || listen.length === 0) ? net : { ...net, listen: [...(net.listen === false ? [] : net.listen as string[]), ...listen] };
}

function netGrants(net: boolean | Partial<NetGrants>): NetGrants {
  return typeof net === 'boolean' ? { listen: net, connect: net } : { listen: net.listen ?? false, connect: net.connect ?? false };
}
