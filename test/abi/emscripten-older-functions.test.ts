/** Functions that were JavaScript's in Emscripten 1.39 and 2.0: of libc and libm, signals, time, names of hosts. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { emscripten_return_address } from '../../abi/emscripten/stack.js';
import { cString } from '../../abi/posix/memory.js';
import * as olderSignals from '../../abi/emscripten/older-signals.js';
import { emscriptenErrno } from '../../abi/emscripten/errno.js';
import { E } from '../../abi/posix/errno.js';
import { funcRec, signature } from '../../runtime-lite/func.js';
import { assemble } from '../wabt.js';
import { compile } from '../../compiler/index.js';
import { temporaryDirectory } from '../support.js';
import { fixture } from './older-fixture.js';

test("functions of libc that were JavaScript's", async () => {
  const { directory, malloc, call, string, i32, errno, ctx } = fixture();
  const at = malloc(64);
  ctx.m.dv.setInt32(at, 86400 * 365, true);
  const tm = await call('gmtime', 'i:i', at);
  assert.equal([5, 4, 3].map((field) => i32(tm + 4 * field)), [71, 0, 1]);
  assert.is(await call('gmtime', 'i:i', at), tm);
  assert.is(await call('localtime_r', 'ii:i', at, at + 4), at + 4);
  assert.is(await call('mktime', 'i:i', at + 4), 86400 * 365);
  assert.is(await call('sysconf', 'i:i', 30), 16384);
  assert.is(await call('sysconf', 'i:i', 12345), -1);
  assert.is(errno(), emscriptenErrno(E.EINVAL));
  fs.writeFileSync(join(directory, 'dated'), '');
  [1000, 500000, 2000, 250000].forEach((word, i) => ctx.m.dv.setInt32(at + 4 * i, word, true));
  assert.is(await call('utimes', 'ii:i', string('dated'), at), 0);
  assert.equal([fs.statSync(join(directory, 'dated')).atimeMs, fs.statSync(join(directory, 'dated')).mtimeMs], [1000500, 2000250]);
  assert.is(await call('utimes', 'ii:i', string('absent'), 0), -1);
  assert.is(await call('pthread_create', 'iiii:i', at, 0, 0, 0), emscriptenErrno(E.EAGAIN));
  assert.is(await call('_emscripten_lookup_name', 'i:i', string('127.0.0.2')), 0x0200007f);
  assert.is(await call('_emscripten_lookup_name', 'i:i', string('no name')), -1, 'INADDR_NONE');
  const size = await call('emscripten_get_callstack', 'iii:i', 0, 0, 0);
  assert.ok(size > 1 && (await call('emscripten_get_callstack', 'iii:i', 0, at, 10)) === 10);
});

test("signals that were JavaScript's: handlers once or always, blocked, in sets, by a timer", async () => {
  const { malloc, call, i32, errno, ctx } = fixture();
  const seen: number[][] = [];
  ctx.table = [null, null, funcRec((...words) => void seen.push(words), signature('i:'), 0)];
  const [handler, SIGUSR1, SIGUSR2, SIGALRM] = [2, 10, 12, 14];
  const [act, old, set] = [malloc(140), malloc(140), malloc(128)];
  assert.is(await call('signal', 'ii:i', SIGUSR1, handler), 0);
  assert.is(await call('signal', 'ii:i', SIGUSR1, handler), handler);
  assert.equal([await call('signal', 'ii:i', 99, handler), errno()], [-1, emscriptenErrno(E.EINVAL)]);
  assert.is(await call('raise', 'i:i', SIGUSR1), 0);
  assert.equal(seen, [[SIGUSR1]]);
  // SA_SIGINFO and SA_RESETHAND
  ctx.m.dv.setInt32(act, handler, true);
  ctx.m.dv.setInt32(act + 132, 0x80000004 | 0, true);
  assert.is(await call('sigaction', 'iii:i', SIGUSR2, act, 0), 0);
  assert.is(await call('kill', 'ii:i', ctx.p.pid, SIGUSR2), 0);
  const [first, [number, info, context]] = seen.splice(0) as [number[], number[]];
  assert.equal([first, number, context, i32(info!), i32(info! + 4), i32(info! + 8)], [[SIGUSR1], SIGUSR2, 0, SIGUSR2, 0, 0], 'a siginfo_t of SI_USER');
  assert.is(await call('sigaction', 'iii:i', SIGUSR2, 0, old), 0);
  assert.is(i32(old), 0, 'the default again');
  assert.is(await call('sigaction', 'iii:i', 9, act, 0), -1);

  assert.equal([await call('sigfillset', 'i:i', set), i32(set), i32(set + 4), i32(set + 8)], [0, -1, -1, 0]);
  assert.is(await call('sigdelset', 'ii:i', set, SIGALRM), 0);
  assert.equal([await call('sigismember', 'ii:i', set, SIGALRM), await call('sigismember', 'ii:i', set, 64), await call('sigismember', 'ii:i', set, 65)], [0, 1, -1]);
  assert.equal([await call('sigemptyset', 'i:i', set), await call('sigaddset', 'ii:i', set, SIGUSR1), i32(set)], [0, 0, 1 << 9]);
  assert.is(await call('sigprocmask', 'iii:i', 0, set, 0), 0);
  await call('raise', 'i:i', SIGUSR1);
  assert.equal([seen.length, await call('sigpending', 'i:i', old), i32(old)], [0, 0, 1 << 9]);
  assert.is(await call('sigprocmask', 'iii:i', 1, set, old), 0);
  assert.equal([seen.splice(0), i32(old)], [[[SIGUSR1]], 1 << 9]);

  // While a handler runs, its signal and those of its mask wait.
  const inside: unknown[] = [];
  ctx.table.push(funcRec((word) => {
    inside.push(word);
    if (inside.length > 1) return;
    for (const one of [SIGUSR1, SIGUSR2]) callNow('raise', one);
    inside.push('ends');
  }, signature('i:'), 0));
  const callNow = (name: 'raise', signal: number): number => olderSignals[name](ctx)(signal);
  for (const [at, word] of [[0, 3], [4, 1 << 11], [132, 0]] as const) ctx.m.dv.setInt32(act + at, word, true);
  assert.equal([await call('sigaction', 'iii:i', SIGUSR1, act, 0), await call('sigaction', 'iii:i', SIGUSR1, 0, old), i32(old + 4)], [0, 0, 1 << 11]);
  await call('signal', 'ii:i', SIGUSR2, 3);
  await call('raise', 'i:i', SIGUSR1);
  assert.equal(inside, [SIGUSR1, 'ends', SIGUSR1, SIGUSR2]);

  await call('signal', 'ii:i', SIGALRM, handler);
  assert.is(await call('ualarm', 'ii:i', 20000, 0), 0);
  assert.equal([await call('getitimer', 'ii:i', 0, old), i32(old + 8), i32(old + 12) > 0 && i32(old + 12) <= 20000], [0, 0, true]);
  assert.equal([await call('pause', ':i'), errno(), seen.splice(0)], [-1, emscriptenErrno(E.EINTR), [[SIGALRM]]]);
  for (const [at, word] of [0, 0, 0, 20000].entries()) ctx.m.dv.setInt32(act + 4 * at, word, true);
  assert.is(await call('setitimer', 'iii:i', 0, act, 0), 0);
  // A program that asks for the time until it is up is asleep.
  for (const end = performance.now() + 60; performance.now() < end;) await call('emscripten_get_now', ':d');
  assert.equal(seen, [[SIGALRM]]);
});

test('each place that calls has a number, the same each time', () => {
  const here = emscripten_return_address(fixture().ctx);
  const found = [0, 1, 2].map(() => here(0));
  assert.is(new Set(found).size, 1);
  assert.ok(found[0]! > 0);
  assert.is.not(here(0), found[0]);
});

test('what is registered with atexit runs last, the last first, also through an imported table', async () => {
  const wat = `(module (import "env" "table" (table 4 funcref)) (import "env" "atexit" (func $atexit (param i32) (result i32)))
    (import "env" "__cxa_thread_atexit" (func $later (param i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32))) (import "env" "exit" (func $exit (param i32)))
    (memory (export "memory") 1) (data (i32.const 16) "\\40\\00\\00\\00\\02\\00\\00\\00") (data (i32.const 64) "-\\n") (elem (i32.const 1) $plain $given)
    (func $print (param i32) (i32.store8 (i32.const 64) (local.get 0)) (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 32))))
    (func $plain (call $print (i32.const 65))) (func $given (param i32) (call $print (local.get 0)))
    (func (export "stackSave") (result i32) (i32.const 0)) (func (export "__wasm_call_ctors"))
    (func (export "main") (result i32) (drop (call $atexit (i32.const 1))) (drop (call $later (i32.const 2) (i32.const 66) (i32.const 0))) (call $print (i32.const 67)) (call $exit (i32.const 3)) (i32.const 9)))`;
  const output = join(temporaryDirectory(), 'atexit.mjs');
  fs.writeFileSync(output, compile(assemble(wat)).code);
  const { run } = (await import(output)) as { run(options: object): Promise<number> };
  let text = '';
  assert.is(await run({ stdout: (bytes: Uint8Array) => { text += new TextDecoder().decode(bytes); } }), 3);
  assert.is(text, 'C\nB\nA\n');
});

test('hosts and protocols by name', async () => {
  const { malloc, call, string, i32, ctx } = fixture();
  const address = (host: number): string => [...ctx.m.u8.slice(i32(i32(host + 16)), i32(i32(host + 16)) + 4)].join('.');
  const host = await call('gethostbyname', 'i:i', string('127.0.0.1'));
  assert.equal([cString(ctx.m, i32(host)), i32(i32(host + 4)), i32(host + 8), i32(host + 12), address(host), i32(i32(host + 16) + 4)], ['127.0.0.1', 0, 2, 4, '127.0.0.1', 0]);
  assert.is(address(await call('gethostbyname', 'i:i', string('localhost'))), '127.0.0.1');
  assert.is(await call('gethostbyname', 'i:i', string('no.such.host.invalid')), 0);
  const bytes = malloc(4);
  ctx.m.u8.set([10, 1, 2, 3], bytes);
  assert.is(address(await call('gethostbyaddr', 'iii:i', bytes, 4, 2)), '10.1.2.3');
  assert.is(await call('gethostbyaddr', 'iii:i', bytes, 16, 10), 0);
  const [own, buffer, result, error] = [malloc(20), malloc(64), malloc(4), malloc(4)];
  assert.equal([await call('gethostbyname_r', 'iiiiii:i', string('10.9.8.7'), own, buffer, 64, result, error), i32(result), address(own), i32(error)], [0, own, '10.9.8.7', 0]);
  assert.is(await call('gethostbyname_r', 'iiiiii:i', string('10.9.8.7'), own, buffer, 20, result, error), emscriptenErrno(E.ERANGE));
  const tcp = await call('getprotobyname', 'i:i', string('tcp'));
  assert.equal([cString(ctx.m, i32(tcp)), i32(i32(tcp + 4)), i32(tcp + 8)], ['tcp', 0, 6]);
  assert.is(await call('getprotobynumber', 'i:i', 6), tcp);
  assert.is(await call('getprotobyname', 'i:i', string('none')), 0);
  const numbers: number[] = [];
  for (let at = await call('getprotoent', ':i'); at !== 0; at = await call('getprotoent', ':i')) numbers.push(i32(at + 8));
  assert.equal(numbers, [0, 1, 6, 17, 41]);
  await call('setprotoent', 'i:', 0);
  assert.is(i32((await call('getprotoent', ':i')) + 8), 0);
  const averages = malloc(24);
  assert.is(await call('getloadavg', 'ii:i', averages, 5), 3);
  assert.is(await call('getloadavg', 'ii:i', averages, 1), 1);
});

test('time: text, differences, leap years, alarms', async () => {
  const { malloc, call, i32, ctx, string, errno } = fixture();
  const tm = malloc(44);
  [5, 4, 3, 2, 0, 124, 2, 1].forEach((word, i) => ctx.m.dv.setInt32(tm + 4 * i, word, true));
  assert.is(cString(ctx.m, await call('__asctime_r', 'ii:i', tm, malloc(26))), 'Tue Jan  2 03:04:05 2024\n');
  assert.is(await call('difftime', 'ii:d', 7, -5), 12);
  assert.equal([await call('dysize', 'i:i', 2000), await call('dysize', 'i:i', 1900), await call('dysize', 'i:i', 2024)], [366, 365, 366]);
  const at = malloc(16);
  assert.is(await call('ftime', 'i:i', at), 0);
  assert.ok(Math.abs(i32(at) - Date.now() / 1000) < 5);
  assert.equal([await call('timespec_get', 'ii:i', at, 1), await call('timespec_get', 'ii:i', at, 2)], [1, 0]);
  assert.equal([await call('clock_getres', 'ii:i', 1, at), i32(at), i32(at + 4) > 0, await call('clock_getres', 'ii:i', 42, at), errno()], [0, 0, true, -1, emscriptenErrno(E.EINVAL)]);
  assert.equal([await call('clock_gettime', 'ii:i', 42, at), errno()], [-1, emscriptenErrno(E.EINVAL)]);
  assert.equal([await call('alarm', 'i:i', 90), await call('alarm', 'i:i', 0), await call('alarm', 'i:i', 0)], [0, 90, 0]);
  assert.equal([await call('system', 'i:i', 0), await call('system', 'i:i', string('true')), errno()], [0, -1, emscriptenErrno(E.ENOSYS)]);
});

test('libm in JavaScript: halves are rounded away from zero, and what is nearly a half is none', async () => {
  const { call, malloc, ctx } = fixture();
  for (const [value, expected] of [[0.5, 1], [-0.5, -1], [2.5, 3], [0.49999999999999994, 0], [-0.2, -0], [4503599627370497.5, 4503599627370498], [2 ** 53 + 2, 2 ** 53 + 2], [-Infinity, -Infinity], [NaN, NaN]] as const) {
    assert.ok(Object.is(await call('round', 'd:d', value), expected), String(value));
  }
  assert.is(await call('emscripten_math_pow', 'dd:d', 2, 10), 1024);
  assert.is(await call('emscripten_math_fmod', 'dd:d', -7, 3), -1);
  const at = malloc(16);
  ctx.m.dv.setFloat64(at, 3, true);
  ctx.m.dv.setFloat64(at + 8, 4, true);
  assert.is(await call('emscripten_math_hypot', 'ii:d', 2, at), 5);
});

test.run();
