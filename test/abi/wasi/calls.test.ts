/** Each call that is not about files against node:wasi: error, and results in memory. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compare, EFAULT } from './compare.js';
import { ours } from './machine.js';

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

/** The code of the exit that a call ends in. */
function exitOf(call: () => unknown): number | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return (error as { code?: number }).code;
  }
}

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

compare('random_get', (w) => {
  const at = w.allocate(64);
  const before = w.bytes(at, 64);
  const error = w.call('random_get', at, 64);
  return { error, changed: w.bytes(at, 64) !== before, none: w.call('random_get', at, 0), outside: w.call('random_get', 65530, 10), past: w.call('random_get', 65537, 0) };
}, { outside: EFAULT, past: EFAULT });

compare('sched_yield', (w) => ({ result: w.call('sched_yield') }));

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

test.run();
