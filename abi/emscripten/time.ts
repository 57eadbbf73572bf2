/** Clocks and calendar. time_t is one word in this generation of Emscripten. */
import { E } from '../posix/errno.js';
import { cString, getI32, setI32, writeCString } from '../posix/memory.js';
import { strftime as format } from '../posix/strftime.js';
import { writeTimeval } from '../posix/structs.js';
import { clockMs, localTime, makeTime, readTm, utcTime, writeTm } from '../posix/time.js';
import { wasiErrno } from '../posix/wasi-errno.js';
import type { Context } from './context.js';

/** Clock numbers are Linux's: CLOCK_REALTIME to CLOCK_TAI. */
const LAST_CLOCK = 11;

/** timespec: seconds@0, nanoseconds@4. Sets errno itself. */
export function clock_gettime(ctx: Context) {
  return (clock: number, at: number): number => {
    if (clock < 0 || clock > LAST_CLOCK) {
      const errnoAt = ctx.exports.__errno_location?.() as number | undefined;
      if (errnoAt !== undefined) setI32(ctx.m, errnoAt, wasiErrno(E.EINVAL));
      return -1;
    }
    const ms = clockMs(clock);
    const seconds = Math.floor(ms / 1000);
    setI32(ctx.m, at, seconds);
    setI32(ctx.m, at + 4, Math.floor((ms - seconds * 1000) * 1e6));
    return 0;
  };
}

export function clock_getres(ctx: Context) {
  return (_clock: number, at: number): number => {
    if (at !== 0) {
      setI32(ctx.m, at, 0);
      setI32(ctx.m, at + 4, 1000);
    }
    return 0;
  };
}

/** WASI's clock: 64-bit nanoseconds. The precision, two words, is not used. */
export function clock_time_get(ctx: Context) {
  return (clock: number, _low: number, _high: number, at: number): number => {
    if (clock < 0 || clock > LAST_CLOCK) return wasiErrno(E.EINVAL);
    const ms = clockMs(clock);
    const whole = Math.floor(ms);
    ctx.m.dv.setBigUint64(at >>> 0, BigInt(whole) * 1000000n + BigInt(Math.floor((ms - whole) * 1e6)), true);
    return 0;
  };
}

export function gettimeofday(ctx: Context) {
  return (at: number, _zone: number): number => {
    writeTimeval(ctx.m, at, clockMs(0));
    return 0;
  };
}

export function time(ctx: Context) {
  return (at: number): number => {
    const seconds = Math.floor(Date.now() / 1000) | 0;
    if (at !== 0) setI32(ctx.m, at, seconds);
    return seconds;
  };
}

export function emscripten_get_now(_ctx: Context) {
  return (): number => clockMs(1);
}

export function emscripten_date_now(_ctx: Context) {
  return (): number => Date.now();
}

/** libc sets the zone's name itself. */
export function _localtime_js(ctx: Context) {
  return (timeAt: number, at: number): void => writeTm(ctx.m, at, localTime(getI32(ctx.m, timeAt)), 0);
}

export function _gmtime_js(ctx: Context) {
  return (timeAt: number, at: number): void => writeTm(ctx.m, at, utcTime(getI32(ctx.m, timeAt)), 0);
}

/** Local time to seconds; the structure is normalised. */
export function _mktime_js(ctx: Context) {
  return (at: number): number => {
    const seconds = makeTime(readTm(ctx.m, at));
    if (seconds !== -1) writeTm(ctx.m, at, localTime(seconds), 0);
    return seconds | 0;
  };
}

export function _timegm_js(ctx: Context) {
  return (at: number): number => {
    const t = readTm(ctx.m, at);
    const seconds = Math.floor(Date.UTC(t.year, t.month, t.day, t.hour, t.minute, t.second) / 1000);
    writeTm(ctx.m, at, utcTime(seconds), 0);
    return seconds | 0;
  };
}

/** Stores `timezone` (seconds west of UTC), `daylight` and the two zone names, for which malloc is called once. */
export function _tzset_js(ctx: Context) {
  let names: number[] | undefined;
  return (timezoneAt: number, daylightAt: number, namesAt: number): void => {
    const year = new Date().getFullYear();
    const seasons = [0, 6].map((month) => localTime(new Date(year, month, 1).getTime() / 1000));
    const standard = seasons.find(({ dst }) => !dst) ?? seasons[0]!;
    const summer = seasons.find(({ dst }) => dst) ?? standard;
    names ??= [standard, summer].map(({ zone }) => {
      const at = (ctx.exports.malloc?.(zone.length + 1) ?? 0) as number;
      if (at !== 0) writeCString(ctx.m, at, zone);
      return at;
    });
    setI32(ctx.m, timezoneAt, -standard.offset);
    setI32(ctx.m, daylightAt, summer === standard ? 0 : 1);
    names.forEach((at, i) => setI32(ctx.m, namesAt + 4 * i, at));
  };
}

/** The length without NUL, or 0 if text and NUL do not fit. */
export function strftime(ctx: Context) {
  return (at: number, size: number, formatAt: number, tm: number): number => {
    const zone = getI32(ctx.m, tm + 40);
    const fields = { ...readTm(ctx.m, tm), zone: zone === 0 ? '' : cString(ctx.m, zone) };
    const bytes = new TextEncoder().encode(`${format(cString(ctx.m, formatAt), fields)}\0`);
    if (bytes.length > size >>> 0) return 0;
    ctx.m.u8.set(bytes, at >>> 0);
    return bytes.length - 1;
  };
}

/** strftime with a locale, of which there is only one. */
export function strftime_l(ctx: Context) {
  const write = strftime(ctx);
  return (at: number, size: number, formatAt: number, tm: number, _locale: number): number => write(at, size, formatAt, tm);
}

/** What usleep and nanosleep of a program without threads call: the thread sleeps, and signals wait. */
export function emscripten_thread_sleep(ctx: Context) {
  return (ms: number): void => ctx.p.host.sleep(ms);
}
