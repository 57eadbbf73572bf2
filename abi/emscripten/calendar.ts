/** Calendar time. time_t is one word up to 3.1.12 and two since. */
import { cString, getI32, getI64, setI32, writeCString } from '../posix/memory.js';
import { strftime as format } from '../posix/strftime.js';
import { strptime as parse } from '../posix/strptime.js';
import { encodeText } from '../posix/text.js';
import { localTime, makeTime, readTm, utcTime, writeTm } from '../posix/time.js';
import { setHI } from '../../runtime-lite/registers.js';
import type { Context } from './context.js';
import { leaveWord } from './unwind.js';
import { wide } from './wasi.js';

function timeAtAddress(ctx: Context, at: number): number {
  return ctx.config.time32 ? getI32(ctx.m, at) : getI64(ctx.m, at);
}

/** libc sets the zone's name itself. */
export function _localtime_js(ctx: Context) {
  return (timeAt: number, at: number): void => writeTm(ctx.m, at, localTime(timeAtAddress(ctx, timeAt)), 0);
}

/** The same with the time itself, in two words. What some versions take for a result is an error number. */
export function localtime(ctx: Context) {
  return (low: number, high: number, at: number): number => {
    writeTm(ctx.m, at, localTime(wide(low, high)), 0);
    return 0;
  };
}

export function _gmtime_js(ctx: Context) {
  return (timeAt: number, at: number): void => writeTm(ctx.m, at, utcTime(timeAtAddress(ctx, timeAt)), 0);
}

export function gmtime(ctx: Context) {
  return (low: number, high: number, at: number): number => {
    writeTm(ctx.m, at, utcTime(wide(low, high)), 0);
    return 0;
  };
}

/** A time as result: its low word; the high word is where a module with i64 looks for it, and where one without does. */
function timeResult(ctx: Context, seconds: number): number {
  const high = Math.floor(seconds / 4294967296) | 0;
  leaveWord(ctx, high);
  setHI(high);
  return seconds | 0;
}

/** Local time to seconds; the structure is normalised. */
export function _mktime_js(ctx: Context) {
  return (at: number): number => {
    const seconds = makeTime(readTm(ctx.m, at));
    if (seconds !== -1) writeTm(ctx.m, at, localTime(seconds), 0);
    return timeResult(ctx, seconds);
  };
}

export function _timegm_js(ctx: Context) {
  return (at: number): number => {
    const t = readTm(ctx.m, at);
    const seconds = Math.floor(Date.UTC(t.year, t.month, t.day, t.hour, t.minute, t.second) / 1000);
    writeTm(ctx.m, at, utcTime(seconds), 0);
    return timeResult(ctx, seconds);
  };
}

/** The zone's offset in seconds west of UTC, whether it has summer time, and its two names. */
function zone(): { west: number; hasSummer: boolean; names: [string, string] } {
  const year = new Date().getFullYear();
  const seasons = [0, 6].map((month) => localTime(new Date(year, month, 1).getTime() / 1000));
  const standard = seasons.find(({ dst }) => !dst) ?? seasons[0]!;
  const summer = seasons.find(({ dst }) => dst) ?? standard;
  return { west: -standard.offset, hasSummer: summer !== standard, names: [standard.zone, summer.zone] };
}

/** TZNAME_MAX and its NUL. */
const ZONE_NAME = 17;

/** The same with room for the names: since 3.1.57. */
export function tzset(ctx: Context) {
  return (timezoneAt: number, daylightAt: number, standardAt: number, summerAt: number): void => {
    const { west, hasSummer, names } = zone();
    setI32(ctx.m, timezoneAt, west);
    setI32(ctx.m, daylightAt, hasSummer ? 1 : 0);
    [standardAt, summerAt].forEach((at, i) => writeCString(ctx.m, at, names[i]!, ZONE_NAME));
  };
}

/** Stores `timezone` (seconds west of UTC), `daylight` and the two zone names, for which malloc is called once. */
export function _tzset_js(ctx: Context) {
  let names: number[] | undefined;
  return (timezoneAt: number, daylightAt: number, namesAt: number): void => {
    const { west, hasSummer, names: texts } = zone();
    names ??= texts.map((text) => {
      const at = (ctx.exports.malloc?.(text.length + 1) ?? 0) as number;
      if (at !== 0) writeCString(ctx.m, at, text);
      return at;
    });
    setI32(ctx.m, timezoneAt, west);
    setI32(ctx.m, daylightAt, hasSummer ? 1 : 0);
    names.forEach((at, i) => setI32(ctx.m, namesAt + 4 * i, at));
  };
}

/** The length without NUL, or 0 if text and NUL do not fit. */
export function strftime(ctx: Context) {
  return (at: number, size: number, formatAt: number, tm: number): number => {
    const zone = getI32(ctx.m, tm + 40);
    const fields = { ...readTm(ctx.m, tm), zone: zone === 0 ? '' : cString(ctx.m, zone) };
    const bytes = encodeText(`${format(cString(ctx.m, formatAt), fields)}\0`);
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

/** strptime(text, format, tm): the end of what was read, or a null pointer. */
export function strptime(ctx: Context) {
  return (textAt: number, formatAt: number, tm: number): number => {
    const text = cString(ctx.m, textAt);
    const known = readTm(ctx.m, tm);
    const found = parse(text, cString(ctx.m, formatAt), known);
    if (found === undefined) return 0;
    writeTm(ctx.m, tm, { ...known, dst: false, ...found.fields }, getI32(ctx.m, tm + 40));
    return textAt + encodeText(text.slice(0, found.length)).length;
  };
}

export function strptime_l(ctx: Context) {
  const read = strptime(ctx);
  return (text: number, format: number, tm: number, _locale: number): number => read(text, format, tm);
}
