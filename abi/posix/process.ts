/** The state of one running program, as its kernel would keep it. */
import type { Grants } from '../contract.js';
import type { Host } from '../host/host.js';
import { addFd, createFdTable, type FdTable } from './fd.js';
import type { Description, FileStat } from './description.js';
import { KeptFiles } from './kept-files.js';
import { Sandbox } from './sandbox.js';
import { createSignals, type Signals } from './signals.js';
import type { Device } from './special.js';
import { Stdio } from './stdio.js';

export interface Process {
  host: Host;
  grants: Grants;
  /** Undefined on a host without files. */
  sandbox: Sandbox | undefined;
  /** Undefined where an open file would stand in the way of others: on Windows it cannot be removed or replaced. */
  kept: KeptFiles | undefined;
  /** What the host said of a path when it was opened just now, until the program asks the system for anything else. */
  opened: { description: Description; stat: FileStat; at: number } | undefined;
  fds: FdTable;
  /** Devices that the program made itself, by absolute path. */
  devices: Map<string, Device>;
  signals: Signals;
  /** Does what other threads of the program have asked for, whenever this one waits. */
  serve?: () => void;
  /** Absolute path of the program's working directory, without a trailing slash (except `/`). */
  cwd: string;
  /** Absolute paths by the relative ones they were made of, in this working directory. */
  relatives: Map<string, string>;
  /** Whether a relative path means what is at the root: there a program finds what was put into its memory, whatever its working directory is. */
  isAtRoot?: (path: string) => boolean;
  pid: number;
  ppid: number;
  uid: number;
  euid: number;
  gid: number;
  egid: number;
}

/** Open files a program may have until it asks for more: Linux's usual limit, and all that an fd_set can hold. */
const OPEN_MAX = 1024;

/** A process with descriptors 0, 1 and 2 open. Error: a preopened directory that does not exist. */
export function createProcess(grants: Grants, host: Host): Process {
  const ids = host.process;
  const p: Process = {
    host,
    grants,
    sandbox: host.fs === undefined ? undefined : new Sandbox(host.fs, grants.preopens, host.process?.platform === 'win32'),
    kept: host.fs === undefined || ids?.platform === 'win32' ? undefined : new KeptFiles(host.fs),
    opened: undefined,
    fds: createFdTable(OPEN_MAX),
    devices: new Map(),
    signals: createSignals(),
    cwd: grants.cwd,
    relatives: new Map(),
    pid: ids?.pid ?? 1,
    ppid: ids?.ppid ?? 0,
    uid: ids?.getuid?.() ?? 1000,
    euid: ids?.geteuid?.() ?? 1000,
    gid: ids?.getgid?.() ?? 1000,
    egid: ids?.getegid?.() ?? 1000,
  };
  for (const fd of [0, 1, 2]) addFd(p, new Stdio(host, fd));
  return p;
}
