/** Files and directories of the host as open file descriptions. */
import type { Host } from '../host/host.js';
import { Description, type DirectoryEntry, type ExactStat, type FileStat } from './description.js';
import { Directory, listing } from './directory.js';
import { attempt, E, errnoOf } from './errno.js';
import { hostTime } from './host-time.js';
import type { KeptFile, KeptFiles } from './kept-files.js';
import { O_ACCMODE, O_APPEND, O_WRONLY, S_IFDIR, S_IFIFO, S_IFCHR, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK, SEEK_CUR, SEEK_END, SEEK_SET } from './constants.js';

type Fs = NonNullable<Host['fs']>;

const EXACT = { bigint: true } as const;

/** A regular file (or a FIFO, or a device) of the host. The host keeps the position for duplicated descriptors too. */
export class HostFile extends Description {
  /** Kept here: the hosts have no lseek. */
  private position = 0;
  /** Whether the host's descriptor appends by itself; O_APPEND may also come later, by fcntl. */
  private readonly appends: boolean;
  /** The position is the file's end, which the host knows. */
  private atEnd = false;
  /** What the host said of the file last. */
  private known: FileStat | undefined = undefined;
  /** A directory, which may be opened without O_DIRECTORY, once it was read as one. */
  private listing: HostDirectory | undefined = undefined;

  constructor(
    private readonly fs: Fs,
    private readonly fd: number,
    flags: number,
    path: string,
    /** Where the host's descriptor may stay when this one is closed, and under which path of the host. */
    private readonly keeper: KeptFiles | undefined = undefined,
    private readonly hostPath = '',
    /** Whose descriptor it is, if it stayed before. */
    private readonly kept: KeptFile | undefined = undefined,
  ) {
    super(flags, path);
    this.appends = (flags & O_APPEND) !== 0;
  }

  private end(): number {
    const stat = this.stat();
    return typeof stat === 'number' ? this.position : stat.size;
  }

  /** The position, after an append taken from the file's size. */
  private here(): number {
    if (this.atEnd) this.position = this.end();
    this.atEnd = false;
    return this.position;
  }

  override read(u8: Uint8Array, start: number, length: number): number {
    const count = this.pread(u8, start, length, this.here());
    // A FIFO or terminal has no positions.
    if (count === -E.ESPIPE) return this.transfer(() => this.fs.readSync(this.fd, u8, start, length, null));
    if (count > 0) this.position += count;
    return count;
  }

  override write(u8: Uint8Array, start: number, length: number): number {
    if ((this.flags & O_APPEND) !== 0) {
      if (this.appends) {
        this.atEnd = true;
        return this.transfer(() => this.fs.writeSync(this.fd, u8, start, length, null));
      }
      this.position = this.end();
    }
    const count = this.pwrite(u8, start, length, this.here());
    if (count === -E.ESPIPE) return this.transfer(() => this.fs.writeSync(this.fd, u8, start, length, null));
    if (count > 0) this.position += count;
    return count;
  }

  private transfer(call: () => number): number {
    try {
      return call();
    } catch (error) {
      return -errnoOf(error);
    }
  }

  override pread(u8: Uint8Array, start: number, length: number, position: number): number {
    try {
      return this.fs.readSync(this.fd, u8, start, length, position);
    } catch (error) {
      return -errnoOf(error);
    }
  }

  override pwrite(u8: Uint8Array, start: number, length: number, position: number): number {
    try {
      return this.fs.writeSync(this.fd, u8, start, length, position);
    } catch (error) {
      return -errnoOf(error);
    }
  }

  /** The directory that this is, if it is one. */
  get directory(): HostDirectory | undefined {
    if (this.listing !== undefined) return this.listing;
    const stat = this.stat();
    if (typeof stat === 'number' || (stat.mode & S_IFMT) !== S_IFDIR) return undefined;
    return (this.listing = new HostDirectory(this.fs, this.hostPath, this.flags, this.path));
  }

  /** Errors: EINVAL. */
  override seek(offset: number, whence: number): number {
    if (this.listing !== undefined) return this.listing.seek(offset, whence);
    let base = 0;
    if (whence === SEEK_CUR) base = this.here();
    else if (whence === SEEK_END) {
      const stat = this.stat();
      if (typeof stat === 'number') return stat;
      base = stat.size;
    } else if (whence !== SEEK_SET) return -E.EINVAL;
    if (base + offset < 0) return -E.EINVAL;
    this.atEnd = false;
    this.position = base + offset;
    return this.position;
  }

  override stat(): FileStat | number {
    try {
      return (this.known = this.fs.fstatSync(this.fd));
    } catch (error) {
      return -errnoOf(error);
    }
  }

  override statExact(): ExactStat | number {
    try {
      return this.fs.fstatSync(this.fd, EXACT);
    } catch (error) {
      return -errnoOf(error);
    }
  }

  override truncate(length: number): number {
    if ((this.flags & O_ACCMODE) === 0 || length < 0) return -E.EINVAL;
    if (length > Number.MAX_SAFE_INTEGER) return -E.EFBIG;
    return attempt(() => this.fs.ftruncateSync(this.fd, length));
  }

  override sync(): number {
    return attempt(() => this.fs.fsyncSync(this.fd));
  }

  override chmod(mode: number): number {
    return attempt(() => this.fs.fchmodSync(this.fd, mode));
  }

  override chown(uid: number, gid: number): number {
    return attempt(() => this.fs.fchownSync(this.fd, uid, gid));
  }

  override utimes(atime: number, mtime: number): number {
    return attempt(() => this.fs.futimesSync(this.fd, hostTime(atime), hostTime(mtime)));
  }

  override available(): number {
    const stat = this.stat();
    return typeof stat === 'number' ? stat : Math.max(0, stat.size - this.here());
  }

  override close(): number {
    const { kept, keeper, known } = this;
    if (kept !== undefined) {
      kept.busy = false;
      return 0;
    }
    if (keeper !== undefined && known !== undefined && keeper.keep(this.hostPath, this.fd, known)) return 0;
    return attempt(() => this.fs.closeSync(this.fd));
  }
}

/** A directory: read as a list made at the first use, in the host's order. */
export class HostDirectory extends Directory {
  private list: DirectoryEntry[] | undefined = undefined;

  constructor(
    private readonly fs: Fs,
    readonly hostPath: string,
    flags: number,
    path: string,
  ) {
    super(flags, path);
  }

  override seek(offset: number, whence: number): number {
    if (whence !== SEEK_SET || offset < 0) return -E.EINVAL;
    if (offset === 0) this.list = undefined;
    return (this.index = offset);
  }

  override stat(): FileStat | number {
    try {
      return this.fs.statSync(this.hostPath);
    } catch (error) {
      return -errnoOf(error);
    }
  }

  override statExact(): ExactStat | number {
    try {
      return this.fs.statSync(this.hostPath, EXACT);
    } catch (error) {
      return -errnoOf(error);
    }
  }

  override utimes(atime: number, mtime: number): number {
    return attempt(() => this.fs.utimesSync(this.hostPath, hostTime(atime), hostTime(mtime)));
  }

  override chmod(mode: number): number {
    return attempt(() => this.fs.chmodSync(this.hostPath, mode));
  }

  override entry(index: number): DirectoryEntry | undefined | number {
    if (this.list === undefined) {
      try {
        this.list = listing(this.fs.readdirSync(this.hostPath, { withFileTypes: true }).map((e) => ({ name: e.name, type: typeOf(e) })));
      } catch (error) {
        return -errnoOf(error);
      }
    }
    return this.list[index];
  }

  override inode({ name, ino }: DirectoryEntry): number {
    try {
      // What lies above the directory is not the program's business.
      return this.fs.lstatSync(name === '.' || name === '..' ? this.hostPath : `${this.hostPath}/${name}`).ino;
    } catch {
      return ino;
    }
  }
}

function typeOf(e: import('node:fs').Dirent): number {
  if (e.isFile()) return S_IFREG;
  if (e.isDirectory()) return S_IFDIR;
  if (e.isSymbolicLink()) return S_IFLNK;
  if (e.isFIFO()) return S_IFIFO;
  if (e.isSocket()) return S_IFSOCK;
  return e.isCharacterDevice() ? S_IFCHR : 0;
}

/** Whether flags ask for writing. */
export function writes(flags: number): boolean {
  return (flags & O_ACCMODE) >= O_WRONLY;
}
