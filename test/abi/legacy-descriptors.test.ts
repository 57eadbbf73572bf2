/** Descriptors in Emscripten's old backend: copies, flags, devices, limits. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { E } from '../../abi/posix/errno.js';
import { legacyFiles } from './legacy-calls.js';

const { f, ctx, directory, call, open, put } = legacyFiles();
const O_WRONLY = 1;
const O_RDWR = 2;
const O_CREAT = 0o100;

test('dup2, fcntl64, ioctl (63, 221, 54)', () => {
  put('dup', 'abcdef');
  const fd = open('dup', O_RDWR);
  assert.is(call(63, fd, 9), 9);
  const buffer = f.alloc(8);
  assert.is(call(3, fd, buffer, 2), 2);
  assert.is(call(3, 9, buffer, 2), 2, 'one position for both');
  assert.is(f.text(buffer), 'cd');
  assert.is(call(63, 99, 9), -E.EBADF);
  assert.is(call(6, fd), 0);
  assert.is(call(3, 9, buffer, 2), 2, 'the description outlives the first descriptor');
  assert.is(call(221, 9, 3, 0), O_RDWR);
  assert.is(call(221, 9, 4, 0o4000), 0);
  assert.is(call(221, 9, 3, 0), O_RDWR | 0o4000);
  assert.is(call(221, 9, 2, 1), 0);
  assert.is(call(221, 9, 1, 0), 1);
  const copy = call(221, 9, 0, 20);
  assert.is(copy, 20, 'F_DUPFD takes the next free one');
  const lock = f.alloc(16);
  assert.is(call(221, 9, 13, lock), 0, 'F_SETLK');
  assert.is(call(221, 9, 12, lock), 0, 'F_GETLK');
  assert.is(ctx.m.dv.getInt16(lock, true), 2);
  assert.is(call(221, 9, 77, 0), -E.EINVAL);
  const word = f.words(0);
  assert.is(call(54, 9, 0x5421, word), 0, 'FIONBIO');
  assert.is(call(221, 9, 3, 0), O_RDWR);
  assert.is(call(54, 9, 0x541b, word), 0, 'FIONREAD');
  assert.is(f.i32(word), 0);
  assert.is(call(54, 9, 0x5401, word), -E.ENOTTY, 'TCGETS');
  assert.is(call(54, 99, 0x5421, word), -E.EBADF);
  call(6, 9);
  call(6, 20);
});

test('ftruncate64, statfs64, fadvise (194, 268, 272)', () => {
  put('t', '123456');
  const fd = open('t', O_RDWR);
  assert.is(call(194, fd, 0, 3, 0), 0);
  assert.is(fs.readFileSync(join(directory, 't'), 'utf8'), '123');
  call(6, fd);
  const reader = open('t');
  assert.is(call(194, reader, 0, 1, 0), -E.EINVAL);
  call(6, reader);
  const buffer = f.alloc(64);
  assert.is(call(268, f.string('.'), 64, buffer), 0);
  assert.ok(f.i32(buffer + 4) > 0);
  assert.is(call(268, f.string('none'), 64, buffer), -E.ENOENT);
  assert.is(call(272, 0, 0, 0), 0);
});

test('devices, and standard output through dup2', () => {
  const out = open('/dev/stdout', O_WRONLY);
  assert.is(call(4, out, f.string('to stdout'), 9), 9);
  assert.is(f.output(1), 'to stdout');
  const err = open('/dev/stderr', O_WRONLY);
  assert.is(call(4, err, f.string('!'), 1), 1);
  assert.is(f.output(2), '!');
  const nothing = open('/dev/null', O_RDWR);
  assert.is(call(4, nothing, f.string('x'), 1), 1);
  assert.is(call(3, nothing, f.alloc(4), 4), 0);
  const zero = open('/dev/zero');
  const buffer = f.words(-1);
  assert.is(call(3, zero, buffer, 4), 4);
  assert.is(f.i32(buffer), 0);
  assert.is(open('/dev/sda'), -E.EACCES);
  const log = open('errors', O_WRONLY | O_CREAT);
  assert.is(call(63, log, 2), 2);
  assert.is(call(4, 2, f.string('logged'), 6), 6);
  assert.is(fs.readFileSync(join(directory, 'errors'), 'utf8'), 'logged');
});

test('umask (60) acts on new files', () => {
  const old = call(60, 0o027);
  const fd = open('masked', O_WRONLY | O_CREAT, 0o666);
  call(6, fd);
  assert.is(call(60, old), 0o027);
  assert.is(fs.statSync(join(directory, 'masked')).mode & 0o777, 0o640);
});

test('EMFILE at the limit, which may be lowered', () => {
  put('many', '');
  const limit = ctx.p.fds.limit;
  ctx.p.fds.limit = 30;
  const opened: number[] = [];
  for (let fd = open('many'); fd >= 0; fd = open('many')) opened.push(fd);
  assert.is(open('many'), -E.EMFILE);
  for (const fd of opened) call(6, fd);
  ctx.p.fds.limit = limit;
  const again = open('many');
  assert.is(again, opened[0]);
  call(6, again);
});

test.run();
