/**
 * File systems by the names of Emscripten. A program that uses them from JavaScript was written for a tree in memory, in which it may make anything
 * anywhere: so what is not granted is in memory for it.
 */
import { memoryBeside } from '../../host/scratch.js';
import { AT_FDCWD, S_IFDIR, S_IFMT } from '../../posix/constants.js';
import { chdir, stat } from '../../posix/files.js';
import { KeptFiles } from '../../posix/kept-files.js';
import type { Process } from '../../posix/process.js';
import { IN_MEMORY, Sandbox } from '../../posix/sandbox.js';
import { checked, fail } from './errors.js';
import { PATH } from './path.js';
import type { Tree } from './tree.js';

/** A kind of file system. */
interface Type {
  readonly name: 'MEMFS' | 'NODEFS';
}

interface Mount {
  readonly type: Type;
  readonly opts: { readonly root?: string };
  readonly mountpoint: string;
}

/** In memory, where no path of a program is. */
const FOLDER = '/\0mounts';

/** A new directory in memory, as a path of the host. */
function freshDirectory(p: Process): string {
  const memory = p.host.memory!;
  const path = `${FOLDER}/${memory.statSync(FOLDER).nlink}`;
  memory.add({ [`${path}/`]: '' });
  return `${IN_MEMORY}${path}`;
}

const isThere = ({ host: { memory } }: Process): boolean => memory?.lstatSync(FOLDER, { throwIfNoEntry: false }) !== undefined;

/** Whether the program or its JavaScript has made `path` at the root in memory: what is made in such a directory belongs there, too. */
function isMadeThere(p: Process, root: string, path: string): boolean {
  const found = p.sandbox!.resolve(`/${path}`);
  return typeof found !== 'number' && found.path.startsWith(`${root}/`) && p.host.memory!.lstatSync(found.path.slice(IN_MEMORY.length), { throwIfNoEntry: false }) !== undefined;
}

/** Puts the tree in memory under the directories that were granted, which are seen in it, unless it is there. */
export function beginInMemory(p: Process): void {
  const { fs } = p.host;
  if (fs === undefined || p.sandbox === undefined || isThere(p)) return;
  if (p.host.memory === undefined) {
    memoryBeside(p.host, fs);
    p.sandbox = new Sandbox(p.host.fs!, p.grants.preopens, p.host.process?.platform === 'win32');
    p.kept?.clear();
    if (p.kept !== undefined) p.kept = new KeptFiles(p.host.fs!);
  }
  p.host.memory!.add({ [`${FOLDER}/`]: '' });
  const { sandbox } = p;
  if (!sandbox.has('/')) {
    const root = freshDirectory(p);
    p.host.memory!.add(Object.fromEntries(sandbox.guests.map((guest) => [`${root.slice(IN_MEMORY.length)}${guest}/`, ''])));
    sandbox.mount({ guest: '/', host: root });
    p.isAtRoot = (path) => p.cwd === p.grants.cwd && (isMadeThere(p, root, path) || isMadeThere(p, root, path.slice(0, Math.max(0, path.lastIndexOf('/')))));
  }
  // A working directory that was not granted is one in memory.
  if (chdir(p, p.cwd) < 0) chdir(p, '/');
}

export function mountCalls(p: Process, tree: Tree) {
  const { sandbox } = p;
  if (sandbox === undefined) throw new Error('FS needs a host with files, or files in memory: give run({ files: {} })');
  const mounts: Mount[] = [];
  const hostDirectory = (root: string | undefined): { host: string; readonly: boolean } => {
    if (root === undefined) throw new Error('FS.mount: NODEFS needs { root: a directory of the host }');
    const path = PATH.isAbs(root) || p.host.process === undefined ? root : `${p.host.process.cwd()}/${root}`;
    let found: ReturnType<Sandbox['granted']>;
    try {
      found = sandbox.granted(path);
    } catch {
      throw new Error(`FS.mount: there is no directory ${root} on the host`);
    }
    if (found === undefined) throw new Error(`FS.mount: the program may not use the directory ${root} of the host: grant it or one above it with --dir`);
    return { host: found.path, readonly: found.readonly };
  };

  const mounted = (path: string): number => mounts.findIndex(({ mountpoint }) => mountpoint === path);
  const calls = {
    mount(type: Type, opts: { readonly root?: string }, at: string): Mount {
      const mountpoint = tree.resolve(at);
      if (mountpoint === '/' || mounted(mountpoint) >= 0) fail('EBUSY');
      if ((checked(stat(p, AT_FDCWD, mountpoint, 0)).mode & S_IFMT) !== S_IFDIR) fail('ENOTDIR');
      sandbox.mount({ guest: mountpoint, ...(type.name === 'NODEFS' ? hostDirectory(opts.root) : { host: freshDirectory(p) }) });
      const mount = { type, opts, mountpoint };
      mounts.push(mount);
      return mount;
    },
    unmount(at: string): void {
      const mountpoint = tree.resolve(at);
      const index = mounted(mountpoint);
      if (index < 0) fail('EINVAL');
      sandbox.unmount(mountpoint);
      mounts.splice(index, 1);
    },
    isMountpoint: ({ path }: { readonly path: string }): boolean => path === '/' || mounted(path) >= 0,
    getMounts: () => [...mounts],
    /** Nothing is waited for: files of the host are written at once, and those in memory go with the program. */
    syncfs(populate: boolean | ((error: null) => void), callback?: (error: null) => void): void {
      (typeof populate === 'function' ? populate : callback!)(null);
    },
  };
  return { calls, types: { MEMFS: { name: 'MEMFS' }, NODEFS: { name: 'NODEFS' } } satisfies Record<string, Type> };
}
