/**
 * A file system in memory with the calls of node:fs that abi/posix makes, for hosts without files and for programs that shall
 * see no others. Paths are absolute. Descriptors 0 to 2 are those of the process where there is one.
 */
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../posix/constants.js';
import { decodeBytes, encodeText } from '../posix/text.js';
import type { FsStat } from '../posix/file-systems.js';
import type { NodeFs } from './host.js';
import { allow, failure, READ, resize, shown, Stat, WRITE, type Node, type StatOptions } from './memory-node.js';
import { MemoryTree } from './memory-tree.js';

/** Contents by path; the path of an empty directory ends with a slash. */
export type Files = Record<string, Uint8Array | string>;

/** Numbers of Linux. */
const LINUX = { O_RDONLY: 0, O_WRONLY: 1, O_RDWR: 2, O_CREAT: 0o100, O_EXCL: 0o200, O_TRUNC: 0o1000, O_APPEND: 0o2000, O_NONBLOCK: 0o4000, O_NOFOLLOW: 0o400000 };

/** Seconds, or a date. */
type FileTime = number | Date;
const msOf = (time: FileTime): number => (typeof time === 'number' ? Math.round(time * 1e6) / 1000 : time.getTime());

interface Open {
  node: Node;
  flags: number;
  position: number;
}

class MemoryFs extends MemoryTree {
  private readonly open: Array<Open | undefined> = [undefined, undefined, undefined];

  constructor(
    /** Where descriptors 0 to 2 lead. */
    private readonly streams: NodeFs | undefined,
    readonly constants: typeof LINUX,
  ) {
    super();
  }

  private fd(fd: number): Open {
    const open = this.open[fd];
    if (open === undefined) throw failure('EBADF', String(fd));
    return open;
  }

  lstatSync(path: string, options?: StatOptions): Stat | undefined {
    const { node } = this.find(path, false);
    if (node === undefined && options?.throwIfNoEntry === false) return undefined;
    return shown(node ?? this.at(path, false), options);
  }

  statSync(path: string, options?: StatOptions): Stat {
    return shown(this.at(path, true), options);
  }

  fstatSync(fd: number, options?: StatOptions): Stat {
    if (fd < 3 && this.streams !== undefined) return this.streams.fstatSync(fd, options as object) as unknown as Stat;
    return shown(this.fd(fd).node, options);
  }

  realpathSync(path: string): string {
    this.at(path, true);
    return path.replace(/\/+$/, '') || '/';
  }

  readlinkSync(path: string): string {
    const node = this.at(path, false);
    if (!node.is(S_IFLNK)) throw failure('EINVAL', path);
    return node.target;
  }

  openSync(path: string, flags: number, mode = 0o666): number {
    const { constants } = this;
    let { directory, name, node } = this.find(path, (flags & constants.O_NOFOLLOW) === 0);
    if (node === undefined) {
      if ((flags & constants.O_CREAT) === 0) throw failure('ENOENT', path);
      allow(directory, WRITE, path);
      node = this.make(S_IFREG | (mode & 0o755));
      this.put(directory, name, node);
    } else if ((flags & constants.O_CREAT) !== 0 && (flags & constants.O_EXCL) !== 0) throw failure('EEXIST', path);
    else allow(node, ((flags & 3) === LINUX.O_WRONLY ? 0 : READ) | ((flags & 3) !== 0 || (flags & constants.O_TRUNC) !== 0 ? WRITE : 0), path);
    if (node.is(S_IFLNK)) throw failure('ELOOP', path);
    if (node.is(S_IFDIR) && (flags & 3) !== 0) throw failure('EISDIR', path);
    if ((flags & constants.O_TRUNC) !== 0) resize(node, 0);
    let fd = 3;
    while (this.open[fd] !== undefined) fd++;
    this.open[fd] = { node, flags, position: 0 };
    return fd;
  }

  closeSync(fd: number): void {
    this.fd(fd);
    this.open[fd] = undefined;
  }

  readSync(fd: number, into: Uint8Array, start: number, length: number, position: number | null): number {
    if (fd < 3 && this.streams !== undefined) return this.streams.readSync(fd, into, start, length, position);
    const open = this.fd(fd);
    if (open.node.is(S_IFDIR)) throw failure('EISDIR', String(fd));
    if ((open.flags & 3) === LINUX.O_WRONLY) throw failure('EBADF', String(fd));
    const from = position ?? open.position;
    const bytes = open.node.data.subarray(Math.min(from, open.node.size), Math.min(from + length, open.node.size));
    into.set(bytes, start);
    if (position === null) open.position += bytes.length;
    return bytes.length;
  }

  writeSync(fd: number, from: Uint8Array, start: number, length: number, position: number | null = null): number {
    if (fd < 3 && this.streams !== undefined) return this.streams.writeSync(fd, from, start, length, position);
    const open = this.fd(fd);
    const { node, flags } = open;
    if ((flags & 3) === 0) throw failure('EBADF', String(fd));
    const at = (flags & this.constants.O_APPEND) !== 0 ? node.size : (position ?? open.position);
    if (at + length > node.size) resize(node, at + length);
    node.data.set(from.subarray(start, start + length), at);
    node.mtimeMs = node.ctimeMs = Date.now();
    if (position === null) open.position = at + length;
    return length;
  }

  ftruncateSync(fd: number, length: number): void {
    resize(this.fd(fd).node, length);
  }

  truncateSync(path: string, length: number): void {
    const node = this.at(path, true);
    if (node.is(S_IFDIR)) throw failure('EISDIR', path);
    allow(node, WRITE, path);
    resize(node, length);
  }

  fsyncSync(fd: number): void {
    this.fd(fd);
  }

  mkdirSync(path: string, mode = 0o777): void {
    const { directory, name } = this.vacant(path);
    this.put(directory, name, this.make(S_IFDIR | (mode & 0o755)));
  }

  rmdirSync(path: string): void {
    const { directory, name, node } = this.removable(path);
    if (!node.is(S_IFDIR)) throw failure('ENOTDIR', path);
    if (node === this.root) throw failure('EBUSY', path);
    if (node.entries.size > 0) throw failure('ENOTEMPTY', path);
    this.remove(directory, name, node);
  }

  unlinkSync(path: string): void {
    const { directory, name, node } = this.removable(path);
    if (node.is(S_IFDIR)) throw failure('EISDIR', path);
    this.remove(directory, name, node);
  }

  renameSync(from: string, to: string): void {
    const source = this.removable(from);
    const target = this.find(to, false);
    allow(target.directory, WRITE, to);
    if (source.node === target.node) return;
    if (this.holds(source.node, target.directory)) throw failure('EINVAL', to);
    if (target.node !== undefined) {
      if (target.node.is(S_IFDIR) && !source.node.is(S_IFDIR)) throw failure('EISDIR', to);
      if (!target.node.is(S_IFDIR) && source.node.is(S_IFDIR)) throw failure('ENOTDIR', to);
      if (target.node.entries.size > 0) throw failure('ENOTEMPTY', to);
      this.remove(target.directory, target.name, target.node);
    }
    this.remove(source.directory, source.name, source.node);
    source.node.nlink++;
    this.put(target.directory, target.name, source.node);
  }

  linkSync(from: string, to: string): void {
    const node = this.at(from, false);
    if (node.is(S_IFDIR)) throw failure('EPERM', from);
    const { directory, name } = this.vacant(to);
    node.nlink++;
    this.put(directory, name, node);
  }

  symlinkSync(text: string, path: string): void {
    const { directory, name } = this.vacant(path);
    const node = this.make(S_IFLNK | 0o777);
    node.target = text;
    this.put(directory, name, node);
  }

  readdirSync(path: string): Array<{ name: string } & Pick<Stat, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket' | 'isCharacterDevice'>> {
    const node = this.at(path, true);
    if (!node.is(S_IFDIR)) throw failure('ENOTDIR', path);
    allow(node, READ, path);
    return [...node.entries].map(([name, entry]) => Object.assign(new Stat(entry), { name }));
  }

  private setTimes(node: Node, atime: FileTime, mtime: FileTime): void {
    [node.atimeMs, node.mtimeMs] = [msOf(atime), msOf(mtime)];
    node.ctimeMs = Date.now();
  }

  utimesSync(path: string, atime: FileTime, mtime: FileTime): void {
    this.setTimes(this.at(path, true), atime, mtime);
  }

  lutimesSync(path: string, atime: FileTime, mtime: FileTime): void {
    this.setTimes(this.at(path, false), atime, mtime);
  }

  futimesSync(fd: number, atime: FileTime, mtime: FileTime): void {
    this.setTimes(this.fd(fd).node, atime, mtime);
  }

  chmodSync(path: string, mode: number): void {
    const node = this.at(path, true);
    node.mode = (node.mode & S_IFMT) | (mode & 0o7777);
  }

  fchmodSync(fd: number, mode: number): void {
    const { node } = this.fd(fd);
    node.mode = (node.mode & S_IFMT) | (mode & 0o7777);
  }

  lchownSync(): void {}

  fchownSync(): void {}

  statfsSync(path: string): FsStat {
    this.at(path, true);
    const blocks = 1 << 18;
    return { type: 0x01021994, bsize: 4096, blocks, bfree: blocks, bavail: blocks, files: blocks, ffree: blocks };
  }

  accessSync(path: string, mode = 0): void {
    allow(this.at(path, true), mode, path);
  }

  readFileSync(path: string, encoding?: string): Uint8Array | string {
    const node = this.at(path, true);
    if (node.is(S_IFDIR)) throw failure('EISDIR', path);
    const bytes = node.data.slice(0, node.size);
    return encoding === undefined ? bytes : decodeBytes(bytes);
  }

  private makeAll(names: readonly string[]): void {
    names.reduce((above, name) => {
      const here = `${above}/${name}`;
      if (this.lstatSync(here, { throwIfNoEntry: false }) === undefined) this.mkdirSync(here);
      return here;
    }, '');
  }

  /** Makes a directory that {@link files} shows only once there is something in it. */
  provide(path: string): void {
    this.makeAll(path.slice(1).split('/'));
    const node = this.at(path, true);
    node.isProvided = true;
    // Whoever may write there: /tmp has it so.
    node.mode = (node.mode & S_IFMT) | 0o1777;
  }

  /** Makes what `files` holds, and the directories above. */
  add(files: Files): void {
    for (const [path, contents] of Object.entries(files)) {
      const names = path.split('/').filter((name) => name !== '' && name !== '.');
      const last = path.endsWith('/') ? names.length : names.length - 1;
      this.makeAll(names.slice(0, last));
      if (last === names.length) continue;
      const fd = this.openSync(path, this.constants.O_WRONLY | this.constants.O_CREAT | this.constants.O_TRUNC);
      const bytes = typeof contents === 'string' ? encodeText(contents) : contents;
      this.writeSync(fd, bytes, 0, bytes.length);
      this.closeSync(fd);
    }
  }
}

export interface FilesInMemory {
  fs: NodeFs & Pick<MemoryFs, 'provide' | 'add'>;
  /** The files of now. */
  files(): Record<string, Uint8Array>;
}

/** `constants` are what its callers say by `openSync`. */
export function filesInMemory(files: Files, streams: NodeFs | undefined, constants = LINUX): FilesInMemory {
  const fs = new MemoryFs(streams, constants);
  fs.add(files);
  return { fs: fs as unknown as FilesInMemory['fs'], files: () => fs.files() };
}

/** Makes `files` hold what `now` does. */
export function replaceFiles(files: Files, now: Files): void {
  for (const path of Object.keys(files)) delete files[path];
  Object.assign(files, now);
}
