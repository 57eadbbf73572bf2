/** What of the object FS concerns names: files, directories and links. Owners stay as they are, as in glue. */
import { AT_FDCWD, AT_SYMLINK_NOFOLLOW, O_CREAT, O_EXCL, O_WRONLY, S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } from '../../posix/constants.js';
import type { FileStat } from '../../posix/description.js';
import { E } from '../../posix/errno.js';
import { close, descriptionOf } from '../../posix/fd.js';
import { chdir, chmod, mkdir, readlink, rename, rmdir, stat, symlink, truncate, unlink, utimes } from '../../posix/files.js';
import { open } from '../../posix/open.js';
import type { Process } from '../../posix/process.js';
import { checked, ErrnoError, fail } from './errors.js';
import { PATH, pathsFrom } from './path.js';

const HERE = AT_FDCWD;

/** A file by its path, as the nodes of glue show it. */
export interface Node {
  readonly path: string;
  readonly name: string;
  readonly id: number;
  readonly mode: number;
  readonly parent: Node;
  readonly isFolder: boolean;
  readonly isDevice: boolean;
  /** Milliseconds. */
  readonly timestamp: number;
  /** Of a file: its bytes, and how many. */
  readonly contents: Uint8Array | undefined;
  readonly usedBytes: number;
}

export const kinds = {
  isFile: (mode: number): boolean => (mode & S_IFMT) === S_IFREG,
  isDir: (mode: number): boolean => (mode & S_IFMT) === S_IFDIR,
  isLink: (mode: number): boolean => (mode & S_IFMT) === S_IFLNK,
  isChrdev: (mode: number): boolean => (mode & S_IFMT) === S_IFCHR,
  isBlkdev: (mode: number): boolean => (mode & S_IFMT) === S_IFBLK,
  isFIFO: (mode: number): boolean => (mode & S_IFMT) === S_IFIFO,
  isSocket: (mode: number): boolean => (mode & S_IFSOCK) === S_IFSOCK,
};

/** `stat` as JavaScript has it: times as dates. */
function shown({ dev, ino, mode, nlink, uid, gid, rdev, size, blksize, blocks, atimeMs, mtimeMs, ctimeMs }: FileStat) {
  return { dev, ino, mode, nlink, uid, gid, rdev, size, atime: new Date(atimeMs), mtime: new Date(mtimeMs), ctime: new Date(ctimeMs), blksize, blocks };
}

type Named = string | { readonly path: string };
interface Lookup {
  readonly follow?: boolean;
  /** To look for the directory that the path lies in. */
  readonly parent?: boolean;
}

export type Tree = ReturnType<typeof treeOf>;

export function treeOf(p: Process) {
  const { resolve } = pathsFrom(p);
  const pathOf = (path: Named): string => (typeof path === 'string' ? path : path.path);
  const bytesAt = (path: string): Uint8Array => {
    const fd = checked(open(p, HERE, path, 0, 0));
    try {
      const file = descriptionOf(p, fd)!;
      const bytes = new Uint8Array(checked(file.stat()).size);
      let count = 0;
      for (let more = 1; more > 0 && count < bytes.length; count += more) more = checked(file.pread(bytes, count, bytes.length - count, count));
      return bytes.subarray(0, count);
    } finally {
      close(p, fd);
    }
  };
  const node = (path: string): Node => {
    const found = checked(stat(p, HERE, path, AT_SYMLINK_NOFOLLOW));
    return {
      path, name: path === '/' ? '/' : PATH.basename(path), id: found.ino, mode: found.mode, timestamp: found.mtimeMs,
      isFolder: kinds.isDir(found.mode), isDevice: kinds.isChrdev(found.mode), usedBytes: found.size,
      get contents() {
        return kinds.isFile(found.mode) ? bytesAt(path) : undefined;
      },
      get parent() {
        return path === '/' ? node('/') : node(PATH.dirname(path));
      },
    };
  };

  /** The first directory of the path that is a link, and where it leads; the last component counts if it is to be followed. */
  const firstLink = (parts: readonly string[], follow: boolean): { at: number; text: string } | undefined => {
    for (let at = 0; at < parts.length - (follow ? 0 : 1); at++) {
      const text = readlink(p, HERE, `/${parts.slice(0, at + 1).join('/')}`);
      if (typeof text === 'string') return { at, text };
    }
    return undefined;
  };
  /** The path with its links followed, except the last one unless it is asked for. */
  const followed = (path: string, follow: boolean, links = 0): string => {
    const parts = resolve(path).split('/').slice(1);
    const link = firstLink(parts, follow);
    if (link === undefined) return `/${parts.join('/')}`;
    if (links >= 40) fail('ELOOP');
    return followed(resolve(`/${parts.slice(0, link.at).join('/')}`, link.text, ...parts.slice(link.at + 1)), follow, links + 1);
  };
  const lookupPath = (path: string, { follow = false, parent = false }: Lookup = {}): { path: string; node: Node } => {
    const whole = parent ? followed(PATH.dirname(resolve(path)), true) : followed(path, follow);
    return { path: whole, node: node(whole) };
  };
  /** For what only takes what is there. */
  const present = (path: string): string => (path === '' ? fail('ENOENT') : path);

  const names = {
    cwd: (): string => p.cwd,
    chdir: (path: string): void => void checked(chdir(p, path)),
    mkdir(path: string, mode = 0o777): Node {
      checked(mkdir(p, HERE, path, mode));
      return node(resolve(path));
    },
    mkdirTree(path: string, mode?: number): void {
      const parts = resolve(path).split('/').slice(1);
      parts.forEach((_part, i) => {
        const here = `/${parts.slice(0, i + 1).join('/')}`;
        const found = stat(p, HERE, here, 0);
        if (typeof found === 'number' || !kinds.isDir(found.mode)) names.mkdir(here, mode);
      });
    },
    create(path: string, mode = 0o666): Node {
      checked(close(p, checked(open(p, HERE, path, O_CREAT | O_EXCL | O_WRONLY, mode & 0o7777))));
      return node(resolve(path));
    },
    mknod(path: string, mode: number, _dev = 0): Node {
      if (kinds.isDir(mode)) return names.mkdir(path, mode & 0o7777);
      return (mode & S_IFMT) === 0 || kinds.isFile(mode) ? names.create(path, mode) : fail('EPERM');
    },
    symlink(text: string, path: string): Node {
      checked(symlink(p, text, HERE, path));
      return node(resolve(path));
    },
    rename: (from: string, to: string): void => void checked(rename(p, HERE, from, HERE, to)),
    rmdir: (path: string): void => void checked(rmdir(p, HERE, path)),
    unlink: (path: string): void => void checked(unlink(p, HERE, path)),
    readdir(path: string): string[] {
      const fd = checked(open(p, HERE, path, 0o200000, 0));
      try {
        const directory = descriptionOf(p, fd)!;
        const list: string[] = [];
        for (let entry = checked(directory.entry(0)); entry !== undefined; entry = checked(directory.entry(list.length))) list.push(entry.name);
        return list;
      } finally {
        close(p, fd);
      }
    },
    readlink: (path: string): string => resolve(PATH.dirname(resolve(path)), checked(readlink(p, HERE, path)) as string),
    stat: (path: Named, dontFollow = false) => shown(checked(stat(p, HERE, present(pathOf(path)), dontFollow ? AT_SYMLINK_NOFOLLOW : 0))),
    lstat: (path: Named) => names.stat(path, true),
    chmod: (path: Named, mode: number): void => void checked(chmod(p, HERE, pathOf(path), mode)),
    lchmod(path: string, mode: number): void {
      if (!kinds.isLink(names.lstat(path).mode)) names.chmod(path, mode);
    },
    chown: (path: Named, _uid: number, _gid: number): void => void names.stat(path),
    lchown: (path: Named, _uid: number, _gid: number): void => void names.lstat(path),
    truncate: (path: Named, length: number): void => void checked(truncate(p, pathOf(path), length)),
    /** Milliseconds. */
    utime: (path: string, atime: number, mtime: number): void => void checked(utimes(p, HERE, path, atime, mtime)),
    lookupPath,
    getPath: pathOf,
    isRoot: ({ path }: Node): boolean => path === '/',
    analyzePath(path: string, dontResolveLastLink = false) {
      const found = { isRoot: false, exists: false, error: 0, name: null as string | null, path: null as string | null, object: null as Node | null, parentExists: false, parentPath: null as string | null, parentObject: null as Node | null };
      try {
        const above = lookupPath(path, { parent: true });
        Object.assign(found, { parentExists: true, parentPath: above.path, parentObject: above.node, name: PATH.basename(path) });
        const { path: whole, node: object } = lookupPath(path, { follow: !dontResolveLastLink });
        Object.assign(found, { exists: true, path: whole, object, name: object.name, isRoot: whole === '/' });
      } catch (error) {
        if (!(error instanceof ErrnoError)) throw error;
        found.error = error.errno;
      }
      return found;
    },
    findObject: (path: string, dontResolveLastLink?: boolean): Node | null => names.analyzePath(path, dontResolveLastLink).object,
    createPath(parent: Named, path: string): string {
      let here = pathOf(parent);
      for (const part of path.split('/').filter((one) => one !== '')) {
        here = PATH.join2(here, part);
        const made = mkdir(p, HERE, here, 0o777);
        if (made < 0 && made !== -E.EEXIST) checked(made);
      }
      return here;
    },
    createFile: (parent: Named, name: string, _properties: unknown, canRead: boolean, canWrite: boolean): Node => names.create(PATH.join2(pathOf(parent), name), modeOf(canRead, canWrite)),
  };
  return { names, node, pathOf, resolve, bytesAt };
}

/** As glue says what one may do with a file. */
export function modeOf(canRead: boolean, canWrite: boolean): number {
  return (canRead ? 0o555 : 0) | (canWrite ? 0o222 : 0);
}
