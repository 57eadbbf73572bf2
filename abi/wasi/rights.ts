/** WASI's types of files, and the rights that descriptors of each have at most. */
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } from '../posix/constants.js';

export const FILETYPE_UNKNOWN = 0;
const FILETYPE_BLOCK_DEVICE = 1;
export const FILETYPE_CHARACTER_DEVICE = 2;
export const FILETYPE_DIRECTORY = 3;
export const FILETYPE_REGULAR_FILE = 4;
export const FILETYPE_SOCKET_STREAM = 6;
const FILETYPE_SYMBOLIC_LINK = 7;

/** WASI's type of a file with this mode. A pipe has none. */
export function fileType(mode: number): number {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return FILETYPE_REGULAR_FILE;
    case S_IFDIR:
      return FILETYPE_DIRECTORY;
    case S_IFLNK:
      return FILETYPE_SYMBOLIC_LINK;
    case S_IFCHR:
      return FILETYPE_CHARACTER_DEVICE;
    case S_IFBLK:
      return FILETYPE_BLOCK_DEVICE;
    case S_IFSOCK:
      return FILETYPE_SOCKET_STREAM;
    default:
      return FILETYPE_UNKNOWN;
  }
}

export const FD_DATASYNC = 1 << 0;
export const FD_READ = 1 << 1;
export const FD_SEEK = 1 << 2;
export const FD_FDSTAT_SET_FLAGS = 1 << 3;
export const FD_SYNC = 1 << 4;
export const FD_TELL = 1 << 5;
export const FD_WRITE = 1 << 6;
export const FD_ADVISE = 1 << 7;
export const FD_ALLOCATE = 1 << 8;
export const PATH_CREATE_DIRECTORY = 1 << 9;
export const PATH_CREATE_FILE = 1 << 10;
export const PATH_LINK_SOURCE = 1 << 11;
export const PATH_LINK_TARGET = 1 << 12;
export const PATH_OPEN = 1 << 13;
export const FD_READDIR = 1 << 14;
export const PATH_READLINK = 1 << 15;
export const PATH_RENAME_SOURCE = 1 << 16;
export const PATH_RENAME_TARGET = 1 << 17;
export const PATH_FILESTAT_GET = 1 << 18;
export const PATH_FILESTAT_SET_SIZE = 1 << 19;
export const PATH_FILESTAT_SET_TIMES = 1 << 20;
export const FD_FILESTAT_GET = 1 << 21;
export const FD_FILESTAT_SET_SIZE = 1 << 22;
export const FD_FILESTAT_SET_TIMES = 1 << 23;
export const PATH_SYMLINK = 1 << 24;
export const PATH_REMOVE_DIRECTORY = 1 << 25;
export const PATH_UNLINK_FILE = 1 << 26;
export const POLL_FD_READWRITE = 1 << 27;
export const SOCK_SHUTDOWN = 1 << 28;
export const SOCK_ACCEPT = 1 << 29;

const ALL = (1 << 30) - 1;
const REGULAR_FILE =
  FD_DATASYNC | FD_READ | FD_SEEK | FD_FDSTAT_SET_FLAGS | FD_SYNC | FD_TELL | FD_WRITE | FD_ADVISE | FD_ALLOCATE | FD_FILESTAT_GET |
  FD_FILESTAT_SET_SIZE | FD_FILESTAT_SET_TIMES | POLL_FD_READWRITE;
const DIRECTORY =
  FD_FDSTAT_SET_FLAGS | FD_SYNC | FD_ADVISE | PATH_CREATE_DIRECTORY | PATH_CREATE_FILE | PATH_LINK_SOURCE | PATH_LINK_TARGET | PATH_OPEN |
  FD_READDIR | PATH_READLINK | PATH_RENAME_SOURCE | PATH_RENAME_TARGET | PATH_FILESTAT_GET | PATH_FILESTAT_SET_SIZE |
  PATH_FILESTAT_SET_TIMES | FD_FILESTAT_GET | FD_FILESTAT_SET_TIMES | PATH_SYMLINK | PATH_UNLINK_FILE | PATH_REMOVE_DIRECTORY |
  POLL_FD_READWRITE;
const SOCKET = FD_READ | FD_FDSTAT_SET_FLAGS | FD_WRITE | FD_FILESTAT_GET | POLL_FD_READWRITE | SOCK_SHUTDOWN;
/** A terminal is told from other devices by not being seekable. */
const TERMINAL = FD_READ | FD_FDSTAT_SET_FLAGS | FD_WRITE | FD_FILESTAT_GET | POLL_FD_READWRITE;

export interface Rights {
  base: number;
  inheriting: number;
}

export function rightsOf(type: number, isTerminal = false): Rights {
  switch (type) {
    case FILETYPE_REGULAR_FILE:
      return { base: REGULAR_FILE, inheriting: 0 };
    case FILETYPE_DIRECTORY:
      return { base: DIRECTORY, inheriting: DIRECTORY | REGULAR_FILE };
    case FILETYPE_SOCKET_STREAM:
      return { base: SOCKET, inheriting: ALL };
    default:
      return isTerminal ? { base: TERMINAL, inheriting: 0 } : { base: ALL, inheriting: ALL };
  }
}

/** A socket that takes connections. */
export const LISTENER: Rights = { base: SOCKET | SOCK_ACCEPT, inheriting: SOCKET };
