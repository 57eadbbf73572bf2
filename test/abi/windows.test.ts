/** A host like Windows, simulated: drives, backslashes, and no flag against following links. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Program } from '../../abi/contract.js';
import { localHost } from '../../abi/host/local.js';
import { grantsOf } from '../../abi/host/run-options.js';
import { AT_FDCWD, O_NOFOLLOW, O_RDWR } from '../../abi/posix/constants.js';
import { E } from '../../abi/posix/errno.js';
import { open } from '../../abi/posix/open.js';
import { createProcess } from '../../abi/posix/process.js';
import { Sandbox } from '../../abi/posix/sandbox.js';
import { temporaryDirectory } from '../support.js';

const O_CREAT = 0o100;

/** Runs in a directory that the host would call `cwd`. */
function within<T>(cwd: string, body: () => T): T {
  const { cwd: own } = process;
  process.cwd = () => cwd;
  try {
    return body();
  } finally {
    process.cwd = own;
  }
}

test('the current directory has a name below the root, and is granted as what it is', () => {
  const program = { defaults: {}, host: {} } as unknown as Program;
  const { preopens, cwd } = within('C:\\site\\x', () => grantsOf(program, {}));
  assert.equal([preopens, cwd], [[{ guest: '/C:/site/x', host: 'C:/site/x' }], '/C:/site/x']);
  const given = within('C:\\site\\x', () => grantsOf(program, { preopens: { '/data': 'C:\\site', there: 'D:\\there' } }));
  assert.is(given.cwd, '/data/x');
  assert.equal(given.preopens.map(({ guest, host }) => [guest, host]), [['/data', 'C:/site'], ['/C:/site/x/there', 'D:/there']]);
});

/** Links by the path of the host that names them; whatever has no extension is a directory. */
const links: Readonly<Record<string, string>> = { 'C:/site/up': '..\\secret.txt', 'C:/site/far': 'C:\\secret.txt', 'C:/site/near': 'C:\\site\\a\\b.txt', 'C:/site/a/top': '..\\a', 'C:/site/root': '\\secret.txt' };
const drive = {
  realpathSync: (path: string) => path.replace(/\//g, '\\'),
  lstatSync: (path: string) => ({ isSymbolicLink: () => links[path] !== undefined, isDirectory: () => !/\.\w+$/.test(path) }),
  readlinkSync: (path: string) => links[path]!,
};

test('paths and links stay on what was granted of a drive', () => {
  const sandbox = new Sandbox(drive, [{ guest: '/C:/site', host: 'C:/site' }], true);
  const pathOf = (path: string): string | number => {
    const found = sandbox.follow(path);
    return typeof found === 'number' ? found : found.path;
  };
  assert.is(pathOf('/C:/site/a/b.txt'), 'C:/site/a/b.txt');
  assert.is(pathOf('/C:/site/near'), 'C:/site/a/b.txt');
  assert.is(pathOf('/C:/site/a/top/b.txt'), 'C:/site/a/b.txt');
  assert.is(sandbox.real('/C:/site/near'), '/C:/site/a/b.txt');
  for (const path of ['/C:/site/up', '/C:/site/far', '/C:/site/root', '/C:/site/..', '/C:/secret.txt', '/D:/site/a', '/C:/site\\..\\secret.txt']) assert.is(pathOf(path), -E.EACCES, path);
  assert.equal(sandbox.granted('C:\\site\\a'), { path: 'C:/site/a', readonly: false });
  assert.is(sandbox.granted('C:\\'), undefined);
  assert.is(sandbox.granted('D:\\site'), undefined);
});

test('links lead nowhere outside where the host cannot be told not to follow them', () => {
  const directory = fs.realpathSync(temporaryDirectory()), outside = join(fs.realpathSync(temporaryDirectory()), 'secret');
  fs.writeFileSync(outside, 'secret');
  fs.writeFileSync(join(directory, 'file'), 'file');
  fs.symlinkSync(outside, join(directory, 'out'));
  fs.symlinkSync('file', join(directory, 'in'));
  const { O_NOFOLLOW: _lacks, O_NONBLOCK: _too, ...constants } = fs.constants;
  const host = localHost({ fs: { ...fs, constants } as unknown as typeof fs, os });
  const p = createProcess({ args: [], env: {}, preopens: [{ guest: '/w', host: directory }], cwd: '/w', net: { listen: false, connect: false } }, host);
  for (const flags of [0, O_RDWR, O_RDWR | O_CREAT]) assert.is(open(p, AT_FDCWD, 'out', flags, 0o644), -E.EACCES);
  assert.is(open(p, AT_FDCWD, 'in', O_NOFOLLOW, 0), -E.ELOOP);
  for (const [name, flags] of [['in', 0], ['file', O_RDWR], ['new', O_RDWR | O_CREAT]] as const) assert.ok(open(p, AT_FDCWD, name, flags, 0o644) > 2, name);
  assert.is(open(p, AT_FDCWD, 'absent', 0, 0), -E.ENOENT);
});

test.run();
