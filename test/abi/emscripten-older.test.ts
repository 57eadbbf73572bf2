/** System calls under the names that Emscripten 1.39 and 2.0 gave them, call by call. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fd_seek } from '../../abi/emscripten/wasi.js';
import { cString } from '../../abi/posix/memory.js';
import { emscriptenErrno } from '../../abi/emscripten/errno.js';
import { E } from '../../abi/posix/errno.js';
import { fixture } from './older-fixture.js';

const O_RDWR_CREAT = 0o102;

for (const [era, name] of Object.entries<(now: string, number: number) => string>({ '2.0': (now) => `__sys_${now}`, '1.39': (_now, number) => `__syscall${number}` })) {
  test(`files by the names of ${era}`, async () => {
    const { directory, malloc, call, string, i32, ctx } = fixture();
    const path = string('file.txt');
    const mode = malloc(4);
    ctx.m.dv.setInt32(mode, 0o644, true);
    const fd = await call(name('open', 5), 'iii:i', path, O_RDWR_CREAT, mode);
    assert.ok(fd >= 0);
    assert.is(await call(name('write', 4), 'iii:i', fd, string('hello world'), 11), 11);
    assert.is(await call(name('ftruncate64', 194), 'iiii:i', fd, 0, 9000, 0), 0);
    const stat = malloc(88);
    assert.is(await call(name('fstat64', 197), 'ii:i', fd, stat), 0);
    assert.is(i32(stat + 40), 9000);
    const at = await call(name('mmap2', 192), 'iiiiii:i', 0, 5000, 3, 1, fd, 0);
    assert.is(cString(ctx.m, at), 'hello world');
    ctx.m.u8[at] = 'H'.charCodeAt(0);
    assert.is(await call(name('msync', 144), 'iii:i', at, 5000, 4), 0);
    assert.is(fs.readFileSync(join(directory, 'file.txt'), 'utf8').slice(0, 6), 'Hello ');
    ctx.m.u8[at + 1] = 'E'.charCodeAt(0);
    assert.is(await call(name('munmap', 91), 'ii:i', at, 5000), 0);
    assert.is(fs.readFileSync(join(directory, 'file.txt'), 'utf8').slice(0, 6), 'HEllo ');
    const anonymous = await call(name('mmap2', 192), 'iiiiii:i', 0, 100, 3, 34, -1, 0);
    assert.is(ctx.m.u8[anonymous], 0);
    assert.is(await call(name('dup2', 63), 'ii:i', fd, 9), 9);
    assert.is(await call(name('close', 6), 'i:i', 9), 0);
    assert.is(await call(name('close', 6), 'i:i', 9), -emscriptenErrno(E.EBADF));
    assert.is(await call(name('access', 33), 'ii:i', path, 4), 0);
    assert.is(await call(name('access', 33), 'ii:i', string('absent'), 4), -emscriptenErrno(E.ENOENT));
    assert.is(await call(name('link', 9), 'ii:i', path, string('second')), 0);
    assert.is(await call(name('truncate64', 193), 'iiii:i', string('second'), 0, 3, 0), 0);
    assert.is(fs.readFileSync(join(directory, 'file.txt'), 'utf8'), 'HEl');
  });

  test(`the process by the names of ${era}`, async () => {
    const { malloc, call, i32, ctx } = fixture();
    const at = malloc(400);
    assert.is(await call(name('uname', 122), 'i:i', at), 0);
    assert.is(cString(ctx.m, at), os.type());
    assert.is(await call(name('ugetrlimit', 191), 'ii:i', 7, at), 0);
    assert.equal([i32(at), i32(at + 4)], [65536, 65536]);
    assert.is(await call(name('prlimit64', 340), 'iiii:i', 0, 0, 0, at), 0);
    assert.equal([i32(at), i32(at + 4)], [-1, -1]);
    assert.is(await call(name('wait4', 114), 'iiii:i', -1, 0, 0, 0), -emscriptenErrno(E.ECHILD));
    assert.is(await call(name('getpgid', 132), 'i:i', 0), ctx.p.pid);
    assert.is(await call(name('madvise1', 219), 'iii:i', 0, 4096, 4), 0);
    assert.is(await call(name('socketcall', 102), 'ii:i', 8, at), -emscriptenErrno(E.EOPNOTSUPP));
  });
}

test('utimensat keeps the time that it shall, follows links or not, and refuses what is no time', async () => {
  const { directory, malloc, call, string, ctx } = fixture();
  const [file, at] = [join(directory, 'dated'), malloc(16)];
  const times = (...words: number[]): void => words.forEach((word, i) => ctx.m.dv.setInt32(at + 4 * i, word, true));
  const set = (fd: number, name: number, flags = 0): Promise<number> => call('__syscall_utimensat', 'iiii:i', fd, name, at, flags);
  // Newer versions of node set the nanoseconds of the double that they are given.
  const told = (path = file): number[] => [fs.lstatSync(path).atimeMs, fs.lstatSync(path).mtimeMs].map(Math.round);
  const [AT_FDCWD, OMIT, NOFOLLOW] = [-100, 0x3ffffffe, 0x100];
  fs.writeFileSync(file, '');
  fs.symlinkSync('dated', join(directory, 'link'));
  times(1500000000, 987000000, -2, 500000000);
  assert.is(await set(AT_FDCWD, string('dated')), 0);
  assert.equal(told(), [1500000000987, -1500]);
  const mode = malloc(4);
  const fd = await call('__syscall_openat', 'iiii:i', AT_FDCWD, string('dated'), O_RDWR_CREAT, mode);
  times(0, OMIT, 7, 0);
  assert.is(await set(fd, 0), 0);
  assert.equal(told(), [1500000000987, 7000]);
  times(8, 0, 0, OMIT);
  assert.is(await set(AT_FDCWD, string('link')), 0);
  assert.equal(told(), [8000, 7000]);
  times(9, 0, 10, 0);
  assert.is(await set(AT_FDCWD, string('link'), NOFOLLOW), 0);
  assert.equal([told(), told(join(directory, 'link'))], [[8000, 7000], [9000, 10000]]);
  times(1, 1000000000, 1, 0);
  assert.is(await set(AT_FDCWD, string('dated')), -emscriptenErrno(E.EINVAL));
  assert.equal(told(), [8000, 7000]);
});

test('directories are read, however they were opened', async () => {
  const { directory, malloc, call, string, ctx } = fixture();
  fs.mkdirSync(join(directory, 'folder/inner'), { recursive: true });
  const fd = await call('__syscall_openat', 'iiii:i', -100, string('folder'), 0, 0);
  const at = malloc(1000);
  for (let round = 0; round < 2; round++) {
    const count = await call('__syscall_getdents64', 'iii:i', fd, at, 1000);
    assert.ok(count > 0);
    assert.match(new TextDecoder().decode(ctx.m.u8.slice(at, at + count)), /inner/);
    assert.is(await call('__syscall_getdents64', 'iii:i', fd, at, 1000), 0);
    assert.is(fd_seek(ctx)(fd, 0, 0, 0, malloc(8)), 0);
  }
  const file = await call('__syscall_openat', 'iiii:i', -100, string('file'), O_RDWR_CREAT, malloc(4));
  assert.is(await call('__syscall_getdents64', 'iii:i', file, at, 1000), -emscriptenErrno(E.ENOTDIR));
  assert.is(await call('__syscall_ftruncate64', 'iii:i', file, -1, -1), -emscriptenErrno(E.EINVAL));
  assert.is(await call('__syscall_truncate64', 'iii:i', string('file'), -1, -1), -emscriptenErrno(E.EINVAL));
});

test('mknod makes files, and nothing else', async () => {
  const { directory, call, string } = fixture();
  assert.is(await call('__syscall_mknod', 'iii:i', string('made'), 0o100640, 0), 0);
  assert.ok(fs.statSync(join(directory, 'made')).isFile());
  assert.is(await call('__syscall_mknodat', 'iiii:i', -100, string('made'), 0o640, 0), -emscriptenErrno(E.EEXIST));
  assert.is(await call('__syscall_mknod', 'iii:i', string('fifo'), 0o010640, 0), -emscriptenErrno(E.EPERM));
  assert.is(await call('__syscall_mknod', 'iii:i', string('folder'), 0o040640, 0), -emscriptenErrno(E.EINVAL));
});

test('directories above those that the program may use: no links, and closed to writing', async () => {
  const { call, string, malloc } = fixture();
  const above = string('/guest');
  for (const path of [above, string('/')]) {
    assert.is(await call('__syscall_readlink', 'iii:i', path, malloc(100), 100), -emscriptenErrno(E.EINVAL));
    assert.equal([await call('__syscall_access', 'ii:i', path, 5), await call('__syscall_access', 'ii:i', path, 2)], [0, -emscriptenErrno(E.EACCES)]);
  }
  assert.is(await call('__syscall_readlink', 'iii:i', string('/elsewhere'), malloc(100), 100), -emscriptenErrno(E.ENOENT));
});

test.run();
