/** Open directories. */
import { S_IFDIR, SEEK_SET } from './constants.js';
import { Description, plainStat, type DirectoryEntry, type FileStat } from './description.js';
import { E } from './errno.js';

export class Directory extends Description {
  /** Next entry of getdents. */
  index = 0;

  override read(): number {
    return -E.EISDIR;
  }

  override write(): number {
    return -E.EBADF;
  }

  override pread(): number {
    return -E.EISDIR;
  }

  override seek(offset: number, whence: number): number {
    if (whence !== SEEK_SET || offset < 0) return -E.EINVAL;
    this.index = offset;
    return offset;
  }

  override sync(): number {
    return 0;
  }

  /** The entry's number, as lstat tells it. */
  inode(entry: DirectoryEntry): number {
    return entry.ino;
  }
}

/** The entries of a directory that holds these and itself. */
export function listing(entries: readonly Omit<DirectoryEntry, 'ino'>[]): DirectoryEntry[] {
  return [{ name: '.', type: S_IFDIR }, { name: '..', type: S_IFDIR }, ...entries].map((entry) => ({ ...entry, ino: 1 }));
}

/** A directory that is none of the host's: its entries are known, and nobody changes it. */
export class ListedDirectory extends Directory {
  constructor(
    flags: number,
    path: string,
    private readonly entries: readonly DirectoryEntry[],
  ) {
    super(flags, path);
  }

  override stat(): FileStat {
    return plainStat(S_IFDIR | 0o555);
  }

  override entry(index: number): DirectoryEntry | undefined {
    return this.entries[index];
  }

  override chmod(): number {
    return -E.EPERM;
  }

  override utimes(): number {
    return -E.EPERM;
  }
}
