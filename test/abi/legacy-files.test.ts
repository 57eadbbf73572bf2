/** emscripten-legacy: each system call on files, through its argument words. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as calls from '../../abi/emscripten-legacy/files.js';
import { E } from '../../abi/posix/errno.js';
import { legacyFiles } from './legacy-calls.js';

const { f, ctx, directory, call, open, put } = legacyFiles();
const O_RDWR = 2;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_APPEND = 0o2000;
const O_DIRECTORY = 0o200000;
const O_NOFOLLOW = 0o400000;

test('open, write, read, close (5, 4, 3, 6)', () => {
  const fd = open('new', O_RDWR | O_CREAT | O_EXCL);
  assert.is(fd, 3, 'the lowest free descriptor');
  assert.is(call(4, fd, f.string('hello'), 5), 5);
  assert.is(call(3, fd, f.alloc(8), 8), 0, 'at the end');
  assert.is(call(6, fd), 0);
  assert.is(call(6, fd), -E.EBADF);
  assert.is(fs.readFileSync(join(directory, 'new'), 'utf8'), 'hello');
  assert.is(open('new', O_RDWR | O_CREAT | O_EXCL), -E.EEXIST);
  assert.is(open('none'), -E.ENOENT);
  assert.is(open('new/x'), -E.ENOTDIR);
  assert.is(open(''), -E.ENOENT);
  assert.is(open('/etc/passwd'), -E.EACCES);
  assert.is(open('../x'), -E.EACCES);
});

test('absolute paths below the working directory', () => {
  put('abs', 'x');
  const fd = open('/guest/work/abs');
  assert.ok(fd >= 0);
  call(6, fd);
});

test('append, and a position of its own for reading (4, 140)', () => {
  put('log', 'one\n');
  const fd = open('log', O_RDWR | O_APPEND);
  assert.is(call(4, fd, f.string('two\n'), 4), 4);
  assert.is(fs.readFileSync(join(directory, 'log'), 'utf8'), 'one\ntwo\n');
  const result = f.alloc(4);
  assert.is(call(140, fd, 0, 4, result, 0), 0);
  assert.is(f.i32(result), 4);
  const buffer = f.alloc(8);
  assert.is(call(3, fd, buffer, 8), 4);
  assert.is(f.text(buffer), 'two\n');
  assert.is(call(140, fd, -1, -2, result, 1), 0);
  assert.is(f.i32(result), 6);
  assert.is(call(140, fd, 0, 0, result, 2), 0);
  assert.is(f.i32(result), 8);
  assert.is(call(140, fd, -1, -9, result, 1), -E.EINVAL);
  call(6, fd);
});

test('pread64, pwrite64 with a pad word (180, 181), readv, writev, pwritev (145, 146, 334)', () => {
  put('p', '0123456789');
  const fd = open('p', O_RDWR);
  const buffer = f.alloc(16);
  assert.is(call(180, fd, buffer, 3, 0, 4, 0), 3);
  assert.is(f.text(buffer), '456');
  assert.is(call(181, fd, f.string('ab'), 2, 0, 1, 0), 2);
  const a = f.alloc(4);
  const b = f.alloc(8);
  assert.is(call(145, fd, f.words(a, 2, b, 3), 2), 5);
  assert.is(f.text(a), '0a');
  assert.is(f.text(b), 'b34');
  assert.is(call(334, fd, f.words(f.string('XY'), 2, f.string('Z'), 1), 2, 7), 3);
  assert.is(call(146, fd, f.words(f.string('--'), 2, f.string('+'), 1), 2), 3);
  assert.is(fs.readFileSync(join(directory, 'p'), 'utf8'), '0ab34--+YZ');
  assert.is(call(146, 99, f.words(a, 1), 1), -E.EBADF);
  assert.is(call(145, fd, f.words(a, 1), -1), -E.EINVAL);
  call(6, fd);
});

test('stat64, lstat64, fstat64, fstatat64 (195, 196, 197, 300): the structure of 76 bytes', () => {
  put('s', 'twelve bytes');
  fs.chmodSync(join(directory, 's'), 0o640);
  fs.utimesSync(join(directory, 's'), 1000, 1234567890.5);
  fs.symlinkSync('s', join(directory, 'link'));
  const stat = f.alloc(76);
  const real = fs.statSync(join(directory, 's'));
  for (const [number, args] of [[195, [f.string('s'), stat]], [195, [f.string('link'), stat]], [300, [-100, f.string('link'), stat, 0]]] as const) {
    assert.is(call(number, ...args), 0);
    assert.is(f.i32(stat + 12), 0o100640);
    assert.is(f.i32(stat + 16), 1);
    assert.is(f.i32(stat + 20), real.uid);
    assert.is(f.i32(stat + 36), 12);
    assert.is(f.i32(stat + 48), 1000);
    assert.is(f.i32(stat + 56), 1234567890);
    assert.is(f.i32(stat + 60), 500000000);
    assert.is(f.i32(stat + 72), real.ino | 0);
  }
  assert.is(call(196, f.string('link'), stat), 0);
  assert.is(f.i32(stat + 12) & 0o170000, 0o120000);
  assert.is(call(300, -100, f.string('link'), stat, 0x100), 0);
  assert.is(f.i32(stat + 12) & 0o170000, 0o120000);
  const fd = open('s');
  assert.is(call(197, fd, stat), 0);
  assert.is(f.i32(stat + 36), 12);
  call(6, fd);
  assert.is(call(197, fd, stat), -E.EBADF);
  assert.is(call(195, f.string('none'), stat), -E.ENOENT);
  assert.is(call(195, f.string('s/'), stat), -E.ENOTDIR);
  assert.is(call(195, f.string('/dev/null'), stat), 0);
  assert.is(f.i32(stat + 12) & 0o170000, 0o020000);
});

test('a file over 2 GiB does not fit into st_size', () => {
  const path = join(directory, 'huge');
  const handle = fs.openSync(path, 'w');
  fs.ftruncateSync(handle, 2 ** 31);
  fs.closeSync(handle);
  assert.is(call(195, f.string('huge'), f.alloc(76)), -E.EOVERFLOW);
  fs.unlinkSync(path);
});

test('symbolic links: followed inside, refused outside, not followed with O_NOFOLLOW', () => {
  put('target', 'inside');
  fs.symlinkSync('target', join(directory, 'in'));
  fs.symlinkSync('/etc/passwd', join(directory, 'out'));
  const fd = open('in');
  const buffer = f.alloc(8);
  assert.is(call(3, fd, buffer, 6), 6);
  assert.is(f.text(buffer), 'inside');
  call(6, fd);
  assert.is(open('out'), -E.EACCES);
  assert.is(open('in', O_NOFOLLOW), -E.ELOOP);
  assert.is(call(195, f.string('out'), f.alloc(76)), -E.EACCES);
  assert.is(call(85, f.string('in'), buffer, 8), 6, 'readlink');
  assert.is(call(85, f.string('target'), buffer, 8), -E.EINVAL);
});

test('unlink, rename, mkdir, chmod, chown, utimes (10, 38, 39, 15, 212)', () => {
  put('u', 'u');
  assert.is(call(38, f.string('u'), f.string('v')), 0);
  assert.is(call(38, f.string('u'), f.string('w')), -E.ENOENT);
  assert.is(call(38, f.string('v'), f.string('../v')), -E.EACCES);
  assert.is(call(15, f.string('v'), 0o600), 0);
  assert.is(fs.statSync(join(directory, 'v')).mode & 0o777, 0o600);
  assert.is(call(212, f.string('v'), -1, -1), 0);
  assert.is(calls._utimes(ctx)(f.string('v'), f.words(5, 500000, 7, 0)), 0);
  assert.is(fs.statSync(join(directory, 'v')).atimeMs, 5500);
  assert.is(fs.statSync(join(directory, 'v')).mtimeMs, 7000);
  assert.is(calls._utimes(ctx)(f.string('none'), 0), -1);
  assert.is(f.errno(), E.ENOENT);
  assert.is(call(10, f.string('v')), 0);
  assert.is(call(10, f.string('v')), -E.ENOENT);
  assert.is(call(39, f.string('d'), 0o755), 0);
  assert.is(call(39, f.string('d'), 0o755), -E.EEXIST);
  assert.is(call(39, f.string('x/y'), 0o755), -E.ENOENT);
  assert.is(call(39, f.string('/'), 0o755), -E.EEXIST, 'above the preopened directory');
  assert.is(call(39, f.string('/opt-new'), 0o755), -E.EACCES);
});

test('openat and chdir (295, 12)', () => {
  fs.mkdirSync(join(directory, 'sub'));
  put('sub/file', 'f');
  const dir = call(295, -100, f.string('sub'), O_DIRECTORY, 0);
  assert.ok(dir >= 3);
  const fd = call(295, dir, f.string('file'), 0, 0);
  assert.ok(fd > dir);
  call(6, fd);
  assert.is(call(295, -100, f.string('sub/file'), O_DIRECTORY, 0), -E.ENOTDIR);
  assert.is(call(295, 99, f.string('file'), 0, 0), -E.EBADF);
  assert.is(call(295, dir, f.string('../../x'), 0, 0), -E.EACCES);
  call(6, dir);
  assert.is(call(12, f.string('sub')), 0);
  const relative = open('file');
  assert.ok(relative >= 0);
  call(6, relative);
  assert.is(call(12, f.string('file')), -E.ENOTDIR);
  assert.is(call(12, f.string('..')), 0);
  assert.ok(open('sub/file') >= 0);
});

test('getdents64 (220): every name once, in pieces', () => {
  fs.mkdirSync(join(directory, 'list/dir'), { recursive: true });
  const names = Array.from({ length: 40 }, (_, i) => `file-${i}-${'é'.repeat(i % 5)}`);
  for (const name of names) put(join('list', name), '');
  const fd = call(295, -100, f.string('list'), O_DIRECTORY, 0);
  const buffer = f.alloc(256);
  const found = new Map<string, number>();
  for (let n = call(220, fd, buffer, 256); n > 0; n = call(220, fd, buffer, 256)) {
    for (let at = buffer; at < buffer + n; ) {
      const length = ctx.m.dv.getUint16(at + 8, true);
      assert.is(length % 4, 0);
      assert.not.ok(found.has(f.text(at + 11)));
      found.set(f.text(at + 11), ctx.m.u8[at + 10]!);
      at += length;
    }
  }
  assert.equal([...found.keys()].sort(), [...names, '.', '..', 'dir'].sort());
  assert.is(found.get('dir'), 4);
  assert.is(found.get(names[0]!), 8);
  assert.is(call(140, fd, 0, 0, f.alloc(4), 0), 0, 'rewinddir');
  assert.is(call(220, fd, buffer, 4), -E.EINVAL);
  assert.is(call(3, fd, buffer, 4), -E.EISDIR);
  call(6, fd);
});

test.run();
