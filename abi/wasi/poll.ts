/** poll_oneoff: waits for clocks and descriptors. */
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP } from '../posix/constants.js';
import { waitUntil } from '../posix/wait.js';
import { WASI_ERRNO } from '../posix/wasi-errno.js';
import { CLOCK_MONOTONIC, CLOCK_REALTIME, timeOf } from './clock.js';
import { call, checked, fail, type Context, type Entry } from './context.js';
import { span, storeU32 } from './memory.js';
import { FD_READ, FD_WRITE, POLL_FD_READWRITE } from './rights.js';

const EVENT_CLOCK = 0;
const EVENT_FD_READ = 1;
const EVENT_FD_WRITE = 2;
const EVENT_SIZE = 32;
const HANGUP = 1;
const ABSTIME = 1;

/** Where a subscription's fields are; `wasi_unstable` has an identifier before the clock's number. */
export interface SubscriptionLayout {
  size: number;
  clock: number;
  timeout: number;
  flags: number;
}

/** userdata@0:8 tag@8:1, then of a clock: id@16:4 timeout@24:8 precision@32:8 flags@40:2, of a descriptor: its number@16:4. */
const PREVIEW1: SubscriptionLayout = { size: 48, clock: 16, timeout: 24, flags: 40 };

interface Subscription {
  readonly userdata: Uint8Array;
  readonly tag: number;
  readonly error: number;
  /** When a clock is due, as `Date.now`, in milliseconds; Infinity for descriptors. */
  readonly due: number;
  readonly entry: Entry | undefined;
}

const MILLISECOND = 1e6;

/** Milliseconds from now until a clock's timeout. */
function left(ctx: Context, clock: number, timeout: bigint, absolute: boolean): number {
  return Number(absolute ? timeout - timeOf(ctx, clock) : timeout) / MILLISECOND;
}

function read(ctx: Context, at: number, now: number, layout: SubscriptionLayout): Subscription {
  const { dv, u8 } = ctx.m;
  const userdata = u8.slice(at, at + 8);
  const tag = u8[at + 8]!;
  const none = { userdata, tag, error: 0, due: Infinity, entry: undefined };
  if (tag === EVENT_CLOCK) {
    const clock = dv.getUint32(at + layout.clock, true);
    const flags = dv.getUint16(at + layout.flags, true);
    if ((clock !== CLOCK_REALTIME && clock !== CLOCK_MONOTONIC) || (flags & ~ABSTIME) !== 0) return { ...none, error: WASI_ERRNO.EINVAL };
    return { ...none, due: now + left(ctx, clock, dv.getBigUint64(at + layout.timeout, true), flags !== 0) };
  }
  if (tag !== EVENT_FD_READ && tag !== EVENT_FD_WRITE) fail('EINVAL');
  const entry = ctx.entries[dv.getUint32(at + 16, true)];
  if (entry === undefined) return { ...none, error: WASI_ERRNO.EBADF };
  const right = tag === EVENT_FD_READ ? FD_READ : FD_WRITE;
  const capable = (entry.base & (POLL_FD_READWRITE | right)) === (POLL_FD_READWRITE | right);
  return capable ? { ...none, entry } : { ...none, error: WASI_ERRNO.ENOTCAPABLE };
}

/** Which conditions of a descriptor hold, 0 if none. */
function ready({ tag, entry }: Subscription): number {
  const events = tag === EVENT_FD_READ ? POLLIN : POLLOUT;
  return entry!.description.poll(events) & (events | POLLERR | POLLHUP);
}

/** event: userdata@0:8 error@8:2 type@10:1 nbytes@16:8 flags@24:2. */
function store(ctx: Context, at: number, subscription: Subscription): void {
  const { dv, u8 } = ctx.m;
  const { userdata, tag, error, entry } = subscription;
  u8.fill(0, at, at + EVENT_SIZE);
  u8.set(userdata, at);
  dv.setUint16(at + 8, error, true);
  u8[at + 10] = tag;
  if (entry === undefined) return;
  const { description } = entry;
  if (tag === EVENT_FD_READ) dv.setBigUint64(at + 16, BigInt(Math.max(0, description.available())), true);
  if ((description.poll() & (POLLHUP | POLLRDHUP)) !== 0) dv.setUint16(at + 24, HANGUP, true);
}

export function poll(ctx: Context, subscriptionsAt: number, eventsAt: number, count: number, countAt: number, layout: SubscriptionLayout): void {
  const n = count >>> 0;
  if (n === 0) fail('EINVAL');
  const from = span(ctx, subscriptionsAt, n * layout.size);
  const to = span(ctx, eventsAt, n * EVENT_SIZE);
  span(ctx, countAt, 4);
  const now = Date.now();
  const subscriptions = Array.from({ length: n }, (_, i) => read(ctx, from + i * layout.size, now, layout));
  const due = subscriptions.reduce((first, subscription) => Math.min(first, subscription.due), Infinity);
  const failed = (subscription: Subscription): boolean => subscription.error !== 0;
  const holds = (subscription: Subscription): boolean => failed(subscription) || (subscription.entry !== undefined && ready(subscription) !== 0);
  const happened = checked(waitUntil(ctx.p, Math.max(0, due - now), () => subscriptions.filter(holds).length));
  const later = Date.now();
  // The clock that ended the wait has ended, whatever the host's two clocks say.
  const late = (subscription: Subscription): boolean => subscription.due <= later || (happened === 0 && subscription.due === due);
  const events = subscriptions.filter((subscription) => late(subscription) || holds(subscription));
  events.forEach((event, i) => store(ctx, to + i * EVENT_SIZE, event));
  storeU32(ctx, countAt, events.length);
}

export function poll_oneoff(ctx: Context) {
  return call((subscriptionsAt: number, eventsAt: number, n: number, countAt: number) => poll(ctx, subscriptionsAt, eventsAt, n, countAt, PREVIEW1));
}
