/** strptime in the C locale. */
import type { BrokenTime } from './time.js';

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

/** Conversions that stand for others. */
const COMPOUND: Record<string, string> = { c: '%a %b %e %H:%M:%S %Y', D: '%m/%d/%y', F: '%Y-%m-%d', R: '%H:%M', r: '%I:%M:%S %p', T: '%H:%M:%S', x: '%m/%d/%y', X: '%H:%M:%S' };

/** Numbers: digits at most, least, greatest, and where they go. */
const NUMBERS: Record<string, readonly [digits: number, least: number, greatest: number, set: (t: Parsed, value: number) => void]> = {
  d: [2, 1, 31, (t, v) => (t.day = v)],
  e: [2, 1, 31, (t, v) => (t.day = v)],
  H: [2, 0, 23, (t, v) => (t.hour = v)],
  k: [2, 0, 23, (t, v) => (t.hour = v)],
  I: [2, 1, 12, (t, v) => (t.hour12 = v % 12)],
  l: [2, 1, 12, (t, v) => (t.hour12 = v % 12)],
  j: [3, 1, 366, (t, v) => (t.yearday = v - 1)],
  m: [2, 1, 12, (t, v) => (t.month = v - 1)],
  M: [2, 0, 59, (t, v) => (t.minute = v)],
  S: [2, 0, 60, (t, v) => (t.second = v)],
  u: [1, 1, 7, (t, v) => (t.weekday = v % 7)],
  w: [1, 0, 6, (t, v) => (t.weekday = v)],
  U: [2, 0, 53, (t, v) => (t.week = { number: v, first: 0 })],
  W: [2, 0, 53, (t, v) => (t.week = { number: v, first: 1 })],
  V: [2, 1, 53, () => undefined],
  Y: [4, 0, 9999, (t, v) => (t.year = v)],
  C: [2, 0, 99, (t, v) => (t.century = v)],
  y: [2, 0, 99, (t, v) => (t.inCentury = v)],
  s: [12, 0, 1e12, (t, v) => (t.epoch = v)],
};

interface Parsed extends Partial<BrokenTime> {
  hour12?: number;
  afternoon?: boolean;
  century?: number;
  inCentury?: number;
  epoch?: number;
  /** A week of the year, and the day of the week that it begins with. */
  week?: { readonly number: number; readonly first: number };
}

/** The index of the name that `text` begins with at `at`, whole or its first three letters, and where it ends. */
function named(names: readonly string[], text: string, at: number): readonly [index: number, end: number] | undefined {
  const rest = text.slice(at, at + 9).toLowerCase();
  const index = names.findIndex((name) => rest.startsWith(name.slice(0, 3)));
  if (index < 0) return undefined;
  const name = names[index]!;
  return [index, at + (rest.startsWith(name) ? name.length : 3)];
}

function skipSpace(text: string, at: number): number {
  while (/[ \t-\r]/.test(text[at] ?? 'x')) at++;
  return at;
}

/** Where one conversion ends in `text`, or -1. */
function convert(letter: string, text: string, at: number, t: Parsed): number {
  const compound = COMPOUND[letter];
  if (compound !== undefined) return parse(compound, text, at, t);
  const number = NUMBERS[letter];
  if (number !== undefined) {
    const [digits, least, greatest, set] = number;
    const from = skipSpace(text, at);
    const found = /^[+-]?\d+/.exec(text.slice(from, from + digits))?.[0];
    if (found === undefined || Number(found) < least || Number(found) > greatest) return -1;
    set(t, Number(found));
    return from + found.length;
  }
  switch (letter) {
    case '%':
      return text[at] === '%' ? at + 1 : -1;
    case 'n':
    case 't':
      return skipSpace(text, at);
    case 'a':
    case 'A': {
      const found = named(DAYS, text, at);
      if (found !== undefined) t.weekday = found[0];
      return found?.[1] ?? -1;
    }
    case 'b':
    case 'B':
    case 'h': {
      const found = named(MONTHS, text, at);
      if (found !== undefined) t.month = found[0];
      return found?.[1] ?? -1;
    }
    case 'p': {
      const half = text.slice(at, at + 2).toLowerCase();
      if (half !== 'am' && half !== 'pm') return -1;
      t.afternoon = half === 'pm';
      return at + 2;
    }
    case 'Z':
      return at + (/^[A-Za-z]*/.exec(text.slice(at, at + 32))?.[0].length ?? 0);
    case 'z': {
      const found = /^(?:Z|([+-])(\d\d):?(\d\d)?)/.exec(text.slice(at, at + 6));
      if (found === null) return -1;
      const seconds = Number(found[2] ?? 0) * 3600 + Number(found[3] ?? 0) * 60;
      t.offset = found[1] === '-' ? -seconds : seconds;
      return at + found[0].length;
    }
    default:
      return -1;
  }
}

function parse(format: string, text: string, start: number, t: Parsed): number {
  let at = start;
  for (let i = 0; i < format.length && at >= 0; i++) {
    const character = format[i]!;
    if (character === '%') {
      i++;
      // Modifiers ask for other numerals, of which the C locale has none; so do flags and widths for output.
      while (/[EO_0^#-]/.test(format[i] ?? 'x')) i++;
      at = convert(format[i] ?? '', text, at, t);
    } else if (/\s/.test(character)) at = skipSpace(text, at);
    else at = text[at] === character ? at + 1 : -1;
  }
  return at;
}

const date = (ms: number): Partial<BrokenTime> => {
  const d = new Date(ms);
  return {
    second: d.getUTCSeconds(), minute: d.getUTCMinutes(), hour: d.getUTCHours(), day: d.getUTCDate(), month: d.getUTCMonth(), year: d.getUTCFullYear(), weekday: d.getUTCDay(),
    yearday: Math.round((Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()) - Date.UTC(d.getUTCFullYear(), 0, 1)) / 86400000),
  };
};

/** The day of the year of a day of the week in a week that is counted from the year's first Sunday or Monday. */
function dayOfWeek(year: number, { number, first }: NonNullable<Parsed['week']>, weekday: number): number {
  const before = (7 + first - new Date(Date.UTC(year, 0, 1)).getUTCDay()) % 7;
  return before + (number - 1) * 7 + ((weekday - first + 7) % 7);
}

/** Adds what follows from a day of the year, or from year, month and day, of which `known` may tell some. */
function complete(fields: Partial<BrokenTime>, known: Partial<BrokenTime>): void {
  const [year, month, day] = [fields.year ?? known.year, fields.month ?? known.month, fields.day ?? known.day];
  if (year === undefined || Math.abs(year) > 200000) return;
  if (fields.yearday !== undefined && (fields.month === undefined || fields.day === undefined)) {
    Object.assign(fields, { ...date(Date.UTC(year, 0, 1 + fields.yearday)), hour: fields.hour, minute: fields.minute, second: fields.second, year: fields.year });
  } else if (month !== undefined && day !== undefined && month >= 0 && month < 12 && day > 0 && day < 32 && (fields.year ?? fields.month ?? fields.day) !== undefined) {
    const { weekday, yearday } = date(Date.UTC(year, month, day));
    Object.assign(fields, { weekday, yearday });
  }
  for (const name of Object.keys(fields) as (keyof BrokenTime)[]) if (fields[name] === undefined) delete fields[name];
}

/**
 * Reads `text` as `format` says: the fields that it tells, and how many characters were read. Day of the week and of the year follow from
 * a date, whose other parts may be those of `known`. Undefined if the text does not fit.
 */
export function strptime(text: string, format: string, known: Partial<BrokenTime> = {}): { fields: Partial<BrokenTime>; length: number } | undefined {
  const t: Parsed = {};
  const length = parse(format, text, 0, t);
  if (length < 0) return undefined;
  const { hour12, afternoon, century, inCentury, epoch, week, ...fields } = t;
  if (epoch !== undefined) return { fields: date(epoch * 1000), length };
  if (hour12 !== undefined) fields.hour = hour12 + (afternoon === true ? 12 : 0);
  if (inCentury !== undefined) fields.year = century !== undefined ? century * 100 + inCentury : inCentury + (inCentury < 69 ? 2000 : 1900);
  else if (century !== undefined) fields.year = century * 100;
  const { year, month, day, weekday } = fields;
  if (week !== undefined && weekday !== undefined && year !== undefined && month === undefined && day === undefined) fields.yearday ??= dayOfWeek(year, week, weekday);
  complete(fields, known);
  return { fields, length };
}
