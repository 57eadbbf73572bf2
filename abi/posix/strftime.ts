/** strftime in the C locale. */
import type { BrokenTime } from './time.js';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

function pad(value: number, width = 2, fill = '0'): string {
  return String(value).padStart(width, fill);
}

function hour12(t: BrokenTime): number {
  return t.hour % 12 === 0 ? 12 : t.hour % 12;
}

/** Week of the year, weeks beginning on `first` (0 Sunday, 1 Monday). */
function week(t: BrokenTime, first: number): number {
  return Math.floor((t.yearday + 7 - ((t.weekday + 7 - first) % 7)) / 7);
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** ISO 8601 year and week. */
function isoWeek(t: BrokenTime): { year: number; week: number } {
  const monday = (t.weekday + 6) % 7;
  const number = Math.floor((t.yearday - monday + 10) / 7);
  if (number < 1) {
    const before = isLeap(t.year - 1) ? 366 : 365;
    return { year: t.year - 1, week: Math.floor((t.yearday + before - monday + 10) / 7) };
  }
  const days = isLeap(t.year) ? 366 : 365;
  return number === 53 && t.yearday - monday + 3 >= days ? { year: t.year + 1, week: 1 } : { year: t.year, week: number };
}

function zoneOffset(t: BrokenTime): string {
  const minutes = Math.abs(Math.trunc(t.offset / 60));
  return `${t.offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`;
}

function epoch(t: BrokenTime): number {
  return Math.floor(Date.UTC(t.year, t.month, t.day, t.hour, t.minute, t.second) / 1000) - t.offset;
}

function conversion(letter: string, t: BrokenTime): string | undefined {
  switch (letter) {
    case 'a': return DAYS[t.weekday]?.slice(0, 3) ?? '?';
    case 'A': return DAYS[t.weekday] ?? '?';
    case 'b':
    case 'h': return MONTHS[t.month]?.slice(0, 3) ?? '?';
    case 'B': return MONTHS[t.month] ?? '?';
    case 'c': return strftime('%a %b %e %H:%M:%S %Y', t);
    case 'C': return pad(Math.floor(t.year / 100));
    case 'd': return pad(t.day);
    case 'D':
    case 'x': return strftime('%m/%d/%y', t);
    case 'e': return pad(t.day, 2, ' ');
    case 'F': return strftime('%Y-%m-%d', t);
    case 'g': return pad(isoWeek(t).year % 100);
    case 'G': return String(isoWeek(t).year);
    case 'H': return pad(t.hour);
    case 'I': return pad(hour12(t));
    case 'j': return pad(t.yearday + 1, 3);
    case 'k': return pad(t.hour, 2, ' ');
    case 'l': return pad(hour12(t), 2, ' ');
    case 'm': return pad(t.month + 1);
    case 'M': return pad(t.minute);
    case 'n': return '\n';
    case 'p': return t.hour < 12 ? 'AM' : 'PM';
    case 'P': return t.hour < 12 ? 'am' : 'pm';
    case 'r': return strftime('%I:%M:%S %p', t);
    case 'R': return strftime('%H:%M', t);
    case 's': return String(epoch(t));
    case 'S': return pad(t.second);
    case 't': return '\t';
    case 'T':
    case 'X': return strftime('%H:%M:%S', t);
    case 'u': return String(t.weekday === 0 ? 7 : t.weekday);
    case 'U': return pad(week(t, 0));
    case 'V': return pad(isoWeek(t).week);
    case 'w': return String(t.weekday);
    case 'W': return pad(week(t, 1));
    case 'y': return pad(t.year % 100);
    case 'Y': return String(t.year);
    case 'z': return zoneOffset(t);
    case 'Z': return t.zone;
    case '%': return '%';
    default: return undefined;
  }
}

/** Formats a time. Modifiers E, O and the flags `_ - 0 ^ #` are accepted and ignored; an unknown conversion stays as it is. */
export function strftime(format: string, t: BrokenTime): string {
  return format.replace(/%[_\-0^#]?[EO]?(.)/gs, (whole, letter: string) => conversion(letter, t) ?? whole);
}
