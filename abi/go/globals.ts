/** What a Go program finds under the names `process`, `path` and `fetch` of the global object. */
import { grants } from '../host/grants.js';
import { chdir, umask } from '../posix/files.js';
import type { Process } from '../posix/process.js';
import { systemError } from './errors.js';

/** The members of node's `process` that Go's package syscall uses. */
export function processObject(p: Process): object {
  return {
    pid: p.pid,
    ppid: p.ppid,
    getuid: () => p.uid,
    geteuid: () => p.euid,
    getgid: () => p.gid,
    getegid: () => p.egid,
    getgroups: () => [p.gid],
    umask: (mask: number) => umask(p, mask),
    cwd: () => p.cwd,
    chdir(path: string) {
      const result = chdir(p, path);
      if (result < 0) throw systemError(-result);
    },
  };
}

/** Joins paths, each from the one before, from the working directory on; without `.` and `..`. */
export function resolvePath(cwd: string, paths: readonly string[]): string {
  const parts: string[] = [];
  for (const path of [cwd, ...paths]) {
    if (path.startsWith('/')) parts.length = 0;
    for (const part of path.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
  }
  return `/${parts.join('/')}`;
}

export function pathObject(p: Process): object {
  return { resolve: (...paths: string[]) => resolvePath(p.cwd, paths) };
}

type Fetch = (input: unknown, init?: unknown) => Promise<unknown>;

/** The host's fetch, for the addresses that the program may connect to; undefined where the host has none. */
export function guardedFetch(p: Process): Fetch | undefined {
  const fetch = (globalThis as { fetch?: Fetch }).fetch;
  const { connect } = p.grants.net;
  if (fetch === undefined || connect === true) return fetch;
  return (input, init) => {
    const url = new URL(typeof input === 'object' && input !== null && 'url' in input ? String(input.url) : String(input));
    const port = Number(url.port || (url.protocol === 'http:' ? 80 : 443));
    const granted = grants(connect, url.hostname.replace(/^\[(.*)\]$/, '$1'), port);
    return granted ? fetch(input, init) : Promise.reject(new TypeError(`connecting to ${url.host} was not granted`));
  };
}
