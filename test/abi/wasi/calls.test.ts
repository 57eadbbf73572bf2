/** Each call against node:wasi: error, results in memory and files. Where node is wrong, the test says what is right. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { APPEND, CREAT, DIRECTORY, DSYNC, EXCL, FILE, FOLLOW, type Given, type Machine, NONBLOCK, ours, SYNC, theirs, TRUNC } from './machine.js';

/** The code of the exit that a call ends in. */
function exitOf(call: () => unknown): number | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return (error as { code?: number }).code;
  }
}

type Script = (w: Machine) => unknown;
type Corrections = Record<string, { node: unknown; right: unknown; because: string }>;

/** `script` gives a record of results by question; those in `corrections` node answers wrongly. */
function compare(name: string, script: Script, corrections: Corrections = {}, given: Given = {}): void {
  test(name, () => {
    const [a, b] = [ours(given), theirs(given)];
    const right = script(a) as Record<string, unknown>;
    const node = script(b) as Record<string, unknown>;
    for (const [question, { node: wrong, right: expected, because }] of Object.entries(corrections)) {
      assert.equal(node[question], wrong, `node:wasi no longer differs: ${question}`);
      assert.equal(right[question], expected, `${question}: ${because}`);
      delete node[question];
      delete right[question];
    }
    assert.equal(right, node);
    assert.equal(a.tree(), b.tree());
  });
}

const NOT_DIRECTORY = { node: 'ENOTCAPABLE', right: 'ENOTDIR', because: 'the descriptor is no directory, whatever its rights' };
const EMPTY_PATH = { node: 'EINVAL', right: 'ENOENT', because: 'POSIX: an empty path names nothing' };
const NO_PREOPEN = { node: 'EINVAL', right: 'EBADF', because: 'libc goes through the descriptors until it finds EBADF, and refuses to start at any other error' };
const EFAULT = { node: 'EOVERFLOW', right: 'EFAULT', because: 'fault is "Bad address"; overflow is "Value too large to be stored in data type"' };

compare('args_get, args_sizes_get', (w) => {
  const [count, size, pointers, text] = [w.allocate(4), w.allocate(4), w.allocate(64), w.allocate(64)];
  const errors = [w.call('args_sizes_get', count, size), w.call('args_get', pointers, text)];
  const n = w.u32(count);
  // The first is the program's name.
  return { errors, n, strings: Array.from({ length: n - 1 }, (_, i) => w.bytes(w.u32(pointers + 4 * i + 4), 8)), outside: w.call('args_get', 65535, text), outsideText: w.call('args_get', pointers, 65536), outsideSizes: w.call('args_sizes_get', 65533, 0) };
}, { outside: EFAULT, outsideText: EFAULT, outsideSizes: EFAULT }, { args: ['a', 'b c', 'ümläut', '', 'last'] });

compare('environ_get, environ_sizes_get', (w) => {
  const [count, size, pointers, text] = [w.allocate(4), w.allocate(4), w.allocate(64), w.allocate(64)];
  const errors = [w.call('environ_sizes_get', count, size), w.call('environ_get', pointers, text)];
  const n = w.u32(count);
  return { errors, n, size: w.u32(size), strings: Array.from({ length: n }, (_, i) => w.u32(pointers + 4 * i) - text), all: w.bytes(text, 64), outside: w.call('environ_get', 65530, text), outsideText: w.call('environ_get', pointers, 65530) };
}, { outside: EFAULT, outsideText: EFAULT }, { env: { A: '1', EMPTY: '', Ü: 'ä=b' } });

compare('clock_res_get', (w) => {
  const at = w.allocate(8);
  const known = [0, 1, 2, 3].map((clock) => {
    const error = w.call('clock_res_get', clock, at);
    const resolution = w.view.getBigUint64(at, true);
    return [error, resolution > 0n && resolution <= 1000000n];
  });
  return { known, unknown: w.call('clock_res_get', 4, at), outside: w.call('clock_res_get', 0, 65536) };
}, {
  known: { node: [['SUCCESS', true], ['SUCCESS', true], ['SUCCESS', true], ['SUCCESS', false]], right: [['SUCCESS', true], ['SUCCESS', true], ['SUCCESS', true], ['SUCCESS', true]], because: 'a resolution of 0 is none' },
  outside: EFAULT,
});

compare('clock_time_get', (w) => {
  const at = w.allocate(8);
  const time = (clock: number): bigint => {
    assert.is(w.call('clock_time_get', clock, 0n, at), 'SUCCESS');
    return w.view.getBigUint64(at, true);
  };
  const realtime = Number(time(0)) / 1e6 - Date.now();
  const first = time(1);
  const cpu = [time(2), time(3)];
  for (let i = 0; i < 1e6; i++);
  const advanced = time(1) > first && time(2) >= cpu[0]! && time(3) >= cpu[1]!;
  return { near: Math.abs(realtime) < 1000, advanced, unknown: w.call('clock_time_get', 7, 0n, at), precise: w.call('clock_time_get', 1, 0xffffffffffffffffn, at), outside: w.call('clock_time_get', 0, 0n, 65530) };
}, { outside: EFAULT });

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

/** Access and modification time, nanoseconds. */
function times(w: Machine, path: string): bigint[] {
  const at = w.allocate(64);
  assert.is(w.call('path_filestat_get', 3, 0, ...w.text(path), at), 'SUCCESS');
  return [w.view.getBigUint64(at + 40, true), w.view.getBigUint64(at + 48, true)];
}

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

compare('path_create_directory', (w) => {
  const make = (path: string, fd = 3): string => w.call('path_create_directory', fd, ...w.text(path));
  return { fresh: make('new'), nested: make('new/inner'), slash: make('slash/'), exists: make('dir'), file: make('file'), missing: make('none/inner'), below: make('file/x'), escape: make('../x'), link: make('dirlink/made'), dangling: make('dangling'), absolute: make('/abs'), empty: make(''), closed: make('x', 99), notDirectory: make('x', w.open('file')) };
}, {
  notDirectory: NOT_DIRECTORY, empty: EMPTY_PATH,
});

compare('path_filestat_get', (w) => {
  const get = (path: string, lookup = 0, fd = 3): object | string => w.stat('path_filestat_get', fd, lookup, ...w.text(path));
  return { file: get('file'), through: get('link', FOLLOW), link: get('link'), dangling: [get('dangling'), get('dangling', FOLLOW)], loop: [get('loop'), get('loop', FOLLOW)], parent: get('dirlink/inner'), inside: get('dir/up', FOLLOW), dots: get('dir/../file'), escape: get('escape', FOLLOW), up: get('..'), missing: get('none'), below: get('file/x'), closed: get('file', 0, 99), rights: get('file', 0, w.open('.', { oflags: DIRECTORY, base: 0n })) };
}, {});

// After an error here node:wasi waits for ever or ends the process: it keeps its lock.
compare('path_filestat_set_times', (w) => {
  const set = (path: string, lookup: number, flags: number, fd = 3): string => w.call('path_filestat_set_times', fd, lookup, ...w.text(path), 1000000000n * 10n ** 9n, 1100000000n * 10n ** 9n, flags);
  return { file: [set('file', 0, 5), times(w, 'file')], through: [set('link', FOLLOW, 5), times(w, 'file')], link: [set('link', 0, 5), times(w, 'link')], closed: set('file', 0, 5, 99) };
});

compare('path_link', (w) => {
  const link = (from: string, to: string, lookup = 0, fd = 3): string => w.call('path_link', fd, lookup, ...w.text(from), 3, ...w.text(to));
  return { file: [link('file', 'hard'), w.stat('path_filestat_get', 3, 0, ...w.text('hard'))], exists: link('file', 'empty'), missing: link('none', 'x'), directory: link('dir', 'hd'), toSlash: link('file', 'x/'), escape: link('file', '../x'), from: link('../x', 'y'), symbolic: [link('link', 'hardlink'), w.stat('path_filestat_get', 3, 0, ...w.text('hardlink'))], closed: link('file', 'x', 0, 99) };
}, {});

compare('path_open', (w) => {
  const open = (path: string, options = {}, from = 3): string => {
    const fd = w.tryOpen(path, options, from);
    return typeof fd === 'string' ? fd : 'opened';
  };
  return {
    plain: open('file'), missing: open('none'), create: open('created', { oflags: CREAT }), exclusive: [open('only', { oflags: CREAT | EXCL }), open('only', { oflags: CREAT | EXCL })],
    truncate: open('dir/inner', { oflags: TRUNC }), directory: open('dir', { oflags: DIRECTORY, base: 0x4000n }), notDirectory: open('file', { oflags: DIRECTORY, base: 2n }), directoryToWrite: open('dir', { base: 0x40n }), directoryToRead: open('dir', { base: 2n }),
    follow: open('link', { lookup: FOLLOW }), loop: open('loop', { lookup: FOLLOW }), dangling: open('dangling', { lookup: FOLLOW }), createDangling: [open('dangling', { lookup: FOLLOW, oflags: CREAT })], up: open('..', { base: 2n }), over: open('dir/../../x'), back: open('dir/../file'),
    escape: open('escape', { lookup: FOLLOW }), inside: open('dir/up', { lookup: FOLLOW }), absolute: open('/file'), empty: open(''), below: open('file/x'), slash: open('file/'), directorySlash: open('dir/', { base: 2n }),
    closed: open('file', {}, 99), notADirectory: open('x', {}, w.open('file')), rights: open('file', { base: 1n << 28n }), high: open('file', { base: 1n << 40n }), unknown: open('file', { oflags: 16 }), from: open('inner', {}, w.open('dir', { oflags: DIRECTORY, base: 0x2000n, inheriting: FILE })),
    outside: w.call('path_open', 3, 0, 65530, 100, 0, 2n, 0n, 0, 0), resultOutside: w.call('path_open', 3, 0, ...w.text('file'), 0, 2n, 0n, 0, 65534),
  };
}, {
  notADirectory: NOT_DIRECTORY, empty: EMPTY_PATH,
  outside: EFAULT, resultOutside: EFAULT, unknown: { node: 'opened', right: 'EINVAL', because: 'there is no such flag' },
});

compare('path_readlink', (w) => {
  const read = (path: string, size: number, fd = 3): unknown => {
    const at = w.allocate(size);
    const used = w.word('path_readlink', fd, ...w.text(path), at, size);
    return typeof used === 'string' ? used : [used, w.bytes(at, Math.min(used, size))];
  };
  return { link: read('link', 20), exact: read('link', 4), dangling: read('dangling', 20), escape: read('escape', 20), file: read('file', 20), missing: read('none', 20), outside: read('../x', 20), closed: read('link', 20, 99), slash: [read('dirlink/', 20), read('link/', 20), read('dangling/', 20)], cut: read('link', 2), buffer: w.word('path_readlink', 3, ...w.text('link'), 65530, 20) };
}, { buffer: EFAULT, exact: { node: 'ENOBUFS', right: [4, 'file'], because: 'the text fits: no NUL belongs to it' }, cut: { node: 'ENOBUFS', right: [2, 'fi'], because: 'the result is "the number of bytes placed in the buffer", as readlink of POSIX, which truncates' } });

compare('path_remove_directory', (w) => {
  const remove = (path: string, fd = 3): string => w.call('path_remove_directory', fd, ...w.text(path));
  return { empty: remove('dir/sub'), full: remove('dir'), file: remove('file'), link: remove('dirlink'), missing: remove('none'), escape: remove('../x'), up: remove('dir/../..'), closed: remove('dir', 99), slash: [w.call('path_create_directory', 3, ...w.text('d')), remove('d/')] };
}, {});

compare('path_rename', (w) => {
  const rename = (from: string, to: string): string => w.call('path_rename', 3, ...w.text(from), 3, ...w.text(to));
  return { file: rename('file', 'moved'), over: rename('moved', 'empty'), missing: rename('none', 'x'), onto: rename('empty', 'dir'), directory: rename('dir/sub', 'sub'), ontoFile: rename('sub', 'empty'), ontoFull: rename('sub', 'dir'), into: rename('dir', 'dir/inside'), link: rename('link', 'newlink'), escape: [rename('empty', '../x'), rename('../x', 'y')], slash: rename('empty', 'x/') };
}, {});

compare('path_symlink', (w) => {
  const link = (text: string, path: string, fd = 3): string => w.call('path_symlink', ...w.text(text), fd, ...w.text(path));
  return { fresh: link('file', 'fresh'), nowhere: link('none', 'nowhere'), exists: link('file', 'empty'), inDirectory: link('inner', 'dir/inlink'), missing: link('file', 'none/x'), escape: link('file', '../x'), closed: link('file', 'x', 99), absolute: link('/file', 'absolute'), };
});

test('path_symlink: the text may lead upwards, and following it fails', () => {
  const w = ours();
  assert.is(w.call('path_symlink', ...w.text('../up'), 3, ...w.text('upwards')), 'SUCCESS');
  assert.is(w.tryOpen('upwards', { lookup: FOLLOW }), 'ENOTCAPABLE');
});

compare('path_unlink_file', (w) => {
  const unlink = (path: string, fd = 3): string => w.call('path_unlink_file', fd, ...w.text(path));
  return { file: unlink('file'), link: unlink('link'), dangling: unlink('dangling'), loop: unlink('loop'), directory: unlink('dir'), missing: unlink('none'), below: unlink('empty/x'), escape: unlink('../x'), closed: unlink('empty', 99), slash: unlink('empty/') };
}, {});

/** Subscriptions as [userdata, tag, ...]: a clock with its flags and timeout, or a descriptor. */
type Subscription = [userdata: bigint, tag: number, what: number, timeout?: bigint, flags?: number];

function poll(w: Machine, ...subscriptions: Subscription[]): string | { readonly events: string[]; readonly waited: number } {
  const from = w.allocate(48 * subscriptions.length);
  const to = w.allocate(32 * subscriptions.length);
  const v = w.view;
  subscriptions.forEach(([userdata, tag, what, timeout = 0n, flags = 0], i) => {
    const at = from + 48 * i;
    new Uint8Array(v.buffer, at, 48).fill(0);
    v.setBigUint64(at, userdata, true);
    v.setUint8(at + 8, tag);
    v.setUint32(at + 16, what, true);
    v.setBigUint64(at + 24, timeout, true);
    v.setUint16(at + 40, flags, true);
  });
  const started = Date.now();
  const n = w.word('poll_oneoff', from, to, subscriptions.length);
  const waited = Date.now() - started;
  if (typeof n === 'string') return n;
  const events = Array.from({ length: n }, (_, i) => {
    const at = to + 32 * i;
    return `${v.getBigUint64(at, true)} ${v.getUint16(at + 8, true)} ${v.getUint8(at + 10)}`;
  });
  return { events: events.sort(), waited };
}

/** Milliseconds that were waited, judged: a busy machine makes what does not wait take some time, too. */
const judged = (result: ReturnType<typeof poll>, fits: (waited: number) => boolean): unknown => (typeof result === 'string' ? result : { ...result, waited: fits(result.waited) });
/** A poll that takes 20 ms or more, and one that takes less than the 5 s after which it would end otherwise. */
const slow = (w: Machine, ...subscriptions: Subscription[]): unknown => judged(poll(w, ...subscriptions), (waited) => waited >= 19);
const fast = (w: Machine, ...subscriptions: Subscription[]): unknown => judged(poll(w, ...subscriptions), (waited) => waited >= 4000);

compare('poll_oneoff', (w) => ({
  relative: slow(w, [7n, 0, 1, 20000000n]),
  realtime: slow(w, [8n, 0, 0, 20000000n]),
  zero: fast(w, [1n, 0, 1, 0n]),
  two: slow(w, [1n, 0, 1, 20000000n], [2n, 0, 1, 5000000000n]),
  none: w.word('poll_oneoff', 0, 0, 0),
  outside: w.word('poll_oneoff', 65530, 0, 1),
}), { outside: EFAULT });

// node:wasi waits for ever for absolute times, forgets closed descriptors, and gives EPERM for files.
test('poll_oneoff: absolute times, files, and descriptors that are none', () => {
  const w = ours();
  const at = w.allocate(8);
  const now = (clock: number): bigint => {
    w.call('clock_time_get', clock, 0n, at);
    return w.view.getBigUint64(at, true);
  };
  for (const clock of [0, 1]) assert.equal(slow(w, [9n, 0, clock, now(clock) + 400000000n, 1]), { events: ['9 0 0'], waited: true });
  assert.equal(fast(w, [1n, 0, 1, 1n, 1]), { events: ['1 0 0'], waited: false });
  const fd = w.open('file');
  const far = 5000000000n;
  assert.equal(fast(w, [3n, 1, fd], [4n, 2, fd], [5n, 0, 1, far]), { events: ['3 0 1', '4 0 2'], waited: false });
  assert.equal(fast(w, [6n, 1, 99], [5n, 0, 1, far]), { events: ['6 8 1'], waited: false });
  assert.equal(fast(w, [6n, 2, w.open('file', { base: 2n })], [5n, 0, 1, far]), { events: ['6 76 2'], waited: false });
  assert.equal(fast(w, [6n, 0, 2, 1n]), { events: ['6 28 0'], waited: false });
  assert.equal(fast(w, [6n, 3, 0]), 'EINVAL');
});

test('proc_raise: the default action is taken', () => {
  const w = ours();
  for (const signal of [0, 16, 17, 22, 27]) assert.is(w.call('proc_raise', signal), 'SUCCESS');
  for (const signal of [18, 19, 20, 21]) assert.is(w.call('proc_raise', signal), 'EOPNOTSUPP');
  for (const signal of [-1, 31]) assert.is(w.call('proc_raise', signal), 'EINVAL');
  for (const [signal, code] of [[1, 129], [2, 130], [6, 134], [9, 137], [15, 143], [23, 152]] as const) assert.is(exitOf(() => w.call('proc_raise', signal)), code);
});

test('proc_exit', () => {
  const w = ours();
  for (const code of [0, 1, 255, 256]) assert.is(exitOf(() => w.call('proc_exit', code)), code);
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

test('path_open from a stream', () => {
  assert.is(ours().tryOpen('x', {}, 0), 'ENOTDIR');
});

test('fd_allocate of nothing', () => {
  const w = ours();
  assert.is(w.call('fd_allocate', w.open('file'), 100n, 0n), 'EINVAL');
});

test('path_filestat_set_times: errors', () => {
  const w = ours();
  assert.is(w.call('path_filestat_set_times', 3, 0, ...w.text('none'), 0n, 0n, 5), 'ENOENT');
  assert.is(w.call('path_filestat_set_times', 3, 0, ...w.text('file'), 0n, 0n, 3), 'EINVAL');
  assert.is(w.call('path_filestat_set_times', 3, 0, ...w.text('../x'), 0n, 0n, 5), 'ENOTCAPABLE');
});

test('sockets: what is none', () => {
  const w = ours();
  const fd = w.open('file');
  const v = w.vector([w.text('x')]);
  const at = w.allocate(8);
  for (const [number, error] of [[fd, 'ENOTSOCK'], [1, 'ENOTSOCK'], [99, 'EBADF']] as const) {
    assert.is(w.call('sock_accept', number, 0, at), error);
    assert.is(w.call('sock_recv', number, ...v, 0, at, at), error);
    assert.is(w.call('sock_send', number, ...v, 0, at), error);
    assert.is(w.call('sock_shutdown', number, 1), error);
  }
});

compare('random_get', (w) => {
  const at = w.allocate(64);
  const before = w.bytes(at, 64);
  const error = w.call('random_get', at, 64);
  return { error, changed: w.bytes(at, 64) !== before, none: w.call('random_get', at, 0), outside: w.call('random_get', 65530, 10), past: w.call('random_get', 65537, 0) };
}, { outside: EFAULT, past: EFAULT });

compare('sched_yield', (w) => ({ result: w.call('sched_yield') }));

test('poll_oneoff: very many subscriptions', () => {
  const w = ours();
  const n = 600;
  const [from, to] = [w.allocate(48 * n), w.allocate(32 * n)];
  new Uint8Array(w.view.buffer, from, 48 * n).fill(0);
  assert.is(w.word('poll_oneoff', from, to, n), n);
});

test('names that only Windows understands otherwise', () => {
  const w = ours();
  for (const name of ['a\\b', 'C:x', '..\\x']) {
    assert.type(w.tryOpen(name, { oflags: CREAT }), 'number');
    assert.is(w.call('path_unlink_file', 3, ...w.text(name)), 'SUCCESS');
    assert.is(w.call('path_symlink', ...w.text(name), 3, ...w.text(`to ${name}`)), 'SUCCESS');
    assert.is(w.tryOpen(`to ${name}`, { lookup: FOLLOW }), 'ENOENT');
  }
});

test.run();
