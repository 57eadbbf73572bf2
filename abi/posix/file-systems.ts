/** What statfs(2) and fstatfs(2) tell of file systems. Results are negative error numbers where there is nothing to tell. */
import { AT_FDCWD, S_IFIFO, S_IFMT, S_IFSOCK } from './constants.js';
import { absolutePath, onFd, onPath } from './files.js';
import type { Process } from './process.js';
import { special } from './special.js';

/** Sizes of a file system in blocks, as statfs(2) reports them. */
export interface FsStat {
  type: number;
  bsize: number;
  blocks: number;
  bfree: number;
  bavail: number;
  files: number;
  ffree: number;
}

/** Linux's numbers of file systems that hold no files of the host: tmpfs, which devices are in, pipefs and sockfs. */
const TMPFS = 0x01021994;
const PIPEFS = 0x50495045;
const SOCKFS = 0x534f434b;

const without = (type: number): FsStat => ({ type, bsize: 4096, blocks: 0, bfree: 0, bavail: 0, files: 0, ffree: 0 });

/** statfs(2). Errors: as open. */
export function statfs(p: Process, name: string): FsStat | number {
  const path = absolutePath(p, AT_FDCWD, name);
  const ours = typeof path === 'string' ? special(p, path) : undefined;
  if (ours !== undefined) return typeof ours === 'number' ? ours : without(TMPFS);
  let found: FsStat | undefined;
  const error = onPath(p, path, true, false, (fs, host) => {
    found = fs.statfsSync(host);
    return 0;
  });
  return error < 0 ? error : found!;
}

/** fstatfs(2). Errors: EBADF, and as {@link statfs}. */
export function fstatfs(p: Process, fd: number): FsStat | number {
  let found: FsStat | number = 0;
  const error = onFd(p, fd, (description) => {
    if (description.path !== '') found = statfs(p, description.path);
    else {
      const stat = description.stat();
      const kind = typeof stat === 'number' ? stat : stat.mode & S_IFMT;
      found = kind < 0 ? kind : without(kind === S_IFIFO ? PIPEFS : kind === S_IFSOCK ? SOCKFS : TMPFS);
    }
    return 0;
  });
  return error < 0 ? error : found;
}
