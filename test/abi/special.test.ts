/** /dev and /proc/self as every program has them, on a host without files, too. C programs ask more: test/programs/posix/special.c. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { localHost } from '../../abi/host/local.js';
import { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDWR, O_WRONLY, S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT } from '../../abi/posix/constants.js';
import { Description } from '../../abi/posix/description.js';
import { descriptionOf } from '../../abi/posix/fd.js';
import { E } from '../../abi/posix/errno.js';
import { access, mkdir, readlink, stat, unlink } from '../../abi/posix/files.js';
import { open } from '../../abi/posix/open.js';
import { createProcess, type Process } from '../../abi/posix/process.js';
import { temporaryDirectory } from '../support.js';

const HERE = -100;

function start(files: typeof fs | undefined = fs): Process {
  const here = temporaryDirectory();
  const preopens = files === undefined ? [] : [{ guest: '/site', host: here }];
  return createProcess({ args: ['program'], env: {}, preopens, cwd: '/site', net: { listen: false, connect: false }, listen: [] }, localHost({ fs: files, os }));
}

function typeOf(p: Process, path: string, flags = 0): number {
  const found = stat(p, HERE, path, flags);
  return typeof found === 'number' ? found : found.mode & S_IFMT;
}

function names(p: Process, path: string): string[] {
  const directory = descriptionOf(p, open(p, HERE, path, O_DIRECTORY, 0))!;
  const found: string[] = [];
  for (let entry = directory.entry(0); typeof entry === 'object'; entry = directory.entry(found.length)) found.push(entry.name);
  return found;
}

for (const [kind, files] of [['with files', fs], ['without files', undefined]] as const) {
  test(`a host ${kind}`, () => {
    const p = start(files);
    assert.equal(names(p, '/dev'), ['.', '..', 'null', 'zero', 'full', 'random', 'urandom', 'stdin', 'stdout', 'stderr', 'fd']);
    assert.equal(['/dev', '/dev/null', '/dev/../dev//zero', '/dev/null/', '/dev/fd/9', '/proc/self/none', '/proc/self'].map((path) => typeOf(p, path)), [S_IFDIR, S_IFCHR, S_IFCHR, -E.ENOTDIR, -E.ENOENT, -E.ENOENT, S_IFDIR]);
    assert.is(typeOf(p, '/dev/stdout', 0x100), S_IFLNK);
    assert.equal([readlink(p, HERE, '/dev/stdout'), readlink(p, HERE, '/proc/self/cwd'), readlink(p, HERE, '/dev/null')], ['/proc/self/fd/1', '/site', -E.EINVAL]);
    assert.equal([access(p, HERE, '/dev/null', 6), access(p, HERE, '/dev/null', 1), access(p, HERE, '/dev', 2), mkdir(p, HERE, '/dev', 0o755)], [0, -E.EACCES, -E.EACCES, -E.EEXIST]);
    assert.equal([open(p, HERE, '/dev', O_WRONLY, 0), open(p, HERE, '/dev/null', O_DIRECTORY, 0), open(p, HERE, '/dev/null', O_CREAT | O_EXCL, 0), open(p, HERE, '/dev/stdin', O_NOFOLLOW, 0)], [-E.EISDIR, -E.ENOTDIR, -E.EEXIST, -E.ELOOP]);
    assert.is(descriptionOf(p, open(p, HERE, '/dev/full', O_RDWR, 0))!.write(new Uint8Array(3), 0, 3), -E.ENOSPC);
  });
}

test('what a descriptor names is opened anew, or shared once it has no path', () => {
  const p = start();
  const fd = open(p, HERE, 'file', O_CREAT | O_RDWR, 0o600);
  descriptionOf(p, fd)!.write(new TextEncoder().encode('kept'), 0, 4);
  assert.is(readlink(p, HERE, `/proc/self/fd/${fd}`), '/site/file');
  const again = open(p, HERE, `/dev/fd/${fd}`, 0, 0);
  assert.is(descriptionOf(p, again)!.read(new Uint8Array(10), 0, 10), 4);
  unlink(p, HERE, 'file');
  const shared = open(p, HERE, `/dev/fd/${fd}`, 0, 0);
  assert.is(descriptionOf(p, shared), descriptionOf(p, fd));
  // The list holds the descriptor that it is read through.
  assert.equal(names(p, '/proc/self/fd').slice(2), Array.from({ length: shared + 2 }, (_, i) => String(i)));
});

test("the program's own devices", () => {
  const p = start();
  for (const path of ['/dev/own', '/site/other']) p.devices.set(path, { kind: 'device', mode: 0o444, open: (flags) => new Description(flags) });
  assert.ok(names(p, '/dev').includes('own'));
  assert.equal([typeOf(p, '/dev/own'), typeOf(p, 'other')], [S_IFCHR, S_IFCHR]);
  assert.ok(descriptionOf(p, open(p, HERE, 'other', 0, 0)) instanceof Description);
  assert.is(open(p, HERE, 'other', O_RDWR, 0), -E.EACCES);
  assert.equal([unlink(p, HERE, 'other'), unlink(p, HERE, 'other'), typeOf(p, 'other')], [0, -E.ENOENT, -E.ENOENT]);
});

test.run();
