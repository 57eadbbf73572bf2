/** Functions of time that libc left to JavaScript up to 1.39 and 2.0; time_t is one word. */
import { AT_FDCWD } from '../posix/constants.js';
import { utimes as setTimes } from '../posix/files.js';
import { cString, getI32, setI32, writeCString } from '../posix/memory.js';
import { setAlarm } from '../posix/signals.js';
import { clockMs, localTime, makeTime, readTm, sleep, utcTime, writeTm, type BrokenTime } from '../posix/time.js';
import { libc, type Context } from './context.js';
import { place, textPlace } from './place.js';
import { clock_gettime } from './time.js';

function store(ctx: Context, t: BrokenTime, at: number): number {
  writeTm(ctx.m, at, t, textPlace(ctx, t.zone));
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

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** asctime_r(3): 26 bytes. */
export function __asctime_r(ctx: Context) {
  return (tm: number, at: number): number => {
    const t = readTm(ctx.m, tm);
    const two = (value: number, fill: string): string => String(value).padStart(2, fill);
    writeCString(ctx.m, at, `${DAYS[t.weekday] ?? '???'} ${MONTHS[t.month] ?? '???'} ${two(t.day, ' ')} ${two(t.hour, '0')}:${two(t.minute, '0')}:${two(t.second, '0')} ${t.year}\n`, 26);
    return at;
  };
}

export function difftime(_ctx: Context) {
  return (end: number, start: number): number => end - start;
}

export function dysize(_ctx: Context) {
  return (year: number): number => ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 366 : 365);
}

/** ftime(3): seconds@0 milliseconds@4:2, and a time zone that nobody fills in any more. */
export function ftime(ctx: Context) {
  return (at: number): number => {
    const ms = Date.now();
    setI32(ctx.m, at, Math.floor(ms / 1000));
    setI32(ctx.m, at + 4, ms % 1000);
    ctx.m.dv.setInt16((at >>> 0) + 8, 0, true);
    return 0;
  };
}

const TIME_UTC = 1;

/** timespec_get(timespec, base): the base, or 0 for an unknown one. */
export function timespec_get(ctx: Context) {
  const read = clock_gettime(ctx);
  return (at: number, base: number): number => {
    if (base !== TIME_UTC) return 0;
    read(0, at);
    return base;
  };
}

/** alarm(2): the seconds that were left. */
export function alarm(ctx: Context) {
  return (seconds: number): number => Math.ceil(setAlarm(ctx.p, (seconds >>> 0) * 1000, 0).left / 1000);
}
