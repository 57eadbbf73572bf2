/** Each call on a descriptor against node:wasi: error, results in memory and files. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compare, EFAULT, NO_PREOPEN, times } from './compare.js';
import { APPEND, CREAT, DIRECTORY, DSYNC, FILE, type Machine, NONBLOCK, ours, SYNC } from './machine.js';

compare('fd_advise', (w) => {
  const fd = w.open('file');
  const rights = w.open('file', { base: 2n });
  return {
    all: [0, 1, 2, 3, 4, 5].map((advice) => w.call('fd_advise', fd, 0n, 10n, advice)), unknown: w.call('fd_advise', fd, 0n, 0n, 6), closed: w.call('fd_advise', 99, 0n, 0n, 0),
    beyond: w.call('fd_advise', fd, 1000n, 1000n, 0), rights: w.call('fd_advise', rights, 0n, 0n, 0),
  };
});

compare('fd_allocate', (w) => {
  const fd = w.open('file', { base: FILE });
  return {
    grow: w.call('fd_allocate', fd, 10n, 10n), size: w.stat('fd_filestat_get', fd), inside: w.call('fd_allocate', fd, 0n, 5n), after: w.stat('fd_filestat_get', fd),
    rights: w.call('fd_allocate', w.open('file', { base: 2n }), 0n, 100n), closed: w.call('fd_allocate', 99, 0n, 1n),
  };
});

compare('fd_close', (w) => {
  const fd = w.open('file');
  const first = w.call('fd_close', fd);
  const reused = w.open('empty') === fd;
  return { first, reused, again: [w.call('fd_close', fd), w.call('fd_close', fd)], unknown: w.call('fd_close', 1234), negative: w.call('fd_close', -1), preopen: w.call('fd_close', 3), then: w.tryOpen('file') };
});

compare('fd_datasync, fd_sync', (w) => {
  const fd = w.open('file');
  const none = w.open('file', { base: 2n });
  return { sync: w.call('fd_sync', fd), datasync: w.call('fd_datasync', fd), rights: [w.call('fd_sync', none), w.call('fd_datasync', none)], closed: [w.call('fd_sync', 99), w.call('fd_datasync', 99)] };
});

compare('fd_fdstat_get', (w) => {
  const outside = w.call('fd_fdstat_get', 3, 65520);
  return {
    preopen: w.fdstat(3), file: w.fdstat(w.open('file')), less: w.fdstat(w.open('file', { base: 0x26n })), append: w.fdstat(w.open('file', { fdflags: APPEND })),
    directory: w.fdstat(w.open('dir', { oflags: DIRECTORY, base: 0x4000n, inheriting: 2n })), closed: w.fdstat(99), outside,
  };
}, { outside: EFAULT });

compare('fd_fdstat_set_flags', (w) => {
  const fd = w.open('file', { base: FILE });
  const set = w.call('fd_fdstat_set_flags', fd, APPEND);
  const written = w.write(fd, '!');
  const seeked = w.word('fd_seek', fd, 0n, 0);
  const appended = w.write(fd, '?');
  const cleared = w.call('fd_fdstat_set_flags', fd, 0);
  w.word('fd_seek', fd, 0n, 0);
  w.write(fd, 'J');
  return { set, written, seeked, appended, cleared, flags: w.fdstat(fd), rights: w.call('fd_fdstat_set_flags', w.open('file', { base: 2n }), 0), closed: w.call('fd_fdstat_set_flags', 99, 0), nonblock: [w.call('fd_fdstat_set_flags', fd, NONBLOCK), w.fdstat(fd)] };
});

compare('fd_fdstat_set_rights', (w) => {
  const fd = w.open('file', { base: 0x66n });
  return {
    fewer: w.call('fd_fdstat_set_rights', fd, 0x26n, 0n), state: w.fdstat(fd), more: w.call('fd_fdstat_set_rights', fd, 0x66n, 0n), write: w.write(fd, 'x'), read: w.read(fd, 3),
    inheriting: w.call('fd_fdstat_set_rights', fd, 0x26n, 2n), high: w.call('fd_fdstat_set_rights', fd, 1n << 40n, 0n), closed: w.call('fd_fdstat_set_rights', 99, 0n, 0n),
    directory: [w.call('fd_fdstat_set_rights', 3, 0x2000n, 2n), w.tryOpen('file', { base: 2n }) !== 'ENOTCAPABLE', w.tryOpen('file', { base: 0x42n }), w.tryOpen('new', { oflags: CREAT, base: 2n })],
  };
});

compare('fd_filestat_get', (w) => {
  const fd = w.open('file');
  const outside = w.call('fd_filestat_get', fd, 65500);
  const at = w.allocate(64);
  w.call('fd_filestat_get', fd, at);
  const [atim, mtim, ctim] = [40, 48, 56].map((offset) => Number(w.view.getBigUint64(at + offset, true)) / 1e6);
  const recent = [atim, mtim, ctim].every((time) => Math.abs(time! - Date.now()) < 60000);
  return { file: w.stat('fd_filestat_get', fd), ino: w.view.getBigUint64(at + 8, true) !== 0n, recent, rights: w.stat('fd_filestat_get', w.open('file', { base: 2n })), closed: w.stat('fd_filestat_get', 99), outside };
}, { outside: EFAULT });

compare('fd_filestat_set_size', (w) => {
  const fd = w.open('file');
  const results = [5n, 8n, 0n, 3n].map((size) => [w.call('fd_filestat_set_size', fd, size), w.stat('fd_filestat_get', fd)]);
  return { results, huge: w.call('fd_filestat_set_size', fd, 1n << 63n), rights: w.call('fd_filestat_set_size', w.open('file', { base: 0x42n }), 1n), closed: w.call('fd_filestat_set_size', 99, 1n) };
});

compare('fd_filestat_set_times', (w) => {
  const fd = w.open('file');
  const set = (flags: number): string => w.call('fd_filestat_set_times', fd, 1000000000n * 10n ** 9n, 1100000000n * 10n ** 9n, flags);
  const both = [set(1 | 4), times(w, 'file')];
  const none = [set(0), times(w, 'file')];
  const now = [set(2 | 8), times(w, 'file').every((time) => Math.abs(Number(time) / 1e6 - Date.now()) < 60000)];
  return { both, none, now, contradiction: set(1 | 2), contradiction2: set(4 | 8), rights: w.call('fd_filestat_set_times', w.open('file', { base: 2n }), 0n, 0n, 1), closed: w.call('fd_filestat_set_times', 99, 0n, 0n, 1), modified: [set(1 | 4), set(4), times(w, 'file')], unknown: set(16) };
});

compare('fd_pread', (w) => {
  const fd = w.open('file');
  const pread = (position: bigint, ...lengths: number[]): string => {
    const parts = lengths.map((length): [number, number] => [w.allocate(length), length]);
    const count = w.word('fd_pread', fd, ...w.vector(parts), position);
    return `${count}:${parts.map(([at, length]) => w.bytes(at, length)).join('|')}`;
  };
  return { middle: pread(7n, 3), two: pread(0n, 5, 2), end: pread(10n, 10), beyond: pread(100n, 4), none: pread(0n), position: w.word('fd_tell', fd), rights: w.word('fd_pread', w.open('file', { base: 0x40n }), ...w.vector([[0, 1]]), 0n), noSeek: w.word('fd_pread', w.open('file', { base: 2n }), ...w.vector([[0, 1]]), 0n), closed: w.word('fd_pread', 99, ...w.vector([[0, 1]]), 0n), vector: w.word('fd_pread', fd, 65532, 1, 0n), buffer: w.word('fd_pread', fd, ...w.vector([[65530, 10]]), 0n) };
}, { vector: EFAULT, buffer: EFAULT });

compare('fd_pwrite', (w) => {
  const fd = w.open('file');
  const pwrite = (position: bigint, ...texts: string[]): number | string => w.word('fd_pwrite', fd, ...w.vector(texts.map((text) => w.text(text))), position);
  return { middle: pwrite(2n, 'LL'), two: pwrite(12n, 'ab', 'cd'), beyond: pwrite(20n, 'far'), none: pwrite(0n), position: w.word('fd_tell', fd), rights: w.word('fd_pwrite', w.open('file', { base: 2n }), ...w.vector([[0, 1]]), 0n), closed: w.word('fd_pwrite', 99, ...w.vector([[0, 1]]), 0n), buffer: w.word('fd_pwrite', fd, ...w.vector([[65530, 10]]), 0n) };
}, { buffer: EFAULT });

compare('fd_read, fd_write', (w) => {
  const fd = w.open('file');
  const results = { start: w.read(fd, 5), rest: w.read(fd, 2, 0, 20), end: w.read(fd, 5), nothing: w.read(fd), write: w.write(fd, 'more', '', ' text'), empty: w.write(fd, '') };
  w.word('fd_seek', fd, 0n, 0);
  return {
    ...results, whole: w.read(fd, 40), readOnly: w.write(w.open('file', { base: 2n }), 'x'), writeOnly: w.read(w.open('file', { base: 0x40n }), 1), closed: [w.read(99, 1), w.write(99, 'x')],
    vector: w.word('fd_read', fd, 65530, 1), buffer: w.word('fd_write', fd, ...w.vector([w.text('kept'), [65530, 10]])), countAt: w.call('fd_write', fd, ...w.vector([w.text('z')]), 65534),
  };
}, { vector: EFAULT, buffer: EFAULT, countAt: EFAULT });

compare('fd_write with fdflags', (w) => {
  const append = w.open('file', { fdflags: APPEND, base: 0x66n });
  const first = w.write(append, '1');
  w.word('fd_seek', append, 0n, 0);
  const second = w.write(append, '2');
  return { first, second, position: w.word('fd_tell', append), synchronous: w.write(w.open('empty', { fdflags: DSYNC | SYNC, base: 0x51n }), 'now') };
});

compare('fd_prestat_get, fd_prestat_dir_name', (w) => {
  const at = w.allocate(8);
  const get = [w.call('fd_prestat_get', 3, at), w.u32(at), w.u32(at + 4)];
  const name = w.allocate(16);
  return {
    get: [get[0], (get[1] as number) & 0xff, get[2]], name: [w.call('fd_prestat_dir_name', 3, name, 8), w.bytes(name, 12)], short: w.call('fd_prestat_dir_name', 3, name, 3), long: w.call('fd_prestat_dir_name', 3, name, 12),
    file: w.call('fd_prestat_get', w.open('file'), at), stdin: w.call('fd_prestat_get', 0, at), closed: w.call('fd_prestat_get', 99, at), closedName: w.call('fd_prestat_dir_name', 99, name, 8), outside: w.call('fd_prestat_get', 3, 65532),
  };
}, { outside: EFAULT, file: NO_PREOPEN, stdin: NO_PREOPEN, short: { node: 'ENOBUFS', right: 'ENAMETOOLONG', because: 'the specification of fd_prestat_dir_name has no other error for it' } });

interface Dirent { name: string; type: number; next: bigint }

function readdir(w: Machine, fd: number, size: number, cookie = 0n): { error: string; used: number; entries: Dirent[] } {
  const at = w.allocate(size);
  const usedAt = w.allocate(4);
  const error = w.call('fd_readdir', fd, at, size, cookie, usedAt);
  const used = error === 'SUCCESS' ? w.u32(usedAt) : 0;
  const entries: Dirent[] = [];
  for (let p = at; p + 24 <= at + used; ) {
    const length = w.u32(p + 16);
    if (p + 24 + length > at + used) break;
    entries.push({ name: w.bytes(p + 24, length), type: w.view.getUint8(p + 20), next: w.view.getBigUint64(p, true) });
    p += 24 + length;
  }
  return { error, used, entries };
}

/** All entries, through a buffer of `size` bytes. */
function readAll(w: Machine, fd: number, size: number): string[] {
  const names: string[] = [];
  for (let cookie = 0n; ; ) {
    const { error, used, entries } = readdir(w, fd, size, cookie);
    assert.is(error, 'SUCCESS');
    names.push(...entries.map(({ name, type }) => `${name} ${type}`));
    if (used < size) return names;
    assert.ok(entries.length > 0, 'an entry fits');
    cookie = entries[entries.length - 1]!.next;
  }
}

compare('fd_readdir', (w) => {
  const fd = w.open('.', { oflags: DIRECTORY, base: 0x4000n });
  const dots = (names: string[]): string[] => names.filter((name) => name !== '. 3' && name !== '.. 3').sort();
  const whole = readAll(w, fd, 4096);
  if (w.isOurs) assert.equal(whole.slice(0, 2), ['. 3', '.. 3']);
  const again = readAll(w, fd, 4096);
  const { entries } = readdir(w, fd, 4096);
  const cut = readdir(w, fd, 60);
  return {
    whole: dots(whole), again: dots(again), small: dots(readAll(w, fd, 50)), cut: cut.used, end: readdir(w, fd, 100, entries[entries.length - 1]!.next).used,
    none: readdir(w, fd, 0).used, rights: w.call('fd_readdir', w.open('.', { oflags: DIRECTORY, base: 2n }), 0, 100, 0n, 0), file: w.call('fd_readdir', w.open('file'), 0, 100, 0n, 0) !== 'SUCCESS', closed: w.call('fd_readdir', 99, 0, 100, 0n, 0),
    outside: w.call('fd_readdir', fd, 65500, 100, 0n, 0),
  };
}, { outside: EFAULT });

compare('fd_renumber', (w) => {
  const [a, b] = [w.open('file'), w.open('empty')];
  return { move: w.call('fd_renumber', a, b), read: w.read(b, 5), gone: w.read(a, 1), self: w.call('fd_renumber', b, b), closed: [w.call('fd_renumber', b, 77), w.call('fd_renumber', 77, b)], still: w.read(b, 7) };
});

compare('fd_seek, fd_tell', (w) => {
  const fd = w.open('file');
  const seek = (offset: bigint, whence: number): number | string => w.word('fd_seek', fd, offset, whence);
  const dir = w.open('dir', { oflags: DIRECTORY, base: 0x4000n });
  return {
    moves: [seek(3n, 0), seek(2n, 1), seek(-1n, 2), seek(0n, 1), seek(-100n, 1), seek(100n, 2)], tell: w.word('fd_tell', fd), unknown: seek(0n, 3), read: w.read(fd, 3),
    tellOnly: w.word('fd_seek', w.open('file', { base: 0x20n }), 0n, 1), seekRights: w.word('fd_seek', w.open('file', { base: 0x20n }), 1n, 1), tellRights: w.word('fd_tell', w.open('file', { base: 2n })),
    directory: w.word('fd_seek', dir, 0n, 0) !== 0, closed: [w.word('fd_seek', 99, 0n, 0), w.word('fd_seek', 99, 0n, 7), w.word('fd_tell', 99)], outside: w.call('fd_tell', fd, 65532),
  };
}, {
  outside: EFAULT, tellOnly: { node: 'ENOTCAPABLE', right: 0, because: 'rights.fd_tell is "the right to invoke fd_seek in such a way that the file offset remains unaltered"' },
});

test('fd_fdstat_get and fd_fdstat_set_flags: flags', () => {
  const w = ours();
  const fd = w.open('file', { fdflags: APPEND | DSYNC | NONBLOCK });
  assert.is(w.fdflags(fd), APPEND | DSYNC | NONBLOCK);
  assert.is(w.fdflags(3), 0);
  for (const flags of [0, SYNC, APPEND, NONBLOCK | SYNC]) {
    assert.is(w.call('fd_fdstat_set_flags', fd, flags), 'SUCCESS');
    assert.is(w.fdflags(fd), flags);
  }
  assert.is(w.call('fd_fdstat_set_flags', fd, 32), 'EINVAL');
});

test('fd_allocate of nothing', () => {
  const w = ours();
  assert.is(w.call('fd_allocate', w.open('file'), 100n, 0n), 'EINVAL');
});

test.run();
