/** Clocks and calendar time. time_t has 32 bits. */
import { cString, getI32, setI32, writeCString } from '../posix/memory.js';
import { writeTimeval } from '../posix/structs.js';
import { strftime } from '../posix/strftime.js';
import { encodeText } from '../posix/text.js';
import { clockMs, localTime, makeTime, readTm, sleep, utcTime, writeTm, type BrokenTime } from '../posix/time.js';
import { libc, staticBytes, staticString, type LegacyContext } from './context.js';

/** clock_gettime(clock, timespec) */
export const _clock_gettime = (ctx: LegacyContext) => (clock: number, at: number): number => {
  const ms = clockMs(clock);
  const seconds = Math.floor(ms / 1000);
  setI32(ctx.m, at, seconds);
  setI32(ctx.m, at + 4, Math.floor((ms - seconds * 1000) * 1e6));
  return 0;
};

/** gettimeofday(timeval, NULL) */
export const _gettimeofday = (ctx: LegacyContext) => (at: number): number => {
  writeTimeval(ctx.m, at, Date.now());
  return 0;
};

/** time(time_t or NULL) */
export const _time = (ctx: LegacyContext) => (at: number): number => {
  const seconds = Math.floor(Date.now() / 1000) | 0;
  if (at !== 0) setI32(ctx.m, at, seconds);
  return seconds;
};

function broken(ctx: LegacyContext, t: BrokenTime, at: number): number {
  writeTm(ctx.m, at, t, staticString(ctx, t.zone));
  return at;
}

export const _gmtime_r = (ctx: LegacyContext) => (time: number, at: number): number => broken(ctx, utcTime(getI32(ctx.m, time)), at);

export const _localtime_r = (ctx: LegacyContext) => (time: number, at: number): number => broken(ctx, localTime(getI32(ctx.m, time)), at);

/** localtime(3): its one static result */
export const _localtime = (ctx: LegacyContext) => (time: number): number => broken(ctx, localTime(getI32(ctx.m, time)), staticBytes(ctx, 'tm', 44));

/** mktime(tm): seconds, and the fields brought into range */
export const _mktime = (ctx: LegacyContext) => (at: number): number => {
  const seconds = makeTime(readTm(ctx.m, at));
  broken(ctx, localTime(seconds), at);
  return seconds;
};

/** timegm(tm): as mktime, of UTC */
export const _timegm = (ctx: LegacyContext) => (at: number): number => {
  const t = readTm(ctx.m, at);
  const seconds = Math.floor(Date.UTC(t.year, t.month, t.day, t.hour, t.minute, t.second) / 1000);
  broken(ctx, utcTime(seconds), at);
  return seconds;
};

/** strftime(buffer, capacity, format, tm): the bytes without NUL, 0 if they do not fit */
export const _strftime = (ctx: LegacyContext) => (at: number, capacity: number, format: number, tm: number): number => {
  const t = readTm(ctx.m, tm);
  const zone = getI32(ctx.m, tm + 40);
  if (zone !== 0) t.zone = cString(ctx.m, zone);
  const text = strftime(cString(ctx.m, format), t);
  const length = encodeText(text).length;
  return length < capacity >>> 0 ? writeCString(ctx.m, at, text, capacity >>> 0) : 0;
};

/** usleep(microseconds). Errors: EINTR. */
export const _usleep = (ctx: LegacyContext) => (microseconds: number): number => libc(ctx, sleep(ctx.p, (microseconds >>> 0) / 1000));
