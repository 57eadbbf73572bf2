/** Each call on a path against node:wasi: error, results in memory and files. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compare, EFAULT, EMPTY_PATH, NOT_DIRECTORY, times } from './compare.js';
import { CREAT, DIRECTORY, EXCL, FILE, FOLLOW, ours, TRUNC } from './machine.js';

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
    truncateHandedOn: open('inner', { oflags: TRUNC }, w.open('dir', { oflags: DIRECTORY, base: 0x2000n, inheriting: FILE })), truncateNot: open('inner', { oflags: TRUNC, base: 0x42n }, w.open('dir', { oflags: DIRECTORY, base: 0x2000n, inheriting: 0x42n })),
    handOnSockets: open('dir', { oflags: DIRECTORY, base: 0x4000n, inheriting: 0x2fffffffn }), handOnMore: open('dir', { oflags: DIRECTORY, base: 0x4000n, inheriting: 0x4fffffffn }),
    outside: w.call('path_open', 3, 0, 65530, 100, 0, 2n, 0n, 0, 0), resultOutside: w.call('path_open', 3, 0, ...w.text('file'), 0, 2n, 0n, 0, 65534),
  };
}, {
  notADirectory: NOT_DIRECTORY, empty: EMPTY_PATH,
  truncateHandedOn: { node: 'ENOTCAPABLE', right: 'opened', because: 'what is opened has the right to set its size, and Go expects no other' },
  handOnSockets: { node: 'ENOTCAPABLE', right: 'opened', because: 'Zig opens each directory so, and paths lead to no sockets' },
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

test('path_open from a stream', () => {
  assert.is(ours().tryOpen('x', {}, 0), 'ENOTDIR');
});

test('path_filestat_set_times: errors', () => {
  const w = ours();
  assert.is(w.call('path_filestat_set_times', 3, 0, ...w.text('none'), 0n, 0n, 5), 'ENOENT');
  assert.is(w.call('path_filestat_set_times', 3, 0, ...w.text('file'), 0n, 0n, 3), 'EINVAL');
  assert.is(w.call('path_filestat_set_times', 3, 0, ...w.text('../x'), 0n, 0n, 5), 'ENOTCAPABLE');
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
