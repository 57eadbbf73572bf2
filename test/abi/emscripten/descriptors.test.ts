/** Calls on descriptors whose numbers or ways changed between versions, one by one. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Context } from '../../../abi/emscripten/context.js';
import { __syscall_fallocate, __syscall_fcntl64 } from '../../../abi/emscripten/descriptors.js';
import { O_DIRECTORY, O_NOFOLLOW } from '../../../abi/posix/constants.js';
import { E } from '../../../abi/posix/errno.js';
import { open } from '../../../abi/posix/open.js';
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

test.run();
