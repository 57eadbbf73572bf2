/** What `wasi_unstable` had otherwise: smaller filestat, larger subscriptions, another order of whence. */
import { SEEK_CUR, SEEK_END, SEEK_SET } from '../posix/constants.js';
import { call, checked, entryOf, fail, type Context } from './context.js';
import { storeFilestat } from './filestat.js';
import { seek } from './io.js';
import { signed } from './memory.js';
import { pathFilestatGet } from './paths.js';
import { poll, type SubscriptionLayout } from './poll.js';
import { FD_FILESTAT_GET } from './rights.js';

export function fd_filestat_get(ctx: Context) {
  return call((fd: number, at: number) => {
    const { description } = entryOf(ctx, fd, FD_FILESTAT_GET);
    storeFilestat(ctx, at, checked(description.statExact()), 'unstable');
  });
}

export function path_filestat_get(ctx: Context) {
  return pathFilestatGet(ctx, 'unstable');
}

const WHENCE = [SEEK_CUR, SEEK_END, SEEK_SET];

export function fd_seek(ctx: Context) {
  return call((fd: number, low: number, high: number, whence: number, positionAt: number) => {
    seek(ctx, fd, signed(low, high), WHENCE[whence] ?? fail('EINVAL'), positionAt);
  });
}

/** userdata@0:8 tag@8:1, then of a clock: identifier@16:8 id@24:4 timeout@32:8 precision@40:8 flags@48:2, of a descriptor: its number@16:4. */
const LAYOUT: SubscriptionLayout = { size: 56, clock: 24, timeout: 32, flags: 48 };

export function poll_oneoff(ctx: Context) {
  return call((subscriptionsAt: number, eventsAt: number, n: number, countAt: number) => poll(ctx, subscriptionsAt, eventsAt, n, countAt, LAYOUT));
}
