/** Clocks, calendar time and sleeping. */
import { syncForeign } from '../../runtime-lite/foreign.js';
import { CLOCK_REALTIME } from './constants.js';
import { E } from './errno.js';
import type { GuestMemory } from './memory.js';
import type { Process } from './process.js';
import { waitUntil } from './wait.js';

/** What the clock of this thread shows when that of the program's own thread shows 0: hosts let each begin with its thread. */
let start = 0;

/** The time at which clocks begin, as `performance.timeOrigin`. */
export function beginClocks(origin: number): void {
  start = origin - performance.timeOrigin;
}

/** Milliseconds of a clock: since 1970 for CLOCK_REALTIME, since some start for all others. Tells what waits for the host to run, as `descriptionOf` does. */
export function clockMs(clock: number): number {
  syncForeign();
  if (typeof performance === 'undefined' || performance.timeOrigin === undefined) return Date.now();
  return clock === CLOCK_REALTIME ? performance.timeOrigin + performance.now() : performance.now() - start;
}

/** Sleeps; 0, or -EINTR when a signal handler ran. */
export function sleep(p: Process, ms: number): number {
  const result = waitUntil(p, ms, () => 0);
  return result === -E.EINTR ? result : 0;
}

/** Fields of `struct tm`; `month` and the days count from 0, `year` is the full year. */
export interface BrokenTime {
  second: number;
  minute: number;
  hour: number;
  day: number;
  month: number;
  year: number;
  weekday: number;
  yearday: number;
  dst: boolean;
  /** Seconds east of UTC. */
  offset: number;
  zone: string;
}

function dayOfYear(year: number, month: number, day: number): number {
  return Math.round((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / 86400000);
}

/** UTC fields of a time in seconds. */
export function utcTime(seconds: number): BrokenTime {
  const d = new Date(seconds * 1000);
  const year = d.getUTCFullYear();
  return {
    second: d.getUTCSeconds(), minute: d.getUTCMinutes(), hour: d.getUTCHours(), day: d.getUTCDate(), month: d.getUTCMonth(), year,
    weekday: d.getUTCDay(), yearday: dayOfYear(year, d.getUTCMonth(), d.getUTCDate()), dst: false, offset: 0, zone: 'GMT',
  };
}

/** Standard and summer offsets (minutes, as Date gives them) of a year. */
function yearOffsets(year: number): { standard: number; summer: number } {
  const january = new Date(year, 0, 1).getTimezoneOffset();
  const july = new Date(year, 6, 1).getTimezoneOffset();
  return { standard: Math.max(january, july), summer: Math.min(january, july) };
}

/** Fields of a time in seconds in the host's time zone. */
export function localTime(seconds: number): BrokenTime {
  const d = new Date(seconds * 1000);
  const year = d.getFullYear();
  const offset = d.getTimezoneOffset();
  return {
    second: d.getSeconds(), minute: d.getMinutes(), hour: d.getHours(), day: d.getDate(), month: d.getMonth(), year,
    weekday: d.getDay(), yearday: dayOfYear(year, d.getMonth(), d.getDate()), dst: offset < yearOffsets(year).standard,
    offset: offset === 0 ? 0 : -60 * offset, zone: zoneName(d),
  };
}

/** Abbreviations that are not the first letters of the names that Date prints. */
const ZONES: readonly (readonly [name: string, short: string])[] = [
  ['Coordinated Universal Time', 'UTC'], ['Central European Standard Time', 'CET'], ['Eastern European Standard Time', 'EET'], ['Western European Standard Time', 'WET'],
];

/** The zone's abbreviation: of the name as Date prints it, or its offset. */
function zoneName(d: Date): string {
  const name = /\((.*)\)/.exec(d.toString())?.[1];
  if (name === undefined) return 'UTC';
  return ZONES.find(([known]) => known === name)?.[1] ?? name.split(' ').map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word[0])).join('');
}

/** Writes `struct tm` (44 bytes); `zone` is the address of the zone's name. */
export function writeTm(m: GuestMemory, address: number, t: BrokenTime, zone: number): void {
  const words = [t.second, t.minute, t.hour, t.day, t.month, t.year - 1900, t.weekday, t.yearday, t.dst ? 1 : 0, t.offset, zone];
  words.forEach((word, i) => m.dv.setInt32((address >>> 0) + 4 * i, word, true));
}

/** The fields of a `struct tm`. */
export function readTm(m: GuestMemory, address: number): BrokenTime {
  const word = (i: number): number => m.dv.getInt32((address >>> 0) + 4 * i, true);
  return {
    second: word(0), minute: word(1), hour: word(2), day: word(3), month: word(4), year: word(5) + 1900, weekday: word(6), yearday: word(7),
    dst: word(8) > 0, offset: word(9), zone: 'GMT',
  };
}

/** mktime(3): seconds since 1970 of local fields, out-of-range ones carried over; -1 if there is no such time. */
export function makeTime(t: BrokenTime): number {
  const ms = new Date(t.year, t.month, t.day, t.hour, t.minute, t.second).getTime();
  return Number.isNaN(ms) ? -1 : Math.floor(ms / 1000);
}
