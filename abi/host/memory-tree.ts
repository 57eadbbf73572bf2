/** Directories in memory, and the paths that lead through them. */
import { S_IFDIR, S_IFLNK, S_IFREG } from '../posix/constants.js';
import { allow, EXECUTE, failure, Node, WRITE } from './memory-node.js';

const MAX_LINKS = 40;

export class MemoryTree {
  private inodes = 1;
  protected readonly root = this.make(S_IFDIR | 0o755);

  protected make(mode: number): Node {
    return new Node(this.inodes++, mode);
  }

  /** The directory of a path's last component, its name, and what it names. */
  protected find(path: string, follow: boolean, links = 0): { directory: Node; name: string; node: Node | undefined } {
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    let directory = this.root;
    let name = '';
    let node: Node | undefined = this.root;
    const passed: Node[] = [];
    for (let i = 0; i < names.length; i++) {
      if (node === undefined) throw failure('ENOENT', path);
      if (!node.is(S_IFDIR)) throw failure('ENOTDIR', path);
      allow(node, EXECUTE, path);
      if (names[i] === '..') {
        node = passed.pop() ?? this.root;
        directory = passed[passed.length - 1] ?? this.root;
        continue;
      }
      directory = node;
      name = names[i]!;
      node = directory.entries.get(name);
      passed.push(directory);
      if (node?.is(S_IFLNK) && (follow || i < names.length - 1)) {
        if (links >= MAX_LINKS) throw failure('ELOOP', path);
        const base = node.target.startsWith('/') ? '' : names.slice(0, i).join('/');
        return this.find(['', base, node.target, ...names.slice(i + 1)].join('/'), follow, links + 1);
      }
    }
    return { directory, name, node };
  }

  protected at(path: string, follow: boolean): Node {
    const { node } = this.find(path, follow);
    if (node === undefined) throw failure('ENOENT', path);
    return node;
  }

  /** A name that is free. */
  protected vacant(path: string): { directory: Node; name: string } {
    const { directory, name, node } = this.find(path, false);
    if (node !== undefined) throw failure('EEXIST', path);
    allow(directory, WRITE, path);
    return { directory, name };
  }

  protected put(directory: Node, name: string, node: Node): void {
    directory.entries.set(name, node);
    if (node.is(S_IFDIR)) directory.nlink++;
    directory.mtimeMs = directory.ctimeMs = Date.now();
  }

  /** What may be taken out of its directory. */
  protected removable(path: string): { directory: Node; name: string; node: Node } {
    const { directory, name, node } = this.find(path, false);
    if (node === undefined) throw failure('ENOENT', path);
    allow(directory, WRITE, path);
    return { directory, name, node };
  }

  /** Whether a directory is one or lies in it, however deep. */
  protected holds(node: Node, wanted: Node): boolean {
    const todo = [node];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      if (next === wanted) return true;
      for (const entry of next.entries.values()) if (entry.is(S_IFDIR)) todo.push(entry);
    }
    return false;
  }

  protected remove(directory: Node, name: string, node: Node): void {
    directory.entries.delete(name);
    if (node.is(S_IFDIR)) directory.nlink--;
    node.nlink--;
    directory.mtimeMs = directory.ctimeMs = node.ctimeMs = Date.now();
  }

  /** All files, by path. */
  files(): Record<string, Uint8Array> {
    const found: Record<string, Uint8Array> = {};
    const todo: Array<[string, Node]> = [['', this.root]];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const [path, node] = next;
      if (node.is(S_IFREG)) found[path] = node.data.slice(0, node.size);
      else if (node.is(S_IFDIR) && node.entries.size === 0 && path !== '' && !node.isProvided) found[`${path}/`] = new Uint8Array(0);
      for (const [name, entry] of node.entries) todo.push([`${path}/${name}`, entry]);
    }
    return found;
  }
}
