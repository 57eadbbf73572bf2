/** Waiting: the only place where a program sleeps. */
import type { Process } from './process.js';
import { E } from './errno.js';
import { deliver } from './signals.js';

/** Milliseconds that closed files stay open on the host while nothing happens. */
const KEEP = 10;

function rest(p: Process, seen: number, ms: number): void {
  const { host, kept } = p;
  if (kept === undefined || kept.size === 0) {
    host.wait(seen, ms);
    return;
  }
  host.wait(seen, Math.min(ms, KEEP));
  if (host.bell() === seen) kept.clear();
  else kept.sweep(Date.now());
}

/**
 * Waits until `ready` returns something other than 0, and returns that; 0 when `timeout` milliseconds (Infinity: for
 * ever) are over; -EINTR after a signal handler ran and nothing is ready.
 */
export function waitUntil(p: Process, timeout: number, ready: () => number): number {
  const { host } = p;
  let deadline = -1;
  for (;;) {
    // Read before the scan, so that what happens during the scan ends the sleep at once.
    const seen = host.bell();
    p.opened = undefined;
    const interrupted = deliver(p);
    p.serve?.();
    const result = ready();
    if (result !== 0) {
      host.kick(true);
      return result;
    }
    if (interrupted) {
      host.kick(true);
      return -E.EINTR;
    }
    host.kick(false);
    if (timeout <= 0) return 0;
    let left = timeout;
    if (timeout !== Infinity) {
      const now = Date.now();
      if (deadline < 0) deadline = now + timeout;
      left = deadline - now;
      if (left <= 0) return 0;
    }
    if (p.signals.alarmAt !== Infinity) left = Math.min(left, Math.max(1, p.signals.alarmAt - Date.now()));
    rest(p, seen, left);
  }
}
