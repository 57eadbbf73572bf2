/** The parts of abi/posix that turn text into numbers and back. */
import { constants } from 'node:os';
import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { grants } from '../../abi/host/grants.js';
import { E, errnoByName, errnoOf, errnoTable } from '../../abi/posix/errno.js';
import { GuestMemory } from '../../abi/posix/memory.js';
import { addressText, encodeSockaddr, parseAddress, parseIPv4, parseIPv6, readSockaddr, writeSockaddr } from '../../abi/posix/sockaddr.js';
import { strftime } from '../../abi/posix/strftime.js';
import { strptime } from '../../abi/posix/strptime.js';
import { localTime, makeTime, utcTime } from '../../abi/posix/time.js';
import { makeMemory } from '../../runtime-lite/memory.js';
import { skip } from '../support.js';

test('error numbers are Linux’s', () => {
  if (process.platform !== 'linux') return skip('error numbers', 'the host is not Linux');
  for (const [name, number] of Object.entries(E)) {
    const host = (constants.errno as Record<string, number>)[name];
    if (host !== undefined) assert.is(number, host, name);
  }
});

test('error codes by name, system errors, and defects', () => {
  assert.is(errnoByName('ENOTSUP'), E.EOPNOTSUPP);
  assert.is(errnoByName('EWOULDBLOCK'), E.EAGAIN);
  assert.is(errnoByName('EXOTIC'), E.EIO);
  assert.is(errnoOf(Object.assign(new Error(), { code: 'ENOENT' })), E.ENOENT);
  assert.is(errnoOf(Object.assign(new Error(), { code: 'ERR_INVALID_ARG_VALUE' })), E.EINVAL);
  assert.throws(() => errnoOf(new TypeError('defect')), TypeError);
});

test('a table to another numbering', () => {
  const table = errnoTable({ EIO: 29, ENOENT: 44, EAGAIN: 6, ENOTSUP: 58 });
  assert.equal([table[0], table[E.ENOENT], table[E.EAGAIN], table[E.EOPNOTSUPP], table[E.EXDEV]], [0, 44, 6, 58, 29]);
});

test('addresses', () => {
  assert.equal([...parseIPv4('192.0.2.255')!], [192, 0, 2, 255]);
  for (const bad of ['1.2.3', '1.2.3.256', '1.2.3.4.5', 'a.b.c.d', '']) assert.is(parseIPv4(bad), undefined, bad);
  assert.equal([...parseIPv6('::1')!], [...new Array(15).fill(0), 1]);
  assert.equal([...parseIPv6('2001:db8::ff00:42:8329')!], [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0xff, 0, 0, 0x42, 0x83, 0x29]);
  assert.equal([...parseIPv6('::ffff:192.0.2.1')!].slice(10), [255, 255, 192, 0, 2, 1]);
  for (const bad of ['', ':', ':::', '1::2::3', '12345::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', 'g::', '::1.2.3']) assert.is(parseIPv6(bad), undefined, bad);
  assert.is(addressText(parseAddress('fe80::1%eth0', 1)!), 'fe80:0:0:0:0:0:0:1');
  assert.equal([...encodeSockaddr(parseAddress('127.0.0.1', 258)!)], [2, 0, 1, 2, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  assert.is(encodeSockaddr(parseAddress('::', 0)!).length, 28);
});

test('grants', () => {
  assert.ok(grants(true, 'x', 1));
  assert.not.ok(grants(false, 'x', 1));
  assert.ok(grants(['127.0.0.1:80'], '127.0.0.1', 80));
  assert.not.ok(grants(['127.0.0.1:80'], '127.0.0.1', 81));
  assert.ok(grants(['*:80'], '10.0.0.1', 80));
  assert.ok(grants(['[::1]:*'], '::1', 9));
  assert.ok(grants(['/run/x.sock'], '/run/x.sock', 0));
  assert.not.ok(grants([], '127.0.0.1', 80));
});

test('strftime agrees with date(1)', () => {
  const formats = ['%a %A %b %B %c %C %d %D %e %F', '%g %G %H %I %j %k %l %m %M %p %P', '%r %R %s %S %T %u %U %V %w %W %x %X %y %Y %%'];
  for (const seconds of [0, 951782400, 1104537599, 1230768000, 1456704000, 1483228799, 1609459199, 1700000000]) {
    for (const format of formats) {
      let expected: string;
      try {
        expected = execFileSync('date', ['-u', '-d', `@${seconds}`, `+${format}`], { encoding: 'utf8', env: { LC_ALL: 'C' } }).replace(/\n$/, '');
      } catch {
        return skip('strftime', 'date(1) of GNU is not installed');
      }
      assert.is(strftime(format, utcTime(seconds)), expected, `${seconds}: ${format}`);
    }
  }
  assert.is(strftime('%Q%z', utcTime(0)), '%Q+0000');
});

test('strptime reads what strftime writes', () => {
  const formats = ['%Y-%m-%dT%H:%M:%S', '%a %b %e %T %Y', '%A, %d %B %Y %I:%M:%S %p', '%D %r', '%s', '%Y %j %H:%M:%S', '%c', '%F%n%T%%', '%C%y%m%d %k.%M.%S'];
  for (const seconds of [0, 951782400, 1104537599, 1456704000, 1483228799, 1700000000]) {
    for (const format of formats) {
      const time = utcTime(seconds);
      const text = strftime(format, time);
      const found = strptime(`${text} rest`, format);
      assert.ok(found, `${format}: ${text}`);
      assert.is(found.length, text.length, `${format}: ${text}`);
      for (const field of ['second', 'minute', 'hour', 'day', 'month', 'year', 'weekday', 'yearday'] as const) assert.is(found.fields[field], time[field], `${format}: ${field} of ${text}`);
    }
  }
});

test('strptime: weeks of the year, and dates of which some parts were known', () => {
  for (const [format, seconds] of [['%Y %U %a', 1167523200], ['%Y %W %a', 1167523200], ['%Y %U %w', 990489600], ['%Y %W %u', 990489600], ['%Y %U %A', 1709164800], ['%Y %W %a', 1735603200]] as const) {
    const time = utcTime(seconds);
    const text = strftime(format, time);
    const { year, month, day, yearday, weekday } = strptime(text, format)!.fields;
    assert.equal([year, month, day, yearday, weekday], [time.year, time.month, time.day, time.yearday, time.weekday], `${format}: ${text}`);
  }
  assert.equal(strptime('12', '%d', { year: 2007, month: 1, day: 1 })?.fields, { day: 12, weekday: 1, yearday: 42 });
  assert.equal(strptime('60', '%j', { year: 2024 })?.fields, { yearday: 59, day: 29, month: 1, weekday: 4 });
  assert.equal(strptime('13', '%M', { year: 2007, month: 1, day: 1 })?.fields, { minute: 13 });
  assert.equal(strptime('12', '%d', { year: -1431655766, month: -1431655766 })?.fields, { day: 12 });
});

test('strptime refuses what does not fit', () => {
  for (const [text, format] of [['2024-13-01', '%Y-%m-%d'], ['x', '%d'], ['25:00', '%H:%M'], ['Foo 1', '%b %d'], ['1', '%Q'], ['12', '12%'], ['', '%Y'], ['am', '%P']]) {
    assert.is(strptime(text!, format!), undefined, `${text} as ${format}`);
  }
  assert.equal(strptime('', ''), { fields: {}, length: 0 });
  assert.is(strptime('+0530', '%z')?.fields.offset, 19800);
  assert.is(strptime('12:05 am', '%I:%M %p')?.fields.hour, 0);
  assert.is(strptime('70', '%y')?.fields.year, 1970);
});

test('local time goes back', () => {
  for (let seconds = 0; seconds < 2e9; seconds += 86400 * 97 + 3601) assert.is(makeTime(localTime(seconds)), seconds);
});

test('addresses in memory: whole, cut to the capacity, and read back', () => {
  const m = new GuestMemory();
  m.follow(makeMemory(1));
  for (const address of [
    { ...parseAddress('192.168.255.1', 65535)! },
    { ...parseAddress('fe80::1:2', 258)!, scope: 0x12345678 },
    { family: 1, port: 0, scope: 0, bytes: new TextEncoder().encode('/tmp/x') },
  ]) {
    const whole = encodeSockaddr(address);
    for (const capacity of [whole.length, whole.length + 4, 6, 0]) {
      m.u8.fill(0xee, 0, 128);
      m.dv.setInt32(8, capacity, true);
      writeSockaddr(m, 16, 8, address);
      const kept = Math.min(capacity, whole.length);
      assert.is(m.dv.getInt32(8, true), whole.length, 'the true length');
      assert.equal([...m.u8.subarray(16, 16 + kept)], [...whole.subarray(0, kept)]);
      assert.ok(m.u8.subarray(16 + kept, 128).every((byte) => byte === 0xee), 'nothing behind it');
      if (kept === whole.length) assert.equal(readSockaddr(m, 16, whole.length), address);
    }
  }
});

test.run();
