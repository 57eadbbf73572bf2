/** path_open. */
import { O_RDWR, O_WRONLY } from '../posix/constants.js';
import type { Description } from '../posix/description.js';
import { addFd } from '../posix/fd.js';
import { HostDirectory, HostFile } from '../posix/host-file.js';
import { call, checked, demand, directoryOf, fail, type Context, type Entry } from './context.js';
import { FDFLAGS, FDFLAGS_DSYNC, FDFLAGS_NONBLOCK, FDFLAGS_RSYNC, FDFLAGS_SYNC, FDFLAGS_SYNCHRONOUS, statusFlags } from './descriptors.js';
import { pathText, span, storeU32 } from './memory.js';
import { endsInSlash, fsOf, host, locate, look, type Located } from './resolve.js';
import {
  FD_ALLOCATE, FD_DATASYNC, FD_FILESTAT_SET_SIZE, FD_READ, FD_READDIR, FD_SYNC, FD_WRITE, fileType, FILETYPE_DIRECTORY, FILETYPE_REGULAR_FILE,
  PATH_CREATE_FILE, PATH_FILESTAT_SET_SIZE, PATH_OPEN, rightsOf, SOCK_ACCEPT, SOCK_SHUTDOWN,
} from './rights.js';

export const LOOKUP_SYMLINK_FOLLOW = 1;

const OFLAGS_CREAT = 1;
const OFLAGS_DIRECTORY = 2;
const OFLAGS_EXCL = 4;
const OFLAGS_TRUNC = 8;
const OFLAGS = 15;

/** Gives a description the lowest free descriptor. Errors: EMFILE. */
export function install(ctx: Context, entry: Entry): number {
  const fd = checked(addFd(ctx.p, entry.description));
  ctx.entries[fd] = entry;
  return fd;
}

interface Opening {
  readonly oflags: number;
  readonly fdflags: number;
  readonly reads: boolean;
  readonly writes: boolean;
}

/** The type of what is to be opened. Errors: EEXIST, EISDIR, ELOOP, ENOENT, ENOTDIR. */
function check(ctx: Context, located: Located, { oflags, writes }: Opening): number {
  const creates = (oflags & OFLAGS_CREAT) !== 0;
  const wantsDirectory = located.directory || (oflags & OFLAGS_DIRECTORY) !== 0;
  const stat = look(ctx, located);
  if (stat === null) {
    if (!creates) fail('ENOENT');
    if (wantsDirectory) fail('EISDIR');
    return FILETYPE_REGULAR_FILE;
  }
  if (creates && (oflags & OFLAGS_EXCL) !== 0) fail('EEXIST');
  if (stat.isSymbolicLink()) fail('ELOOP');
  if (!stat.isDirectory()) {
    if (wantsDirectory) fail('ENOTDIR');
    return fileType(Number(stat.mode));
  }
  if (creates || writes || (oflags & OFLAGS_TRUNC) !== 0) fail('EISDIR');
  return FILETYPE_DIRECTORY;
}

function openFile(ctx: Context, path: string, { oflags, fdflags, reads, writes }: Opening): Description {
  const fs = fsOf(ctx);
  const c = fs.constants;
  let flags = (writes ? (reads ? c.O_RDWR : c.O_WRONLY) : c.O_RDONLY) | c.O_NOFOLLOW;
  if (oflags & OFLAGS_CREAT) flags |= c.O_CREAT;
  if (oflags & OFLAGS_EXCL) flags |= c.O_EXCL;
  if (oflags & OFLAGS_TRUNC) flags |= c.O_TRUNC;
  if (fdflags & FDFLAGS_NONBLOCK) flags |= c.O_NONBLOCK;
  // Appending is left to HostFile: it can be turned off later, which the host's own flag cannot.
  const fd = host(() => fs.openSync(path, flags, 0o666));
  const file = new HostFile(fs, fd, writes ? (reads ? O_RDWR : O_WRONLY) : 0, '');
  file.flags |= statusFlags(fdflags);
  return file;
}

/**
 * Rights that the flags need, on the directory and of what is opened. Where a directory hands on the right to set a file's size, truncating is no more than
 * that; Go opens directories without PATH_FILESTAT_SET_SIZE, and creates files in them.
 */
function needed(oflags: number, fdflags: number, handedOn: number): { base: number; inheriting: number } {
  const truncates = (oflags & OFLAGS_TRUNC) !== 0 && (handedOn & FD_FILESTAT_SET_SIZE) === 0;
  return {
    base: PATH_OPEN | (oflags & OFLAGS_CREAT ? PATH_CREATE_FILE : 0) | (truncates ? PATH_FILESTAT_SET_SIZE : 0),
    inheriting: (fdflags & (FDFLAGS_RSYNC | FDFLAGS_SYNC) ? FD_SYNC : 0) | (fdflags & FDFLAGS_DSYNC ? FD_DATASYNC : 0),
  };
}

/** Zig opens directories to hand on all rights. Paths lead to no sockets, so that the rights of these are among them takes nothing that a directory lacks. */
const SOCKETS_ONLY = SOCK_SHUTDOWN | SOCK_ACCEPT;

/** What is opened may have the rights that the directory hands on, and of those the ones that its type has. */
export function path_open(ctx: Context) {
  return call(
    (
      fd: number, lookup: number, pathAt: number, pathLength: number, oflags: number, baseLow: number, baseHigh: number, inheritingLow: number,
      inheritingHigh: number, fdflags: number, resultAt: number,
    ) => {
      const from = directoryOf(ctx, fd, 0);
      const rights = needed(oflags, fdflags, from.inheriting);
      demand(from, rights.base);
      if ((oflags & ~OFLAGS) !== 0 || (fdflags & ~FDFLAGS) !== 0 || (lookup & ~LOOKUP_SYMLINK_FOLLOW) !== 0) fail('EINVAL');
      if ((oflags & OFLAGS_DIRECTORY) !== 0 && (oflags & (OFLAGS_CREAT | OFLAGS_EXCL | OFLAGS_TRUNC)) !== 0) fail('EINVAL');
      if (((baseLow | (inheritingLow & ~SOCKETS_ONLY) | rights.inheriting) & ~from.inheriting) !== 0 || baseHigh !== 0 || inheritingHigh !== 0) fail('ENOTCAPABLE');
      const opening = {
        oflags,
        fdflags,
        reads: (baseLow & (FD_READ | FD_READDIR)) !== 0,
        writes: (baseLow & (FD_DATASYNC | FD_WRITE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE)) !== 0,
      };
      const exclusive = (oflags & (OFLAGS_CREAT | OFLAGS_EXCL)) === (OFLAGS_CREAT | OFLAGS_EXCL);
      const path = pathText(ctx, pathAt, pathLength);
      span(ctx, resultAt, 4);
      const located = locate(ctx, from, path, endsInSlash(path) || ((lookup & LOOKUP_SYMLINK_FOLLOW) !== 0 && !exclusive));
      const type = check(ctx, located, opening);
      const isDirectory = type === FILETYPE_DIRECTORY;
      if (from.readonly && (opening.writes || (oflags & (OFLAGS_CREAT | OFLAGS_TRUNC)) !== 0) && !isDirectory) fail('EROFS');
      const description = isDirectory ? new HostDirectory(fsOf(ctx), located.path, statusFlags(fdflags), '') : openFile(ctx, located.path, opening);
      const most = rightsOf(type);
      const entry: Entry = {
        description,
        type,
        base: baseLow & most.base,
        inheriting: inheritingLow & most.inheriting,
        sync: fdflags & FDFLAGS_SYNCHRONOUS,
        preopen: undefined,
        readonly: from.readonly,
      };
      let opened: number;
      try {
        opened = install(ctx, entry);
      } catch (error) {
        description.close();
        throw error;
      }
      storeU32(ctx, resultAt, opened);
    },
  );
}
