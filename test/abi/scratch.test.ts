/** Directories in memory beside the host's files: a program's /tmp where none was granted. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Preopen } from '../../abi/contract.js';
import { localHost } from '../../abi/host/local.js';
import { filesInMemory } from '../../abi/host/memory-fs.js';
import { withScratch } from '../../abi/host/scratch.js';
import { O_CREAT, O_DIRECTORY, O_EXCL, O_RDWR } from '../../abi/posix/constants.js';
import { descriptionOf } from '../../abi/posix/fd.js';
import { E } from '../../abi/posix/errno.js';
import { fstatfs, statfs } from '../../abi/posix/file-systems.js';
import { access, chdir, chmod, link, mkdir, readlink, rename, stat, symlink, truncate, unlink } from '../../abi/posix/files.js';
import { open } from '../../abi/posix/open.js';
import { createProcess, type Process } from '../../abi/posix/process.js';
import { temporaryDirectory } from '../support.js';

const HERE = -100;

function start(preopens: Preopen[], files: typeof fs | undefined = fs): Process {
  const host = localHost({ fs: files, os });
  return createProcess(withScratch({ args: [], env: {}, preopens, cwd: preopens[0]!.guest, net: { listen: false, connect: false } }, host, ['/tmp', '/home/web_user']), host);
}

/** Writes a file and reads it again through another descriptor. */
function roundTrip(p: Process, path: string): string {
  const fd = open(p, HERE, path, O_CREAT | O_EXCL | O_RDWR, 0o600);
  assert.ok(fd >= 3, `${path}: ${fd}`);
  assert.is(descriptionOf(p, fd)!.write(new TextEncoder().encode('kept'), 0, 4), 4);
  const again = open(p, HERE, path, 0, 0);
  const bytes = new Uint8Array(10);
  const count = descriptionOf(p, again)!.read(bytes, 0, 10);
  for (const one of [fd, again]) descriptionOf(p, one)!.close();
  return new TextDecoder().decode(bytes.subarray(0, count));
}

const isDirectory = (p: Process, path: string): boolean => {
  const found = stat(p, HERE, path, 0);
  return typeof found !== 'number' && (found.mode & 0o170000) === 0o040000;
};

test('files in memory beside those of the host', () => {
  const directory = temporaryDirectory();
  const p = start([{ guest: '/files', host: directory }]);
  for (const path of ['/tmp', '/home/web_user', '/home', '/files', '/']) assert.ok(isDirectory(p, path), path);
  assert.is(roundTrip(p, '/tmp/file'), 'kept');
  assert.is(roundTrip(p, 'file'), 'kept');
  assert.equal(fs.readdirSync(directory), ['file']);
  assert.is(mkdir(p, HERE, '/tmp', 0o755), -E.EEXIST);
  assert.is(mkdir(p, HERE, '/tmp/d', 0o755), 0);
  assert.is(rename(p, HERE, '/tmp/file', HERE, '/tmp/d/moved'), 0);
  assert.is(rename(p, HERE, '/tmp/d/moved', HERE, '/files/moved'), -E.EXDEV);
  assert.is(link(p, HERE, '/files/file', HERE, '/tmp/file'), -E.EXDEV);
  assert.is(link(p, HERE, '/tmp/d/moved', HERE, '/tmp/hard'), 0);
  assert.is(unlink(p, HERE, '/tmp/hard'), 0);
  assert.is(chdir(p, '/tmp/d'), 0);
  assert.is(roundTrip(p, '../other'), 'kept');
  assert.ok(typeof statfs(p, '/tmp') === 'object');
  assert.equal([statfs(p, '/dev/null'), fstatfs(p, 1)].map((found) => typeof found === 'object' && found.blocks), [0, 0]);
  assert.is(fstatfs(p, 99), -E.EBADF);
  assert.is(open(p, HERE, '/etc/passwd', 0, 0), -E.EACCES);
});

/** The names in a directory, as getdents gives them. */
function names(p: Process, path: string): string[] {
  const directory = descriptionOf(p, open(p, HERE, path, O_DIRECTORY, 0))!;
  const found: string[] = [];
  for (let entry = directory.entry(0); typeof entry === 'object'; entry = directory.entry(found.length)) found.push(entry.name);
  return found;
}

test('directories above hold what leads to those that were granted; the rest is not there, and closed', () => {
  const directory = temporaryDirectory();
  const p = start([{ guest: '/guest/work', host: directory }]);
  assert.equal(names(p, '/').slice(0, 2), ['.', '..']);
  assert.equal(names(p, '/').slice(2).sort(), ['dev', 'guest', 'home', 'proc', 'tmp']);
  assert.equal(names(p, '/guest'), ['.', '..', 'work']);
  assert.equal(names(p, '/home/web_user'), ['.', '..']);
  assert.is(open(p, HERE, '/guest', O_RDWR, 0), -E.EACCES);
  assert.is(open(p, HERE, '/guest/new', O_RDWR | O_CREAT, 0o644), -E.EACCES);
  const [outer, tmp] = [descriptionOf(p, open(p, HERE, '/guest', 0, 0))!.stat(), stat(p, HERE, '/tmp', 0)];
  assert.equal([outer, tmp].map((found) => (typeof found === 'number' ? found : found.mode)), [0o40555, 0o41777]);
  for (const path of ['/etc', '/etc/passwd', '/guest/none']) assert.equal([stat(p, HERE, path, 0), readlink(p, HERE, path)], [-E.ENOENT, -E.ENOENT], path);
  assert.is(mkdir(p, HERE, '/etc/x', 0o755), -E.EACCES);
});

test('links there mean paths of the program, and lead out of memory only to what was granted', () => {
  const directory = temporaryDirectory();
  fs.writeFileSync(join(directory, 'file'), '');
  const p = start([{ guest: '/files', host: directory }]);
  for (const [text, path] of [['/tmp/target', '/tmp/a'], ['/files/file', '/tmp/b'], ['/etc/passwd', '/tmp/c'], [join(directory, 'file'), '/tmp/e']] as const) assert.is(symlink(p, text, HERE, path), 0);
  assert.is(roundTrip(p, '/tmp/target'), 'kept');
  assert.ok(typeof stat(p, HERE, '/tmp/a', 0) === 'object');
  assert.ok(typeof stat(p, HERE, '/tmp/b', 0) === 'object');
  assert.is(stat(p, HERE, '/tmp/c', 0), -E.EACCES);
  // That is where the host has it, which the program is not to know.
  assert.ok(typeof stat(p, HERE, '/tmp/e', 0) === 'number');
  assert.is(readlink(p, HERE, '/tmp/b'), '/files/file');
});

test('what was granted stays the host\'s, below /tmp or as /tmp', () => {
  const directory = temporaryDirectory();
  const below = start([{ guest: '/tmp/a/b', host: directory }]);
  assert.is(roundTrip(below, '/tmp/a/b/one'), 'kept');
  assert.is(roundTrip(below, '/tmp/a/two'), 'kept');
  assert.is(roundTrip(below, '../b/three'), 'kept');
  assert.is(readlink(below, HERE, '/tmp/a'), -E.EINVAL);
  const granted = start([{ guest: '/tmp', host: directory }]);
  assert.is(roundTrip(granted, '/tmp/four'), 'kept');
  assert.equal(fs.readdirSync(directory).sort(), ['four', 'one', 'three']);
});

test('where all files are in memory, it is one of their directories', () => {
  const memory = filesInMemory({ '/files/': '' }, undefined);
  const p = start([{ guest: '/', host: '/' }], memory.fs);
  assert.ok(isDirectory(p, '/tmp'));
  assert.equal(Object.keys(memory.files()), ['/files/']);
  assert.is(roundTrip(p, '/tmp/file'), 'kept');
  assert.equal(Object.keys(memory.files()).sort(), ['/files/', '/tmp/file']);
  const odd = filesInMemory({ '/home': 'a file', '/tmp': 'another' }, undefined);
  start([{ guest: '/', host: '/' }], odd.fs);
  assert.equal(Object.keys(odd.files()).sort(), ['/home', '/tmp']);
});

test('the working directory has no links in it', () => {
  const p = start([{ guest: '/files', host: temporaryDirectory() }]);
  mkdir(p, HERE, 'real', 0o755);
  symlink(p, 'real', HERE, 'link');
  assert.is(chdir(p, 'link/../link/.'), 0);
  assert.is(p.cwd, '/files/real');
  assert.is(chdir(p, '..'), 0);
  assert.is(p.cwd, '/files');
});

test('in memory everybody is the owner, who may do what the mode says', () => {
  const p = start([{ guest: '/files', host: temporaryDirectory() }]);
  roundTrip(p, '/tmp/file');
  mkdir(p, HERE, '/tmp/d', 0o755);
  roundTrip(p, '/tmp/d/file');
  const modes = (file: number, directory: number): void => {
    chmod(p, HERE, '/tmp/file', file);
    chmod(p, HERE, '/tmp/d', directory);
  };
  const opened = (path: string, flags: number): number => Math.min(0, open(p, HERE, path, flags, 0o644));
  modes(0o444, 0o555);
  assert.equal([opened('/tmp/file', 0), opened('/tmp/file', O_RDWR), access(p, HERE, '/tmp/file', 2), truncate(p, '/tmp/file', 0)], [0, -E.EACCES, -E.EACCES, -E.EACCES]);
  assert.equal([unlink(p, HERE, '/tmp/d/file'), opened('/tmp/d/new', O_RDWR | O_CREAT), mkdir(p, HERE, '/tmp/d/x', 0o755), rename(p, HERE, '/tmp/d/file', HERE, '/tmp/x')], Array.from({ length: 4 }, () => -E.EACCES));
  modes(0o222, 0o666);
  assert.equal([opened('/tmp/file', 0), opened('/tmp/file', 1), opened('/tmp/d/file', 0)], [-E.EACCES, 0, -E.EACCES]);
  modes(0o644, 0o755);
  assert.equal([unlink(p, HERE, '/tmp/d/file'), opened('/tmp/file', O_RDWR)], [0, 0]);
});

test('a file does not become longer than there can be room for, in memory and on the host', () => {
  const granted = temporaryDirectory();
  const p = start([{ guest: granted, host: granted }]);
  for (const path of ['/tmp/long', join(granted, 'long')]) {
    roundTrip(p, path);
    const file = descriptionOf(p, open(p, HERE, path, O_RDWR, 0))!;
    for (const length of [2 ** 53, 2 ** 60]) assert.equal([truncate(p, path, length), file.truncate(length)], [-E.EFBIG, -E.EFBIG], `${path} ${length}`);
    assert.is((file.stat() as { size: number }).size, 4);
  }
  assert.is(truncate(p, '/tmp/long', 2 ** 50), -E.EFBIG);
  assert.is(truncate(p, '/tmp/long', 2 ** 43), -E.ENOSPC);
  assert.is(truncate(p, '/tmp/long', 6), 0);
});

test.run();
