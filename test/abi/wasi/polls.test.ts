/** poll_oneoff against node:wasi, by what it tells and how long it waits. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compare, EFAULT } from './compare.js';
import { type Machine, ours } from './machine.js';

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

test('poll_oneoff: very many subscriptions', () => {
  const w = ours();
  const n = 600;
  const [from, to] = [w.allocate(48 * n), w.allocate(32 * n)];
  new Uint8Array(w.view.buffer, from, 48 * n).fill(0);
  assert.is(w.word('poll_oneoff', from, to, n), n);
});

test.run();
