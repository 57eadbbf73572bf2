/**
 * Which host path a program's path means. A program reaches only its preopened directories: `..` and symbolic links
 * are followed here, one component at a time, and may not leave the directory they started in (a link may lead into
 * another preopened one).
 */
import type { Preopen } from '../contract.js';
import { wantsDirectory } from './endings.js';
import { E, errnoOf } from './errno.js';

const MAX_LINKS = 40;
/** Milliseconds for which a directory, once walked, is not walked again. */
const TRUST = 100;

/** Host paths that begin so lead to files in memory (no file of a host has such a name). Links there name the program's own paths. */
export const IN_MEMORY = '/\0memory';

export interface FsForPaths {
  lstatSync(path: string): { isSymbolicLink(): boolean; isDirectory(): boolean };
  readlinkSync(path: string): string;
  realpathSync(path: string): string;
}

interface Root {
  guest: string;
  host: string;
  readonly: boolean;
}

/** A path on the host. When `nofollow`, its last component was not looked at and must be opened without following. */
export interface HostPath {
  path: string;
  readonly: boolean;
}

/** The same with all links followed, and what the program calls it. */
interface Followed extends HostPath {
  guest: string;
}

/** Removes `.`, empty components and trailing slashes; keeps `..`, whose meaning depends on links. */
function components(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** Whether a path is a directory's own or one below it. */
export function below(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`);
}

export class Sandbox {
  private readonly fs: FsForPaths;
  private readonly roots: Root[];
  private readonly directories = new Map<string, { host: HostPath; until: number }>();
  /** Whole paths, as long as their directories are trusted. */
  private readonly known = new Map<string, HostPath>();
  private knownUntil = 0;

  /** On Windows a backslash separates too: no component may have one, or `a\..\..` would be one step. */
  private readonly windows: boolean;

  constructor(fs: FsForPaths, preopens: readonly Preopen[], windows = false) {
    this.fs = fs;
    this.windows = windows;
    this.roots = preopens.map((preopen) => this.root(preopen));
    this.sort();
  }

  private root({ guest, host, readonly }: Preopen): Root {
    return { guest: guest === '/' ? '/' : guest.replace(/\/+$/, ''), host: this.onHost(this.fs.realpathSync(host)), readonly: readonly === true };
  }

  /** With the separators of the paths that are made here; Windows takes both. */
  private onHost(path: string): string {
    return this.windows ? path.replace(/\\/g, '/') : path;
  }

  private sort(): void {
    this.roots.sort((a, b) => b.guest.length - a.guest.length);
  }

  /** Makes a directory of the host's a preopened one, in the place of what the program had there. */
  mount(preopen: Preopen): void {
    this.roots.unshift(this.root(preopen));
    this.sort();
    this.forget();
  }

  /** Undoes the last {@link mount} there. */
  unmount(guest: string): void {
    this.roots.splice(this.roots.findIndex((root) => root.guest === guest), 1);
    this.forget();
  }

  has(guest: string): boolean {
    return this.roots.some((root) => root.guest === guest);
  }

  /** All guest paths, each once. */
  get guests(): string[] {
    return [...new Set(this.roots.map(({ guest }) => guest))];
  }

  /** The real path of a directory of the host, and whether it is read-only, if it lies in a preopened one. Errors: the host's. */
  granted(host: string): HostPath | undefined {
    const path = this.onHost(this.fs.realpathSync(host));
    const root = this.rootOf(components(path), 'host');
    return root === undefined ? undefined : { path, readonly: root.readonly };
  }

  /** Whether `path` (absolute, of the program) is a directory above a preopened one: visible with what leads there, and unchangeable. */
  isAncestor(path: string): boolean {
    const plain = `/${components(path).join('/')}`;
    return this.roots.some((root) => root.guest !== plain && below(root.guest, plain));
  }

  /** The names in such a directory that lead on to preopened ones; undefined where it is none. */
  namesIn(path: string): string[] | undefined {
    if (!this.isAncestor(path)) return undefined;
    const depth = components(path).length;
    const below = this.roots.map(({ guest }) => components(guest)).filter((parts) => parts.length > depth && components(path).every((part, i) => part === parts[i]));
    return [...new Set([...below.map((parts) => parts[depth]!), ...(depth === 0 ? ['dev', 'proc'] : [])])];
  }

  /** Forgets walked directories: to be called when the program itself changes one. */
  forget(): void {
    this.directories.clear();
    this.known.clear();
  }

  /**
   * The host path of an absolute path of the program. The directory part is walked; the last component is not looked
   * at, so the caller must not follow it if it is a link, and call {@link follow} instead.
   * Errors: ENOENT, ENOTDIR, ELOOP; EACCES outside the preopened directories.
   */
  resolve(path: string, now = Date.now()): HostPath | number {
    if (now >= this.knownUntil || this.known.size > 1000) {
      this.known.clear();
      this.knownUntil = now + TRUST;
    }
    let found: HostPath | number | undefined = this.known.get(path);
    if (found !== undefined) return found;
    found = this.resolveAfresh(path);
    if (typeof found !== 'number') this.known.set(path, found);
    return found;
  }

  private resolveAfresh(path: string): HostPath | number {
    if (this.windows && path.includes('\\')) return -E.EACCES;
    let end = path.length;
    while (end > 1 && path.charCodeAt(end - 1) === 47) end--;
    const slash = path.lastIndexOf('/', end - 1);
    const name = path.slice(slash + 1, end);
    if (name === '' || name === '.' || name === '..') return this.follow(path);
    // A preopened directory's own name: the directory that holds it is outside, or another one that knows nothing of it.
    if (this.roots.some((root) => root.guest === path.slice(0, end))) return this.follow(path);
    const directory = this.directory(path.slice(0, slash + 1));
    if (typeof directory === 'number') return directory;
    return { path: `${directory.path}/${name}`, readonly: directory.readonly };
  }

  /** The host path with every link followed, the last one too. The last component need not exist. Errors as {@link resolve}. */
  follow(path: string): HostPath | number {
    const found = this.walk(path);
    return typeof found === 'number' ? found : { path: found.path, readonly: found.readonly };
  }

  /** The program's own path of the same, without links. Errors as {@link resolve}. */
  real(path: string): string | number {
    const found = this.walk(path);
    return typeof found === 'number' ? found : found.guest;
  }

  private directory(path: string): HostPath | number {
    const now = Date.now();
    const known = this.directories.get(path);
    if (known !== undefined && now < known.until) return known.host;
    const host = this.walk(path);
    if (typeof host === 'number') return host;
    if (this.directories.size > 1000) this.directories.clear();
    this.directories.set(path, { host, until: now + TRUST });
    return host;
  }

  private rootOf(parts: string[], key: 'guest' | 'host'): Root | undefined {
    const path = parts.join('/');
    const whole = key === 'host' && this.windows ? path : `/${path}`;
    return this.roots.find((root) => below(whole, root[key]));
  }

  /**
   * Outside the preopened directories `..` is lexical: nothing there is visible, so there are no links. `leaving` says
   * that the first `..` of the path steps out of a preopened directory.
   */
  private walk(path: string, leaving = false): Followed | number {
    if (this.windows && path.includes('\\')) return -E.EACCES;
    const parts = components(path);
    const outside: string[] = [];
    for (let i = 0; i < parts.length; i++) {
      if (parts[i] !== '..') {
        outside.push(parts[i]!);
        continue;
      }
      const passed = this.rootOf(outside, 'guest');
      if (passed !== undefined && !leaving) {
        return this.descend(passed, [...outside.slice(components(passed.guest).length), ...parts.slice(i)], wantsDirectory(path));
      }
      outside.pop();
      leaving = false;
    }
    const root = this.rootOf(outside, 'guest');
    return root === undefined ? -E.EACCES : this.descend(root, outside.slice(components(root.guest).length), wantsDirectory(path));
  }

  /** `directory` says that what is found must be one. */
  private descend(start: Root, rest: string[], directory: boolean): Followed | number {
    let root = start;
    const at: string[] = [];
    const todo = rest.reverse();
    let links = 0;
    const join = (): string => [root.host === '/' ? '' : root.host, ...at].join('/') || '/';
    while (todo.length > 0) {
      const part = todo.pop()!;
      if (part === '..') {
        if (at.length > 0) at.pop();
        else if (root.guest !== '/') return this.walk(`${root.guest}/../${todo.reverse().join('/')}${directory ? '/' : ''}`, true);
        continue;
      }
      at.push(part);
      const here = join();
      let link: string | undefined;
      try {
        const stat = this.fs.lstatSync(here);
        if (stat.isSymbolicLink()) link = this.onHost(this.fs.readlinkSync(here));
        else if ((directory || todo.length > 0) && !stat.isDirectory()) return -E.ENOTDIR;
      } catch (error) {
        const errno = errnoOf(error);
        if (errno === E.ENOENT && todo.length === 0 && !directory) break;
        return -errno;
      }
      if (link === undefined) continue;
      if (++links > MAX_LINKS) return -E.ELOOP;
      at.pop();
      const target = components(link);
      if (link.startsWith('/') || (this.windows && /^[A-Za-z]:/.test(link))) {
        const key = root.host.startsWith(IN_MEMORY) ? 'guest' : 'host';
        const other = this.rootOf(target, key);
        if (other === undefined) return -E.EACCES;
        root = other;
        at.length = 0;
        target.splice(0, components(other[key]).length);
      }
      todo.push(...target.reverse());
    }
    return { path: join(), readonly: root.readonly, guest: [root.guest === '/' ? '' : root.guest, ...at].join('/') || '/' };
  }
}
