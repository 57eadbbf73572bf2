/** select and poll. */
import type { Process } from './process.js';
import { POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLPRI, POLLRDNORM, POLLWRNORM } from './constants.js';
import { E } from './errno.js';
import type { GuestMemory } from './memory.js';
import { waitUntil } from './wait.js';

const READ_SET = POLLIN | POLLHUP | POLLERR;
const WRITE_SET = POLLOUT | POLLERR;

/** Words of an fd_set of n descriptors, copied. */
function copySet(m: GuestMemory, at: number, words: number): Int32Array | undefined {
  if (at === 0) return undefined;
  const set = new Int32Array(words);
  for (let i = 0; i < words; i++) set[i] = m.dv.getInt32((at >>> 0) + 4 * i, true);
  return set;
}

function storeSet(m: GuestMemory, at: number, set: Int32Array | undefined): void {
  if (set === undefined) return;
  for (let i = 0; i < set.length; i++) m.dv.setInt32((at >>> 0) + 4 * i, set[i]!, true);
}

/**
 * select(2) on fd_sets of 1024 bits, as int32 words; `timeout` in milliseconds, Infinity for ever. The sets are written
 * only on success. Errors: EBADF for a closed descriptor in a set, EINTR, EINVAL.
 */
export function select(p: Process, m: GuestMemory, n: number, readAt: number, writeAt: number, exceptAt: number, timeout: number): number {
  if (n < 0 || n > 1024) return -E.EINVAL;
  const words = (n + 31) >> 5;
  const wantRead = copySet(m, readAt, words);
  const wantWrite = copySet(m, writeAt, words);
  const wantExcept = copySet(m, exceptAt, words);
  const isRead = wantRead && new Int32Array(words);
  const isWrite = wantWrite && new Int32Array(words);
  const { entries } = p.fds;
  const scan = (): number => {
    let count = 0;
    for (let word = 0; word < words; word++) {
      const reads = wantRead === undefined ? 0 : wantRead[word]!;
      const writes = wantWrite === undefined ? 0 : wantWrite[word]!;
      for (let bits = reads | writes | (wantExcept === undefined ? 0 : wantExcept[word]!); bits !== 0; bits &= bits - 1) {
        const bit = bits & -bits;
        const description = entries[(word << 5) + 31 - Math.clz32(bit)];
        if (description === undefined) return -E.EBADF;
        const ready = description.poll((writes & bit) !== 0 ? POLLOUT : 0);
        if ((reads & bit) !== 0 && (ready & READ_SET) !== 0) {
          isRead![word]! |= bit;
          count++;
        }
        if ((writes & bit) !== 0 && (ready & WRITE_SET) !== 0) {
          isWrite![word]! |= bit;
          count++;
        }
      }
    }
    return count;
  };
  const result = waitUntil(p, timeout, scan);
  if (result < 0) return result;
  storeSet(m, readAt, isRead);
  storeSet(m, writeAt, isWrite);
  storeSet(m, exceptAt, wantExcept?.fill(0));
  return result;
}

/**
 * poll(2) on `n` pollfd structures (fd: i32, events: i16, revents: i16); `timeout` in milliseconds, Infinity for ever.
 * Errors: EINTR.
 */
export function poll(p: Process, m: GuestMemory, at: number, n: number, timeout: number): number {
  const base = at >>> 0;
  const { entries } = p.fds;
  return waitUntil(p, timeout, () => {
    const { dv } = m;
    let count = 0;
    for (let i = 0, q = base; i < n; i++, q += 8) {
      const fd = dv.getInt32(q, true);
      let revents = 0;
      if (fd >= 0) {
        const events = dv.getInt16(q + 4, true);
        const description = entries[fd];
        if (description === undefined) revents = POLLNVAL;
        else {
          let ready = description.poll(events);
          if ((ready & POLLIN) !== 0) ready |= POLLRDNORM;
          if ((ready & POLLOUT) !== 0) ready |= POLLWRNORM;
          revents = ready & (events | POLLERR | POLLHUP) & ~POLLPRI;
        }
      }
      dv.setInt16(q + 6, revents, true);
      if (revents !== 0) count++;
    }
    return count;
  });
}
