/** Life of a WASI program: what it is given, start, end. */
import type { Exports, Grants } from '../contract.js';
import { isTerminal, type Host } from '../host/host.js';
import { SOCK_STREAM } from '../posix/constants.js';
import { errnoName } from '../posix/errno.js';
import { HostDirectory } from '../posix/host-file.js';
import { GuestMemory } from '../posix/memory.js';
import { createProcess } from '../posix/process.js';
import { Exit } from '../posix/exit.js';
import { bind, listen, socket } from '../posix/sockets.js';
import { parseAddress } from '../posix/sockaddr.js';
import { encodeText } from '../posix/text.js';
import type { Context } from './context.js';
import { install } from './open.js';
import { FILETYPE_DIRECTORY, FILETYPE_UNKNOWN, fileType, rightsOf } from './rights.js';
import { socketEntry } from './sockets.js';

const BACKLOG = 128;
const OPEN_MAX = 65536;

function strings(list: string[]): Uint8Array[] {
  return list.map((text) => encodeText(`${text}\0`));
}

/** Nothing of the module runs here. */
export function createContext(_config: unknown, grants: Grants, host: Host): Context {
  const p = createProcess(grants, host);
  p.fds.limit = OPEN_MAX;
  const ctx: Context = {
    exports: {},
    p,
    m: new GuestMemory(),
    entries: [],
    args: strings(grants.args),
    env: strings(Object.entries(grants.env).map(([name, value]) => `${name}=${value}`)),
  };
  for (const fd of [0, 1, 2]) openStandard(ctx, fd);
  if (host.fs !== undefined) for (const { name, path, readonly } of directories(grants)) openDirectory(ctx, name, host.fs.realpathSync(path), readonly);
  for (const address of grants.listen ?? []) openListener(ctx, address);
  return ctx;
}

function openStandard(ctx: Context, fd: number): void {
  const description = ctx.p.fds.entries[fd]!;
  const stat = description.stat();
  const type = typeof stat === 'number' ? FILETYPE_UNKNOWN : fileType(stat.mode);
  const { base, inheriting } = rightsOf(type, ctx.p.host.sinks?.[fd] === undefined && isTerminal(fd));
  ctx.entries[fd] = { description, type, base, inheriting, sync: 0, preopen: undefined, readonly: false };
}

function openDirectory(ctx: Context, name: string, path: string, readonly: boolean): void {
  install(ctx, {
    description: new HostDirectory(ctx.p.host.fs!, path, 0, name),
    type: FILETYPE_DIRECTORY,
    ...rightsOf(FILETYPE_DIRECTORY),
    sync: 0,
    preopen: encodeText(name),
    readonly,
  });
}

/** A socket that listens, in the next descriptor. */
function openListener(ctx: Context, text: string): void {
  const colon = text.lastIndexOf(':');
  const address = parseAddress(text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), Number(text.slice(colon + 1)));
  if (colon < 0 || address === undefined) throw new Error(`${JSON.stringify(text)} is no address to listen on, such as 127.0.0.1:8080 or [::1]:8080`);
  const fd = socket(ctx.p, address.family, SOCK_STREAM, 0);
  for (const result of [fd, bind(ctx.p, fd, address), listen(ctx.p, fd, BACKLOG)]) {
    if (result < 0) throw new Error(`cannot listen on ${text}: ${errnoName(-result)}`);
  }
  ctx.entries[fd] = socketEntry(ctx, fd, true);
}

/**
 * Under the names that the caller wrote. Where nobody named anything the program has the current directory, as itself
 * and as `.`, so that relative and absolute paths lead there.
 */
function directories({ preopens, cwd }: Grants): Array<{ name: string; path: string; readonly: boolean }> {
  const list = preopens.map(({ guest, host, name, readonly }) => ({ name: name ?? guest, path: host, readonly: readonly === true }));
  const here = preopens.find(({ guest, name }) => name === undefined && guest === cwd);
  return here === undefined ? list : [...list, { name: '.', path: here.host, readonly: here.readonly === true }];
}

/** A reactor is initialised; whoever calls `_initialize` again finds it done. */
export function attach(ctx: Context, exports: Exports): Exports {
  ctx.exports = exports;
  // A program without memory may still make the calls that need none.
  if (exports.memory !== undefined) ctx.m.follow(exports.memory);
  const initialize = exports._initialize as (() => void) | undefined;
  if (typeof initialize !== 'function' || exports._start !== undefined) return exports;
  initialize();
  const shown = Object.create(null) as Exports;
  for (const name of Object.keys(exports)) shown[name] = name === '_initialize' ? () => undefined : exports[name];
  return Object.freeze(shown);
}

/** Runs a command to its end; the exit code. */
export function start(_ctx: Context, exports: Exports): number {
  try {
    exports._start();
    return 0;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    throw error;
  }
}
