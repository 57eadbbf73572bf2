/** Paths that end in a slash, in `.` or in `..`, and links to directories: each call says what the host's own says. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { localHost } from '../../abi/host/local.js';
import { AT_FDCWD, AT_SYMLINK_NOFOLLOW, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDWR } from '../../abi/posix/constants.js';
import { E } from '../../abi/posix/errno.js';
import { chmod, link, mkdir, readlink, rename, rmdir, stat, symlink, truncate, unlink } from '../../abi/posix/files.js';
import { open } from '../../abi/posix/open.js';
import { createProcess, type Process } from '../../abi/posix/process.js';
import { skip, temporaryDirectory } from '../support.js';

const c = fs.constants;
const names = Object.entries(E).filter(([name]) => name !== 'EWOULDBLOCK' && name !== 'EOPNOTSUPP');
const nameOf = (error: number): string => names.find(([, number]) => number === error)![0];

function tree(): string {
  const root = fs.realpathSync(temporaryDirectory());
  fs.mkdirSync(join(root, 'dir/sub'), { recursive: true });
  fs.mkdirSync(join(root, 'empty'));
  fs.writeFileSync(join(root, 'dir/file'), 'abc');
  fs.symlinkSync('dir', join(root, 'link'));
  fs.symlinkSync('dir/file', join(root, 'to-file'));
  fs.symlinkSync('none', join(root, 'dangling'));
  return root;
}

/** By name: our call, and the host's, on a path in directories that are alike. */
const calls: Record<string, [ours: (p: Process, path: string) => unknown, host: (path: string, root: string) => unknown]> = {
  open: [(p, path) => open(p, AT_FDCWD, path, 0, 0), (path) => fs.openSync(path, 0)],
  'open O_DIRECTORY': [(p, path) => open(p, AT_FDCWD, path, O_DIRECTORY, 0), (path) => fs.openSync(path, c.O_DIRECTORY)],
  'open O_DIRECTORY O_NOFOLLOW': [(p, path) => open(p, AT_FDCWD, path, O_DIRECTORY | O_NOFOLLOW, 0), (path) => fs.openSync(path, c.O_DIRECTORY | c.O_NOFOLLOW)],
  'open O_NOFOLLOW': [(p, path) => open(p, AT_FDCWD, path, O_NOFOLLOW, 0), (path) => fs.openSync(path, c.O_NOFOLLOW)],
  'open O_RDWR': [(p, path) => open(p, AT_FDCWD, path, O_RDWR, 0), (path) => fs.openSync(path, c.O_RDWR)],
  'open O_CREAT': [(p, path) => open(p, AT_FDCWD, path, O_RDWR | O_CREAT, 0o644), (path) => fs.openSync(path, c.O_RDWR | c.O_CREAT)],
  'open O_EXCL': [(p, path) => open(p, AT_FDCWD, path, O_RDWR | O_CREAT | O_EXCL, 0o644), (path) => fs.openSync(path, c.O_RDWR | c.O_CREAT | c.O_EXCL)],
  stat: [(p, path) => stat(p, AT_FDCWD, path, 0), (path) => fs.statSync(path)],
  lstat: [(p, path) => stat(p, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW), (path) => fs.lstatSync(path)],
  readlink: [(p, path) => readlink(p, AT_FDCWD, path), (path) => fs.readlinkSync(path)],
  chmod: [(p, path) => chmod(p, AT_FDCWD, path, 0o700), (path) => fs.chmodSync(path, 0o700)],
  truncate: [(p, path) => truncate(p, path, 1), (path) => fs.truncateSync(path, 1)],
  mkdir: [(p, path) => mkdir(p, AT_FDCWD, path, 0o755), (path) => fs.mkdirSync(path)],
  rmdir: [(p, path) => rmdir(p, AT_FDCWD, path), (path) => fs.rmdirSync(path)],
  unlink: [(p, path) => unlink(p, AT_FDCWD, path), (path) => fs.unlinkSync(path)],
  'rename from': [(p, path) => rename(p, AT_FDCWD, path, AT_FDCWD, 'moved'), (path, root) => fs.renameSync(path, `${root}/moved`)],
  'rename a file to': [(p, path) => rename(p, AT_FDCWD, 'dir/file', AT_FDCWD, path), (path, root) => fs.renameSync(`${root}/dir/file`, path)],
  'rename a directory to': [(p, path) => rename(p, AT_FDCWD, 'empty', AT_FDCWD, path), (path, root) => fs.renameSync(`${root}/empty`, path)],
  'link from': [(p, path) => link(p, AT_FDCWD, path, AT_FDCWD, 'linked'), (path, root) => fs.linkSync(path, `${root}/linked`)],
  'link to': [(p, path) => link(p, AT_FDCWD, 'dir/file', AT_FDCWD, path), (path, root) => fs.linkSync(`${root}/dir/file`, path)],
  symlink: [(p, path) => symlink(p, 'x', AT_FDCWD, path), (path) => fs.symlinkSync('x', path)],
};

const paths = [
  'dir', 'link', 'to-file', 'dir/', 'link/', 'to-file/', 'dir/file/', 'dir/file/.', 'to-file/.', 'dir/.', 'link/.', 'dir/./', 'dir/sub/..', 'dir/file/..', 'new', 'new/', 'new/.', 'new/..',
  'dangling', 'dangling/', 'dangling/.', 'empty/', 'empty/.', 'link/file', 'link/file/', 'none/x', 'none/x/',
];

function outcome(call: () => unknown): string {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code!;
  }
  if (typeof result === 'number' && result < 0) return nameOf(-result);
  if (typeof result === 'object') return ((result as { mode: number }).mode & c.S_IFMT).toString(8);
  return typeof result === 'string' ? result : 'done';
}

function left(root: string): string[] {
  return (fs.readdirSync(root, { recursive: true }) as string[]).sort();
}

const program = (root: string): Process =>
  createProcess({ args: [], env: {}, preopens: [{ guest: '/', host: root }], cwd: '/', net: { listen: false, connect: false } }, localHost({ fs, os }));

if (process.platform !== 'linux') skip('ends of paths', 'other kernels say other things to them');
else {
  for (const [name, [ours, host]] of Object.entries(calls)) {
    test(name, () => {
      for (const path of paths) {
        const [mine, theirs] = [tree(), tree()];
        const expected = outcome(() => host(`${theirs}/${path}`, theirs));
        assert.is(outcome(() => ours(program(mine), path)), expected, path);
        assert.equal(left(mine), left(theirs), path);
      }
    });
  }
}

test.run();
