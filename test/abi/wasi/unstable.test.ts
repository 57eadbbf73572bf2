/** The snapshot before preview1, as its specification says: under this name node:wasi has the structures of preview1. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FILE, type Machine, ours, theirs } from './machine.js';

const version = 'wasi_unstable';

/** filestat of 56 bytes, without what differs from run to run. */
function stat(w: Machine, call: string, ...args: Array<number | bigint>): object {
  const at = w.allocate(64);
  const error = w.call(call, ...args, at);
  const v = w.view;
  const times = [32, 40, 48].map((offset) => Math.abs(Number(v.getBigUint64(at + offset, true)) / 1e6 - Date.now()) < 60000);
  return { error, type: v.getUint8(at + 16), links: v.getUint32(at + 20, true), size: v.getBigUint64(at + 24, true), times, behind: w.bytes(at + 56, 8) };
}

const found = (type: number, size: bigint, links = 1): object => ({ error: 'SUCCESS', type, links, size, times: [true, true, true], behind: '\xaa'.repeat(8) });

test('fd_filestat_get, path_filestat_get', () => {
  const w = ours({ version });
  assert.equal(stat(w, 'fd_filestat_get', w.open('file')), found(4, 12n));
  assert.equal(stat(w, 'path_filestat_get', 3, 0, ...w.text('link')), found(7, 4n));
  assert.equal(stat(w, 'path_filestat_get', 3, 1, ...w.text('link')), found(4, 12n));
  assert.equal((stat(w, 'path_filestat_get', 3, 0, ...w.text('dir')) as { type: number }).type, 3);
  assert.is(w.call('path_link', 3, 0, ...w.text('file'), 3, ...w.text('hard')), 'SUCCESS');
  assert.equal(stat(w, 'path_filestat_get', 3, 0, ...w.text('hard')), found(4, 12n, 2));
});

test('fd_seek: current, end, start', () => {
  const w = ours({ version });
  const fd = w.open('file', { base: FILE });
  assert.equal([w.word('fd_seek', fd, 3n, 2), w.word('fd_seek', fd, 2n, 0), w.word('fd_seek', fd, -1n, 1), w.word('fd_seek', fd, 0n, 0), w.word('fd_seek', fd, 0n, 3)], [3, 5, 11, 11, 'EINVAL']);
  assert.is(w.read(fd, 1), '1:d');
});

test('what both have alike', () => {
  const script = (w: Machine): unknown => {
    const [count, size] = [w.allocate(4), w.allocate(4)];
    return [w.call('args_sizes_get', count, size), w.u32(count), w.call('environ_sizes_get', count, size), w.u32(count), w.read(w.open('file'), 20), w.tryOpen('escape', { lookup: 1 })];
  };
  assert.equal(script(ours({ version })), script(theirs({ version })));
});

test('poll_oneoff: a subscription has 56 bytes', () => {
  const w = ours({ version });
  const [from, to] = [w.allocate(112), w.allocate(64)];
  const v = w.view;
  new Uint8Array(v.buffer, from, 112).fill(0);
  const fd = w.open('file');
  for (const [i, timeout] of [5000000000n, 10000000n].entries()) {
    v.setBigUint64(from + 56 * i, BigInt(i + 1), true);
    // The identifier comes first.
    v.setBigUint64(from + 56 * i + 16, 77n, true);
    v.setUint32(from + 56 * i + 24, 1, true);
    v.setBigUint64(from + 56 * i + 32, timeout, true);
  }
  assert.is(w.word('poll_oneoff', from, to, 2), 1);
  assert.is(v.getBigUint64(to, true), 2n);
  v.setUint8(from + 8, 1);
  v.setUint32(from + 16, fd, true);
  assert.is(w.word('poll_oneoff', from, to, 2), 1);
  assert.is(v.getBigUint64(to, true), 1n);
  assert.is(v.getUint8(to + 10), 1);
});

test.run();
