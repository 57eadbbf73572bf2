/** emscripten-legacy: memory, identity, environment, users and the ends of a program. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as abort from '../../abi/emscripten-legacy/abort.js';
import * as lifetime from '../../abi/emscripten-legacy/lifetime.js';
import * as memory from '../../abi/emscripten-legacy/memory.js';
import * as paths from '../../abi/emscripten-legacy/paths.js';
import * as calls from '../../abi/emscripten-legacy/process.js';
import { start } from '../../abi/emscripten-legacy/runtime.js';
import * as signals from '../../abi/emscripten-legacy/signals.js';
import * as sockets from '../../abi/emscripten-legacy/sockets.js';
import * as time from '../../abi/emscripten-legacy/time.js';
import * as users from '../../abi/emscripten-legacy/users.js';
import { E } from '../../abi/posix/errno.js';
import { Exit } from '../../abi/posix/exit.js';
import { fixture } from './fixture.js';

const f = fixture({ args: ['prog', '-x', 'é'], env: { A: '1', EMPTY: '' } });
const { ctx } = f;

function call(number: number, ...args: number[]): number {
  return (calls as Record<string, any>)[`___syscall${number}`](ctx)(number, f.words(...args));
}

test('the static layout is what the imports say', () => {
  assert.is(memory.memoryBase(ctx), 1024);
  assert.is(memory.tableBase(ctx), 0);
  assert.is(memory.tempDoublePtr(ctx), 2048);
  assert.is(memory.STACKTOP(ctx), 4096);
  assert.is(memory.STACK_MAX(ctx), 8192);
  assert.is(f.i32(memory.DYNAMICTOP_PTR(ctx)), 1 << 20, 'the heap begins where the layout says');
  assert.is(memory.ABORT(), 0);
  assert.ok(Number.isNaN(memory.NaNValue()));
  assert.is(memory.InfinityValue(), Infinity);
  assert.is(memory.getTotalMemory(ctx)(), 64 * 65536);
  assert.is(memory.abortOnCannotGrowMemory()(), 0);
});

test('a memory that may grow does, when sbrk or malloc ask', () => {
  const { ctx: own } = fixture();
  assert.is(memory.enlargeMemory(own)(), 1, 'it is large enough');
  assert.is(memory.getTotalMemory(own)(), 64 * 65536);
  own.m.dv.setInt32(memory.DYNAMICTOP_PTR(own), 70 * 65536, true);
  assert.is(memory.enlargeMemory(own)(), 1);
  const grown = memory._emscripten_get_heap_size(own)();
  assert.ok(grown >= 70 * 65536);
  assert.is(memory._emscripten_resize_heap(own)(grown + 1), 1);
  assert.ok(memory.getTotalMemory(own)() > grown);
});

test('memcpy_big, llvm_stacksave and llvm_stackrestore', () => {
  const from = f.string('copy me');
  const to = f.alloc(16);
  assert.is(memory._emscripten_memcpy_big(ctx)(to, from, 8), to);
  assert.is(f.text(to), 'copy me');
  assert.throws(() => memory._emscripten_memcpy_big(ctx)(to, 64 * 65536 - 2, 8), RangeError);
  const before = ctx.exports.stackSave();
  const index = memory._llvm_stacksave(ctx)();
  assert.is(index, 0, 'an index, not an address');
  ctx.exports.stackAlloc(64);
  assert.is(memory._llvm_stacksave(ctx)(), 1);
  memory._llvm_stackrestore(ctx)(index);
  assert.is(ctx.exports.stackSave(), before);
  assert.is(memory._llvm_stacksave(ctx)(), 0);
  memory._llvm_stackrestore(ctx)(0);
});

test('defects of the program throw', () => {
  assert.throws(() => abort.nullFunc_ii()(7), /function pointer 7.*type ii/);
  assert.throws(() => abort.nullFunc_viiii()(0), /type viiii/);
  assert.throws(() => abort.nullFunc()(3), /function pointer 3/);
  assert.throws(() => abort._abort()(), /abort/);
  assert.throws(() => abort.abortStackOverflow()(99), /99 bytes/);
});

test('identity (20, 64, 66, 97, 122, 199, 201)', () => {
  assert.is(call(20), process.pid);
  assert.is(call(64), process.ppid);
  assert.is(call(66), -E.EPERM);
  assert.is(call(97), 0);
  assert.is(call(199), process.getuid!());
  assert.is(call(201), process.geteuid!());
  const uts = f.alloc(390);
  assert.is(call(122, uts), 0);
  assert.ok(f.text(uts).length > 0);
  assert.is(f.text(uts + 4 * 65), 'wasm32');
});

test('limits (75, 191, 340) and sysconf', () => {
  const limit = f.alloc(16);
  assert.is(call(191, 7, limit), 0);
  assert.is(f.i32(limit), ctx.p.fds.limit);
  assert.is(call(191, 4, limit), 0);
  assert.is(f.i32(limit), -1);
  assert.is(call(340, 0, 7, f.words(512, 0, 512, 0), limit), 0);
  assert.is(ctx.p.fds.limit, 512);
  assert.is(call(340, 0, 7, 0, limit), 0);
  assert.equal([f.i32(limit), f.i32(limit + 4), f.i32(limit + 8)], [512, 0, 512]);
  assert.is(call(75, 7, limit), 0);
  assert.is(calls._sysconf(ctx)(4), 512);
  assert.is(calls._sysconf(ctx)(30), 16384);
  assert.ok(calls._sysconf(ctx)(84) >= 1);
  assert.is(calls._sysconf(ctx)(9999), -1);
  assert.is(f.errno(), E.EINVAL);
  assert.is(calls._getpagesize()(), 16384);
});

test('mmap2 and munmap (192, 91)', () => {
  const at = call(192, 0, 5000, 3, 0x22, -1, 0);
  assert.is(at % 16384, 0);
  assert.ok(ctx.m.u8.subarray(at, at + 5000).every((byte) => byte === 0));
  assert.is(call(91, at, 5000), 0);
  assert.is(call(192, 0, 5000, 3, 2, 99, 0), -E.EBADF);
});

test('one process: fork, execve, waitpid, and the wait of a parent', () => {
  assert.is(calls._execve(ctx)(), -1);
  assert.is(f.errno(), E.ENOEXEC);
  assert.is(calls._waitpid(ctx)(), -1);
  assert.is(f.errno(), E.ECHILD);
  const other = fixture({ args: ['nginx'] });
  assert.is(calls._fork(other.ctx)(), -1);
  assert.is(other.errno(), E.EAGAIN);
  assert.match(other.output(2), /^nginx: .*several processes/);
  assert.is(sockets.___syscall102(other.ctx)(102, other.words(8, other.words(1, 1, 0, 0))), -E.EOPNOTSUPP);
  assert.throws(() => signals._sigsuspend(other.ctx)(other.alloc(128)), (error: unknown) => error instanceof Exit && error.code === 1);
});

test('_exit throws the exit code through the program', () => {
  assert.throws(() => calls._exit()(257), (error: unknown) => error instanceof Exit && error.code === 1);
});

test('environment: getenv and buildEnvironment', () => {
  assert.is(f.text(calls._getenv(ctx)(f.string('A'))), '1');
  assert.is(f.text(calls._getenv(ctx)(f.string('EMPTY'))), '');
  assert.is(calls._getenv(ctx)(f.string('EMPTY')), calls._getenv(ctx)(f.string('EMPTY')), 'one string, for ever');
  assert.is(calls._getenv(ctx)(f.string('PATH')), 0);
  assert.is(calls._getenv(ctx)(f.string('__proto__')), 0);
  const slot = f.words(0);
  calls.___buildEnvironment(ctx)(slot);
  const environ = f.i32(slot);
  assert.equal([f.text(f.i32(environ)), f.text(f.i32(environ + 4)), f.i32(environ + 8)], ['A=1', 'EMPTY=', 0]);
});

test('locks, semaphores, errno', () => {
  for (const name of ['_sem_init', '_sem_post', '_sem_wait', '_sched_yield'] as const) assert.is(calls[name]()(), 0);
  calls.___lock()();
  calls.___unlock()();
  calls.___setErrNo(ctx)(77);
  assert.is(f.errno(), 77);
});

test('users and groups', () => {
  const passwd = users._getpwnam(ctx)(f.string('root'));
  assert.is(f.text(f.i32(passwd)), 'root');
  assert.is(f.i32(passwd + 8), 0);
  assert.is(f.text(f.i32(users._getpwnam(ctx)(f.string('nobody')))), 'nobody');
  assert.is(users._getpwnam(ctx)(f.string('no such user')), 0);
  const group = users._getgrnam(ctx)(f.string('nogroup'));
  assert.is(f.text(f.i32(group)), 'nogroup');
  assert.is(f.i32(f.i32(group + 12)), 0);
  assert.is(users._getgrnam(ctx)(f.string('no such group')), 0);
  users._setgrent()();
  assert.is(users._getgrent()(), 0);
  users._endgrent()();
  assert.is(users._setgroups()(), 0);
});

test('getaddrinfo: numbers and localhost need no network', () => {
  const result = f.words(0);
  const hints = f.words(0, 2, 1, 0, 0, 0, 0, 0);
  const lookup = sockets._getaddrinfo(ctx);
  assert.is(lookup(f.string('192.0.2.7'), f.string('8080'), hints, result), 0);
  const info = f.i32(result);
  const address = f.i32(info + 20);
  assert.equal([...ctx.m.u8.subarray(address, address + 8)], [2, 0, 0x1f, 0x90, 192, 0, 2, 7]);
  assert.is(f.i32(info + 28), 0);
  assert.is(lookup(f.string('localhost'), 0, hints, result), 0);
  assert.is(lookup(f.string('::1'), f.string('http'), hints, result), -2, 'no IPv4 address');
  assert.is(lookup(f.string('192.0.2.7'), f.string('no such service'), 0, result), -8);
  assert.is(lookup(f.string('example.invalid'), 0, 0, result), -4);
  assert.is(lookup(0, f.string('80'), f.words(1, 0, 1, 0, 0, 0, 0, 0), result), 0, 'passive');
  assert.is(f.i32(f.i32(f.i32(result) + 28) + 4), 10, 'the second address is IPv6');
});

test('start: constructors, argv, flush, exit code', () => {
  const order: string[] = [];
  const other = fixture({ args: ['prog', 'é'] });
  const run = (main: (argc: number, argv: number) => number): number => {
    const exports = {
      ...other.ctx.exports,
      runPostSets: () => void order.push('post'),
      ___emscripten_environ_constructor: () => void order.push('environ'),
      _main: main,
      _fflush: () => void order.push('flush'),
    };
    other.ctx.exports = exports;
    return start(other.ctx, exports);
  };
  const code = run((argc, argv) => {
    order.push('main');
    assert.is(argc, 2);
    assert.is(other.text(other.i32(argv + 4)), 'é');
    assert.is(other.i32(argv + 8), 0);
    return 258;
  });
  assert.is(code, 2);
  assert.equal(order, ['post', 'environ', 'main', 'flush']);
  assert.is(run(() => calls._exit()(7)), 7);
});

test('pipes, other processes, UTC from its fields, and the second word of results', () => {
  const ends = f.alloc(8);
  assert.is(paths.___syscall42(ctx)(42, f.words(ends)), 0);
  assert.ok(f.i32(ends) > 2 && f.i32(ends + 4) > f.i32(ends));
  assert.is(lifetime._posix_spawn()(), E.ENOSYS);
  const tm = f.alloc(44);
  [0, 0, 50, -5, 14, 124].forEach((word, i) => ctx.m.dv.setInt32(tm + 4 * i, word, true));
  assert.is(time._timegm(ctx)(tm), Date.UTC(2025, 1, 25, 2) / 1000);
  assert.equal([f.i32(tm + 8), f.i32(tm + 12), f.i32(tm + 16), f.i32(tm + 20)], [2, 25, 1, 125]);
  lifetime.setTempRet0(ctx)(77);
  assert.is(lifetime.getTempRet0(ctx)(), 77);
});

test.run();
