/** System calls and functions under the names that Emscripten 1.39 and 2.0 gave them, call by call. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Context } from '../../abi/emscripten/context.js';
import { descriptor } from '../../abi/emscripten/index.js';
import { pieceOf } from '../../abi/emscripten/descriptor/table.js';
import { attach, createContext } from '../../abi/emscripten/runtime.js';
import { emscripten_return_address } from '../../abi/emscripten/stack.js';
import { fd_seek } from '../../abi/emscripten/wasi.js';
import { localHost } from '../../abi/host/local.js';
import { cString } from '../../abi/posix/memory.js';
import { Memory } from '../../runtime-lite/memory.js';
import * as olderSignals from '../../abi/emscripten/older-signals.js';
import { wasiErrno } from '../../abi/posix/wasi-errno.js';
import { E } from '../../abi/posix/errno.js';
import { funcRec, signature } from '../../runtime-lite/func.js';
import { assemble } from '../wabt.js';
import { compile } from '../../compiler/index.js';
import { temporaryDirectory } from '../support.js';

/** A program without code, and what it imports by name and signature. */
function fixture() {
  const directory = fs.realpathSync(temporaryDirectory());
  const config = descriptor.config({ imports: [{ module: 'env', name: 'time', kind: 'func', sig: 'i:i' }], exports: [], dataEnd: 0, maxAddressConstants: [], customSections: [] }, { staticTop: undefined }) as unknown as Context['config'];
  const ctx = createContext(config, { args: ['program'], env: {}, preopens: [{ guest: '/guest/work', host: directory }], cwd: '/guest/work', net: { listen: true, connect: true } }, localHost({ fs, os }));
  let top = 1024;
  const malloc = (bytes: number): number => {
    const at = top;
    top += (bytes + 15) & ~15;
    return at;
  };
  const errnoAt = malloc(4);
  attach(ctx, { memory: new Memory({ initial: 16 }), malloc, memalign: (align: number, bytes: number) => { top = Math.ceil(top / align) * align; return malloc(bytes); }, free: () => undefined, __errno_location: () => errnoAt });
  const call = async (name: string, sig: string, ...args: number[]): Promise<number> => {
    const piece = pieceOf({ module: 'env', name, kind: 'func', sig });
    assert.ok(piece, `${name} ${sig}`);
    const made = (await import(`../../${piece.path}.js`)) as Record<string, (ctx: Context) => (...args: number[]) => number>;
    return made[piece.name]!(ctx)(...args);
  };
  const string = (text: string): number => {
    const bytes = new TextEncoder().encode(`${text}\0`);
    const at = malloc(bytes.length);
    ctx.m.u8.set(bytes, at);
    return at;
  };
  return { ctx, directory, malloc, call, string, i32: (at: number): number => ctx.m.dv.getInt32(at, true), errno: (): number => ctx.m.dv.getInt32(errnoAt, true) };
}

const O_RDWR_CREAT = 0o102;

for (const [era, name] of Object.entries<(now: string, number: number) => string>({ '2.0': (now) => `__sys_${now}`, '1.39': (_now, number) => `__syscall${number}` })) {
  test(`files by the names of ${era}`, async () => {
    const { directory, malloc, call, string, i32, ctx } = fixture();
    const path = string('file.txt');
    const mode = malloc(4);
    ctx.m.dv.setInt32(mode, 0o644, true);
    const fd = await call(name('open', 5), 'iii:i', path, O_RDWR_CREAT, mode);
    assert.ok(fd >= 0);
    assert.is(await call(name('write', 4), 'iii:i', fd, string('hello world'), 11), 11);
    assert.is(await call(name('ftruncate64', 194), 'iiii:i', fd, 0, 9000, 0), 0);
    const stat = malloc(88);
    assert.is(await call(name('fstat64', 197), 'ii:i', fd, stat), 0);
    assert.is(i32(stat + 40), 9000);
    const at = await call(name('mmap2', 192), 'iiiiii:i', 0, 5000, 3, 1, fd, 0);
    assert.is(cString(ctx.m, at), 'hello world');
    ctx.m.u8[at] = 'H'.charCodeAt(0);
    assert.is(await call(name('msync', 144), 'iii:i', at, 5000, 4), 0);
    assert.is(fs.readFileSync(join(directory, 'file.txt'), 'utf8').slice(0, 6), 'Hello ');
    ctx.m.u8[at + 1] = 'E'.charCodeAt(0);
    assert.is(await call(name('munmap', 91), 'ii:i', at, 5000), 0);
    assert.is(fs.readFileSync(join(directory, 'file.txt'), 'utf8').slice(0, 6), 'HEllo ');
    const anonymous = await call(name('mmap2', 192), 'iiiiii:i', 0, 100, 3, 34, -1, 0);
    assert.is(ctx.m.u8[anonymous], 0);
    assert.is(await call(name('dup2', 63), 'ii:i', fd, 9), 9);
    assert.is(await call(name('close', 6), 'i:i', 9), 0);
    assert.is(await call(name('close', 6), 'i:i', 9), -wasiErrno(E.EBADF));
    assert.is(await call(name('access', 33), 'ii:i', path, 4), 0);
    assert.is(await call(name('access', 33), 'ii:i', string('absent'), 4), -wasiErrno(E.ENOENT));
    assert.is(await call(name('link', 9), 'ii:i', path, string('second')), 0);
    assert.is(await call(name('truncate64', 193), 'iiii:i', string('second'), 0, 3, 0), 0);
    assert.is(fs.readFileSync(join(directory, 'file.txt'), 'utf8'), 'HEl');
  });

  test(`the process by the names of ${era}`, async () => {
    const { malloc, call, i32, ctx } = fixture();
    const at = malloc(400);
    assert.is(await call(name('uname', 122), 'i:i', at), 0);
    assert.is(cString(ctx.m, at), os.type());
    assert.is(await call(name('ugetrlimit', 191), 'ii:i', 7, at), 0);
    assert.equal([i32(at), i32(at + 4)], [65536, 65536]);
    assert.is(await call(name('prlimit64', 340), 'iiii:i', 0, 0, 0, at), 0);
    assert.equal([i32(at), i32(at + 4)], [-1, -1]);
    assert.is(await call(name('wait4', 114), 'iiii:i', -1, 0, 0, 0), -wasiErrno(E.ECHILD));
    assert.is(await call(name('getpgid', 132), 'i:i', 0), ctx.p.pid);
    assert.is(await call(name('madvise1', 219), 'iii:i', 0, 4096, 4), 0);
    assert.is(await call(name('socketcall', 102), 'ii:i', 8, at), -wasiErrno(E.EOPNOTSUPP));
  });
}

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
  assert.is(errno(), wasiErrno(E.EINVAL));
  fs.writeFileSync(join(directory, 'dated'), '');
  [1000, 500000, 2000, 250000].forEach((word, i) => ctx.m.dv.setInt32(at + 4 * i, word, true));
  assert.is(await call('utimes', 'ii:i', string('dated'), at), 0);
  assert.equal([fs.statSync(join(directory, 'dated')).atimeMs, fs.statSync(join(directory, 'dated')).mtimeMs], [1000500, 2000250]);
  assert.is(await call('utimes', 'ii:i', string('absent'), 0), -1);
  assert.is(await call('pthread_create', 'iiii:i', at, 0, 0, 0), wasiErrno(E.EAGAIN));
  assert.is(await call('_emscripten_lookup_name', 'i:i', string('127.0.0.2')), 0x0200007f);
  assert.is(await call('_emscripten_lookup_name', 'i:i', string('no name')), 0);
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
  assert.equal([await call('signal', 'ii:i', 99, handler), errno()], [-1, wasiErrno(E.EINVAL)]);
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
  assert.equal([await call('pause', ':i'), errno(), seen.splice(0)], [-1, wasiErrno(E.EINTR), [[SIGALRM]]]);
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

test('utimensat keeps the time that it shall, follows links or not, and refuses what is no time', async () => {
  const { directory, malloc, call, string, ctx } = fixture();
  const [file, at] = [join(directory, 'dated'), malloc(16)];
  const times = (...words: number[]): void => words.forEach((word, i) => ctx.m.dv.setInt32(at + 4 * i, word, true));
  const set = (fd: number, name: number, flags = 0): Promise<number> => call('__syscall_utimensat', 'iiii:i', fd, name, at, flags);
  const told = (path = file): number[] => [fs.lstatSync(path).atimeMs, fs.lstatSync(path).mtimeMs];
  const [AT_FDCWD, OMIT, NOFOLLOW] = [-100, 0x3ffffffe, 0x100];
  fs.writeFileSync(file, '');
  fs.symlinkSync('dated', join(directory, 'link'));
  times(1500000000, 987000000, -2, 500000000);
  assert.is(await set(AT_FDCWD, string('dated')), 0);
  assert.equal(told(), [1500000000987, -1500]);
  const mode = malloc(4);
  const fd = await call('__syscall_openat', 'iiii:i', AT_FDCWD, string('dated'), O_RDWR_CREAT, mode);
  times(0, OMIT, 7, 0);
  assert.is(await set(fd, 0), 0);
  assert.equal(told(), [1500000000987, 7000]);
  times(8, 0, 0, OMIT);
  assert.is(await set(AT_FDCWD, string('link')), 0);
  assert.equal(told(), [8000, 7000]);
  times(9, 0, 10, 0);
  assert.is(await set(AT_FDCWD, string('link'), NOFOLLOW), 0);
  assert.equal([told(), told(join(directory, 'link'))], [[8000, 7000], [9000, 10000]]);
  times(1, 1000000000, 1, 0);
  assert.is(await set(AT_FDCWD, string('dated')), -wasiErrno(E.EINVAL));
  assert.equal(told(), [8000, 7000]);
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

test('directories are read, however they were opened', async () => {
  const { directory, malloc, call, string, ctx } = fixture();
  fs.mkdirSync(join(directory, 'folder/inner'), { recursive: true });
  const fd = await call('__syscall_openat', 'iiii:i', -100, string('folder'), 0, 0);
  const at = malloc(1000);
  for (let round = 0; round < 2; round++) {
    const count = await call('__syscall_getdents64', 'iii:i', fd, at, 1000);
    assert.ok(count > 0);
    assert.match(new TextDecoder().decode(ctx.m.u8.slice(at, at + count)), /inner/);
    assert.is(await call('__syscall_getdents64', 'iii:i', fd, at, 1000), 0);
    assert.is(fd_seek(ctx)(fd, 0, 0, 0, malloc(8)), 0);
  }
  const file = await call('__syscall_openat', 'iiii:i', -100, string('file'), O_RDWR_CREAT, malloc(4));
  assert.is(await call('__syscall_getdents64', 'iii:i', file, at, 1000), -wasiErrno(E.ENOTDIR));
  assert.is(await call('__syscall_ftruncate64', 'iii:i', file, -1, -1), -wasiErrno(E.EINVAL));
  assert.is(await call('__syscall_truncate64', 'iii:i', string('file'), -1, -1), -wasiErrno(E.EINVAL));
});

test('mknod makes files, and nothing else', async () => {
  const { directory, call, string } = fixture();
  assert.is(await call('__syscall_mknod', 'iii:i', string('made'), 0o100640, 0), 0);
  assert.ok(fs.statSync(join(directory, 'made')).isFile());
  assert.is(await call('__syscall_mknodat', 'iiii:i', -100, string('made'), 0o640, 0), -wasiErrno(E.EEXIST));
  assert.is(await call('__syscall_mknod', 'iii:i', string('fifo'), 0o010640, 0), -wasiErrno(E.EPERM));
  assert.is(await call('__syscall_mknod', 'iii:i', string('folder'), 0o040640, 0), -wasiErrno(E.EINVAL));
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
  assert.is(await call('gethostbyname_r', 'iiiiii:i', string('10.9.8.7'), own, buffer, 20, result, error), wasiErrno(E.ERANGE));
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
  assert.equal([await call('clock_getres', 'ii:i', 1, at), i32(at), i32(at + 4) > 0, await call('clock_getres', 'ii:i', 42, at), errno()], [0, 0, true, -1, wasiErrno(E.EINVAL)]);
  assert.equal([await call('clock_gettime', 'ii:i', 42, at), errno()], [-1, wasiErrno(E.EINVAL)]);
  assert.equal([await call('alarm', 'i:i', 90), await call('alarm', 'i:i', 0), await call('alarm', 'i:i', 0)], [0, 90, 0]);
  assert.equal([await call('system', 'i:i', 0), await call('system', 'i:i', string('true')), errno()], [0, -1, wasiErrno(E.ENOSYS)]);
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

test('directories above those that the program may use: no links, and closed to writing', async () => {
  const { call, string, malloc } = fixture();
  const above = string('/guest');
  for (const path of [above, string('/')]) {
    assert.is(await call('__syscall_readlink', 'iii:i', path, malloc(100), 100), -wasiErrno(E.EINVAL));
    assert.equal([await call('__syscall_access', 'ii:i', path, 5), await call('__syscall_access', 'ii:i', path, 2)], [0, -wasiErrno(E.EACCES)]);
  }
  assert.is(await call('__syscall_readlink', 'iii:i', string('/elsewhere'), malloc(100), 100), -wasiErrno(E.ENOENT));
});

test.run();
