/** Functions of time that libc left to JavaScript up to 1.39 and 2.0; time_t is one word. */
import { AT_FDCWD } from '../posix/constants.js';
import { utimes as setTimes } from '../posix/files.js';
import { cString, getI32, setI32, writeCString } from '../posix/memory.js';
import { clockMs, localTime, makeTime, readTm, sleep, utcTime, writeTm, type BrokenTime } from '../posix/time.js';
import { libc, type Context } from './context.js';

/** A place of so many bytes that stays. */
function place(ctx: Context, name: string, bytes: number): number {
  const places = (ctx.places ??= new Map<string, number>());
  const at = places.get(name) ?? (ctx.exports.malloc(bytes) as number);
  places.set(name, at);
  return at;
}

function store(ctx: Context, t: BrokenTime, at: number): number {
  const zone = place(ctx, `zone ${t.zone}`, t.zone.length + 1);
  writeCString(ctx.m, zone, t.zone);
  writeTm(ctx.m, at, t, zone);
  return at;
}

/** Bytes of struct tm. */
const TM = 44;

export function localtime_r(ctx: Context) {
  return (time: number, at: number): number => store(ctx, localTime(getI32(ctx.m, time)), at);
}

export function gmtime_r(ctx: Context) {
  return (time: number, at: number): number => store(ctx, utcTime(getI32(ctx.m, time)), at);
}

/** The one result that all calls share. */
export function localtime(ctx: Context) {
  return (time: number): number => store(ctx, localTime(getI32(ctx.m, time)), place(ctx, 'tm', TM));
}

export function gmtime(ctx: Context) {
  return (time: number): number => store(ctx, utcTime(getI32(ctx.m, time)), place(ctx, 'tm', TM));
}

/** Seconds, and the fields brought into range. */
export function mktime(ctx: Context) {
  return (at: number): number => {
    const seconds = makeTime(readTm(ctx.m, at));
    store(ctx, localTime(seconds), at);
    return seconds;
  };
}

export function clock(_ctx: Context) {
  return (): number => Math.floor(clockMs(1) * 1000) | 0;
}

/** nanosleep(timespec, rest or NULL). Errors: EINTR, with the whole time as the rest. */
export function nanosleep(ctx: Context) {
  return (at: number, rest: number): number => {
    const [seconds, nanoseconds] = [getI32(ctx.m, at), getI32(ctx.m, at + 4)];
    const slept = sleep(ctx.p, seconds * 1000 + nanoseconds / 1e6);
    if (slept < 0 && rest !== 0) [seconds, nanoseconds].forEach((word, i) => setI32(ctx.m, rest + 4 * i, word));
    return libc(ctx, slept);
  };
}

export function usleep(ctx: Context) {
  return (microseconds: number): number => libc(ctx, sleep(ctx.p, (microseconds >>> 0) / 1000));
}

/** utimes(path, two timeval or NULL for now) */
export function utimes(ctx: Context) {
  return (path: number, at: number): number => {
    const time = (i: number): number => (at === 0 ? Date.now() : getI32(ctx.m, at + 8 * i) * 1000 + getI32(ctx.m, at + 8 * i + 4) / 1000);
    return libc(ctx, setTimes(ctx.p, AT_FDCWD, cString(ctx.m, path), time(0), time(1)));
  };
}
