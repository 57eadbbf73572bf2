/** Calls on descriptors whose numbers or ways changed between versions, one by one. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Context } from '../../../abi/emscripten/context.js';
import { __syscall_fadvise64_64, __syscall_fallocate, __syscall_fcntl64, __syscall_getdents64 } from '../../../abi/emscripten/descriptors.js';
import { __syscall_fchmodat2 } from '../../../abi/emscripten/files.js';
import { O_DIRECTORY, O_NOFOLLOW } from '../../../abi/posix/constants.js';
import { E } from '../../../abi/posix/errno.js';
import { open } from '../../../abi/posix/open.js';
import { pipe } from '../../../abi/posix/pipe.js';
import { fixture } from '../fixture.js';

const HERE = -100;

test('record locks under their numbers in 3.1.6 and in later versions; what is asked for is unlocked', () => {
  const f = fixture();
  fs.writeFileSync(join(f.directory, 'file'), 'text');
  const fd = open(f.ctx.p, HERE, 'file', 0, 0);
  const call = __syscall_fcntl64(f.ctx as unknown as Context);
  for (const [get, set, wait] of [[5, 6, 7], [12, 13, 14]] as const) {
    const lock = f.words(1, 0, 0, 0);
    const at = f.words(lock);
    assert.equal([call(fd, set, at), call(fd, wait, at), f.i32(lock)], [0, 0, 1]);
    assert.equal([call(fd, get, at), f.i32(lock)], [0, 2]);
    assert.ok(call(99, set, at) < 0);
  }
});

test('a directory is opened through a link, as Linux does it', () => {
  const { directory, ctx: { p } } = fixture();
  fs.mkdirSync(join(directory, 'dir'));
  for (const [to, name] of [['dir', 'link'], ['none', 'dangling'], ['loop', 'loop']] as const) fs.symlinkSync(to, join(directory, name));
  const opened = (name: string, flags: number): number => Math.min(0, open(p, HERE, name, flags, 0));
  assert.equal(['dir', 'link', 'link/', 'dangling', 'loop'].map((name) => opened(name, O_DIRECTORY)), [0, 0, 0, -E.ENOENT, -E.ELOOP]);
  assert.equal(['dir', 'link', 'link/'].map((name) => opened(name, O_DIRECTORY | O_NOFOLLOW)), [0, -E.ENOTDIR, 0]);
  assert.equal(['link', 'link/'].map((name) => opened(name, O_NOFOLLOW)), [-E.ELOOP, 0]);
});

test('posix_fallocate refuses what is no range, and what is too long; nobody owns a descriptor', () => {
  const f = fixture();
  fs.writeFileSync(join(f.directory, 'file'), 'text');
  const fd = open(f.ctx.p, HERE, 'file', 2, 0);
  const [EINVAL, EFBIG] = [-28, -22];
  const allocate = __syscall_fallocate(f.ctx as unknown as Context);
  assert.equal([allocate(fd, 0, -1, -1, 7, 0), allocate(fd, 0, 3, 0, -1, -1), allocate(fd, 0, 3, 0, 0, 0)], [EINVAL, EINVAL, EINVAL]);
  assert.equal([allocate(fd, 0, 1, 0, -1, 0xffffff), allocate(fd, 0, 0, 1 << 21, 1, 0)], [EFBIG, EFBIG]);
  assert.equal([allocate(fd, 0, 3, 0, 7, 0), fs.statSync(join(f.directory, 'file')).size], [0, 10]);
  const owner = f.words(77, 77);
  const call = __syscall_fcntl64(f.ctx as unknown as Context);
  assert.equal([call(fd, 16, f.words(owner)), f.i32(owner), f.i32(owner + 4), call(99, 16, f.words(owner))], [0, 1, 0, -8]);
});

test('rights change of what a link leads to, and not of a link', () => {
  const f = fixture();
  const file = join(f.directory, 'file');
  fs.writeFileSync(file, 'text');
  fs.chmodSync(file, 0o600);
  fs.symlinkSync('file', join(f.directory, 'link'));
  const change = __syscall_fchmodat2(f.ctx as unknown as Context);
  const [EINVAL, ENOTSUP, NOFOLLOW] = [-28, -138, 0x100];
  const mode = (): number => fs.statSync(file).mode & 0o777;
  assert.equal([change(HERE, f.string('link'), 0o640, NOFOLLOW), mode(), change(HERE, f.string('link'), 0o640, 0x1000), mode()], [ENOTSUP, 0o600, EINVAL, 0o600]);
  assert.equal([change(HERE, f.string('link'), 0o640, 0), mode(), change(HERE, f.string('file'), 0o400, NOFOLLOW), mode()], [0, 0o640, 0, 0o400]);
});

test('space and advice are for files', () => {
  const f = fixture();
  const [reader, writer] = pipe(f.ctx.p, 0) as readonly [number, number];
  const [ENODEV, EISDIR, ESPIPE, EINVAL, EBADF] = [-43, -31, -70, -28, -8];
  const directory = open(f.ctx.p, HERE, '.', O_DIRECTORY, 0);
  const [allocate, advise] = [__syscall_fallocate(f.ctx as unknown as Context), __syscall_fadvise64_64(f.ctx as unknown as Context)];
  assert.equal([writer, directory].map((fd) => allocate(fd, 0, 0, 0, 10, 0)), [ESPIPE, EISDIR]);
  assert.is(allocate(open(f.ctx.p, HERE, '/dev/null', 1, 0), 0, 0, 0, 10, 0), ENODEV);
  assert.equal([reader, directory, 99].map((fd) => advise(fd, 0, 0, 0, 0, 0)), [ESPIPE, 0, EBADF]);
  assert.is(advise(directory, 0, 0, 0, 0, 6), EINVAL);
});

test('the entries of a directory have the numbers that stat tells', () => {
  const f = fixture();
  for (const name of ['one', 'two']) fs.writeFileSync(join(f.directory, name), '');
  const at = f.words(...new Array<number>(300).fill(0));
  const read = __syscall_getdents64(f.ctx as unknown as Context)(open(f.ctx.p, HERE, '.', O_DIRECTORY, 0), at, 1200);
  assert.is(read, 4 * 280);
  const numbers = [0, 1, 2, 3].map((i) => (f.ctx.m.dv.getUint32(at + 280 * i, true) + f.ctx.m.dv.getUint32(at + 280 * i + 4, true) * 2 ** 32));
  const real = ['.', '.', 'one', 'two'].map((name) => fs.statSync(join(f.directory, name)).ino);
  assert.equal(numbers.sort(), real.sort());
});

test.run();
