/** Clocks, calendar, signals and timers in Emscripten's old backend. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as signals from '../../abi/emscripten-legacy/signals.js';
import * as time from '../../abi/emscripten-legacy/time.js';
import { E } from '../../abi/posix/errno.js';
import { Exit } from '../../abi/posix/exit.js';
import { fixture } from './fixture.js';

const f = fixture();
const { ctx } = f;

test('clocks', () => {
  const at = f.alloc(8);
  const now = Date.now() / 1000;
  assert.is(time._clock_gettime(ctx)(0, at), 0);
  assert.ok(Math.abs(f.i32(at) - now) < 3);
  assert.ok(f.i32(at + 4) >= 0 && f.i32(at + 4) < 1e9);
  assert.is(time._gettimeofday(ctx)(at), 0);
  assert.ok(Math.abs(f.i32(at) - now) < 3);
  assert.is(time._time(ctx)(at), f.i32(at));
  const begin = performance.now();
  assert.is(time._usleep(ctx)(20000), 0);
  assert.ok(performance.now() - begin >= 19);
});

test('calendar time', () => {
  const tm = f.alloc(44);
  assert.is(time._gmtime_r(ctx)(f.words(951782400), tm), tm);
  const fields = (): number[] => Array.from({ length: 10 }, (_, i) => f.i32(tm + 4 * i));
  // 2000-02-29 00:00:00, a Tuesday, day 59 of the year
  assert.equal(fields(), [0, 0, 0, 29, 1, 100, 2, 59, 0, 0]);
  assert.is(f.text(f.i32(tm + 40)), 'GMT');
  const buffer = f.alloc(64);
  assert.is(time._strftime(ctx)(buffer, 64, f.string('%a, %d %b %Y %H:%M:%S %Z'), tm), 29);
  assert.is(f.text(buffer), 'Tue, 29 Feb 2000 00:00:00 GMT');
  assert.is(time._strftime(ctx)(buffer, 5, f.string('%Y-%m'), tm), 0);
  for (const seconds of [0, 1700000000, 951782400, 2147483647]) {
    const local = time._localtime(ctx)(f.words(seconds));
    assert.is(time._mktime(ctx)(local), seconds);
    assert.is(time._localtime_r(ctx)(f.words(seconds), tm), tm);
    assert.is(f.i32(tm + 36), -60 * new Date(seconds * 1000).getTimezoneOffset() || 0);
  }
});

test('signals: registered, blocked, raised, delivered through dynCall', () => {
  const got: number[][] = [];
  ctx.exports.dynCall_viii = (...args: number[]) => void got.push(args);
  ctx.exports.dynCall_vi = (...args: number[]) => void got.push(args);
  const act = f.alloc(140);
  ctx.m.dv.setInt32(act, 42, true);
  ctx.m.dv.setInt32(act + 132, 4, true);
  const old = f.alloc(140);
  assert.is(signals._sigaction(ctx)(10, act, 0), 0);
  assert.is(signals._sigaction(ctx)(10, 0, old), 0);
  assert.equal([f.i32(old), f.i32(old + 132)], [42, 4]);
  assert.is(signals._raise(ctx)(10), 0);
  const [handler, number, info, context] = got[0]!;
  assert.equal([handler, number, context, f.i32(info!), f.i32(info! + 8)], [42, 10, 0, 10, 0], 'with a siginfo_t of SI_USER');
  assert.equal([signals._raise(ctx)(99), f.errno()], [-1, E.EINVAL]);
  ctx.m.dv.setInt32(act + 132, 0, true);
  signals._sigaction(ctx)(10, act, 0);
  const set = f.alloc(128);
  assert.is(signals._sigemptyset(ctx)(set), 0);
  assert.is(signals._sigaddset(ctx)(set, 10), 0);
  assert.is(signals._sigprocmask(ctx)(0, set, 0), 0);
  signals._raise(ctx)(10);
  assert.is(got.length, 1, 'blocked');
  assert.is(signals._sigsuspend(ctx)(f.alloc(128)), -1, 'an empty mask lets it through');
  assert.is(f.errno(), E.EINTR);
  assert.equal(got[1], [42, 10]);
  assert.is(signals._sigprocmask(ctx)(1, set, old), 0);
  assert.is(f.i32(old), 1 << 9);
  assert.is(signals._sigaction(ctx)(9, act, 0), -1);
  assert.is(signals._kill(ctx)(process.pid, 10), 0);
  assert.is(got.length, 3);
  assert.is(signals._kill(ctx)(1, 15), -1);
  ctx.m.dv.setInt32(act, 1, true);
  signals._sigaction(ctx)(10, act, 0);
  signals._raise(ctx)(10);
  assert.is(got.length, 3, 'ignored');
  assert.throws(() => signals._raise(ctx)(15), (error: unknown) => error instanceof Exit && error.code === 143);
});

test('setitimer interrupts a wait', () => {
  const act = f.alloc(140);
  ctx.m.dv.setInt32(act, 5, true);
  let ran = 0;
  ctx.exports.dynCall_vi = () => void ran++;
  signals._sigaction(ctx)(14, act, 0);
  assert.is(signals._setitimer(ctx)(0, f.words(0, 0, 0, 10000), 0), 0);
  assert.is(time._usleep(ctx)(2000000), -1);
  assert.is(f.errno(), E.EINTR);
  assert.is(ran, 1);
  assert.is(signals._setitimer(ctx)(1, f.words(0, 0, 0, 0), 0), -1);
});

test.run();
