/** abi/go: the table of imports, references, and calls one by one on a memory without a program. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Grants, ModuleSummary } from '../../abi/contract.js';
import type { Context } from '../../abi/go/context.js';
import { descriptor, provided } from '../../abi/go/index.js';
import { taskQueue } from '../../abi/go/later.js';
import { resolvePath } from '../../abi/go/globals.js';
import { attach, createContext, start } from '../../abi/go/runtime.js';
import * as scheduler from '../../abi/go/scheduler.js';
import * as values from '../../abi/go/values.js';
import { localHost } from '../../abi/host/local.js';
import { getI64, setI64 } from '../../abi/posix/memory.js';
import { makeMemory } from '../../runtime-lite/memory.js';
import { temporaryDirectory } from '../support.js';

const SP = 0x8000;

interface Fixture {
  ctx: Context;
  directory: string;
  /** Places a value where a reference is expected. */
  put(at: number, value: unknown): void;
  /** Places a string or slice of bytes. */
  text(at: number, text: string): void;
  get(at: number): unknown;
}

function fixture(extra: Partial<Grants> = {}): Fixture {
  const directory = fs.realpathSync(temporaryDirectory());
  const grants: Grants = { args: ['program'], env: {}, preopens: [{ guest: directory, host: directory }], cwd: directory, net: { listen: true, connect: true }, ...extra };
  const ctx = createContext(null, grants, localHost({ fs, os }));
  attach(ctx, { mem: makeMemory(4), getsp: () => SP, resume: () => undefined });
  let top = 0x10000;
  return {
    ctx,
    directory,
    put: (at, value) => ctx.values.store(ctx.m, SP + at, value),
    text(at, text) {
      const bytes = new TextEncoder().encode(text);
      ctx.m.u8.set(bytes, top);
      setI64(ctx.m, SP + at, top);
      setI64(ctx.m, SP + at + 8, bytes.length);
      top += bytes.length;
    },
    get: (at) => ctx.values.load(ctx.m, SP + at),
  };
}

const summary = (module: string, exports = ['run', 'resume', 'getsp', 'mem']): ModuleSummary => ({
  imports: ['runtime.wasmExit', 'syscall/js.valueGet'].map((name) => ({ module, name, kind: 'func', sig: 'i:' })),
  exports: exports.map((name) => ({ name, kind: name === 'mem' ? 'memory' : 'func' })),
  dataEnd: 0,
  maxAddressConstants: [],
  customSections: [],
});

test('every import of the table is made by an exported function of its file, and every such function is in the table', () => {
  const files: Record<string, object> = { scheduler, values };
  assert.equal(provided().map(({ file, name }) => `${file} ${name}`).sort(), Object.keys(files).flatMap((file) => Object.keys(files[file]!).map((name) => `${file} ${name}`)).sort());
});

test('old and new modules are recognised, TinyGo and others are not', () => {
  assert.is(descriptor.detect(summary('go')).score, 100);
  assert.is(descriptor.detect(summary('gojs')).score, 100);
  assert.ok(descriptor.detect(summary('env', ['memory', '_start'])).score < 50);
  assert.equal(descriptor.provide(summary('gojs'), { module: 'gojs', name: 'syscall/js.valueNew', kind: 'func', sig: 'i:' }), { path: 'abi/go/values', name: 'valueNew' });
  assert.is(descriptor.provide(summary('gojs'), { module: 'gojs', name: 'syscall/js.valueNew', kind: 'func', sig: 'iiiii:' }), undefined, "TinyGo's parameters");
  assert.is(descriptor.provide(summary('env'), { module: 'env', name: 'add', kind: 'func', sig: 'i:' }), undefined);
});

test('references keep what they are given', () => {
  const { put, get, ctx } = fixture();
  for (const value of [0, -0, 1, -1.5, NaN, Infinity, 2 ** 53, undefined, null, true, false, '', 'a', 10n, Symbol.iterator, Math.max, {}, [], globalThis]) {
    put(8, value);
    assert.ok(Object.is(get(8), value === 0 ? 0 : value), String(value));
  }
  const kind = (value: unknown): number => (put(8, value), ctx.m.dv.getUint32(SP + 12, true) - 0x7ff80000);
  assert.equal([null, true, 0, NaN, {}, 'a', Symbol.iterator, Math.max].map(kind), [0, 0, 0, 0, 1, 2, 3, 4]);
});

test('a reference is free for another value when all of it were finalized', () => {
  const { put, get, ctx } = fixture();
  const object = {};
  const finalize = (): void => values.finalizeRef(ctx)(SP);
  put(8, object);
  const id = ctx.m.dv.getUint32(SP + 8, true);
  put(8, object);
  assert.is(ctx.m.dv.getUint32(SP + 8, true), id);
  finalize();
  assert.is(get(8), object);
  finalize();
  put(8, 'another');
  assert.is(ctx.m.dv.getUint32(SP + 8, true), id);
  for (let i = 0; i < 5; i++) (put(8, null), finalize());
  put(8, null);
  assert.is(get(8), null);
});

test('results are written where the stack is after the call', () => {
  const { put, text, ctx } = fixture();
  put(8, { f: (a: number) => a + 1 });
  text(16, 'f');
  setI64(ctx.m, SP + 32, 0x9000);
  setI64(ctx.m, SP + 40, 1);
  ctx.values.store(ctx.m, 0x9000, 41);
  ctx.exports.getsp = () => 0x7000;
  values.valueCall(ctx)(SP);
  assert.is(ctx.values.load(ctx.m, 0x7000 + 56), 42);
  assert.is(ctx.m.u8[0x7000 + 64], 1);
});

test('what a call throws is its result', () => {
  const { put, text, get, ctx } = fixture();
  const error = new RangeError('too far');
  put(8, { f() { throw error; } });
  text(16, 'f');
  setI64(ctx.m, SP + 40, 0);
  values.valueCall(ctx)(SP);
  assert.is(get(56), error);
  assert.is(ctx.m.u8[SP + 64], 0);
});

test('bytes are copied as far as there is room, and only to and from bytes', () => {
  const { put, text, ctx } = fixture();
  const array = new Uint8Array(3);
  put(8, array);
  text(16, 'abcde');
  values.copyBytesToJS(ctx)(SP);
  assert.equal([...array], [97, 98, 99]);
  assert.is(getI64(ctx.m, SP + 40), 3);
  put(8, new Uint16Array(3));
  values.copyBytesToJS(ctx)(SP);
  assert.is(ctx.m.u8[SP + 48], 0);
  assert.throws(() => values.copyBytesToGo(ctx)((setI64(ctx.m, SP + 8, 4 * 65536 - 1), setI64(ctx.m, SP + 16, 2), SP)), /beyond the memory's end/);
});

test('the program finds its own files, process and path, and the host for the rest', () => {
  const { put, text, get, ctx, directory } = fixture();
  const global = (name: string): any => {
    put(8, globalThis);
    text(16, name);
    values.valueGet(ctx)(SP);
    return get(32);
  };
  assert.is(global('Uint8Array'), Uint8Array);
  assert.is(global('process').cwd(), directory);
  assert.is(global('path').resolve('a', '../b'), `${directory}/b`);
  ctx.globals.set('fetch', () => 'guarded');
  put(8, globalThis);
  text(16, 'fetch');
  setI64(ctx.m, SP + 40, 0);
  values.valueCall(ctx)(SP);
  assert.is(get(56), 'guarded', 'a call of it is no way around');
  put(8, globalThis);
  text(16, 'fs');
  put(32, 'mine');
  values.valueSet(ctx)(SP);
  assert.is(global('fs'), 'mine');
  assert.is((globalThis as { fs?: unknown }).fs, undefined);
});

test('paths are joined as node joins them', () => {
  assert.is(resolvePath('/a/b', []), '/a/b');
  assert.is(resolvePath('/a/b', ['..', './c//d/']), '/a/c/d');
  assert.is(resolvePath('/a', ['b', '/c', 'd']), '/c/d');
  assert.is(resolvePath('/', ['../..']), '/');
});

test('files answer later, with the codes of errors that Go knows', async () => {
  const { ctx } = fixture();
  const files = ctx.globals.get('fs') as Record<string, (...args: unknown[]) => void>;
  const ask = (name: string, ...args: unknown[]): Promise<unknown> =>
    new Promise((resolve) => {
      let returned = false;
      files[name]!(...args, (error: { code: string } | null, result: unknown) => {
        assert.ok(returned);
        resolve(error === null ? result : error.code);
      });
      returned = true;
    });
  const fd = await ask('open', 'a', 0o102, 0o600);
  assert.is(await ask('write', fd, new TextEncoder().encode('0123456789'), 2, 5, null), 5);
  const into = new Uint8Array(4);
  assert.is(await ask('read', fd, into, 1, 3, 1), 3);
  assert.is(new TextDecoder().decode(into), '\u0000345');
  assert.is(((await ask('fstat', fd)) as { size: number }).size, 5);
  assert.is(await ask('close', fd), 0);
  assert.is(await ask('close', fd), 'EBADF');
  assert.is(await ask('read', 77, into, 0, 1, null), 'EBADF');
  assert.equal([await ask('stat', '/etc/passwd'), await ask('open', '/etc/passwd', 0, 0)], ['ENOENT', 'EACCES']);
  assert.is(await ask('readdir', 'a'), 'ENOTDIR');
  assert.equal(await ask('readdir', '.'), ['a']);
});

test('fetch is limited to granted addresses', async () => {
  const fetch = (connect: boolean | string[]): any => fixture({ net: { listen: false, connect } }).ctx.globals.get('fetch');
  assert.is(fetch(true), globalThis.fetch);
  const limited = fetch(['127.0.0.1:1']);
  const failure = (url: unknown): Promise<string> => limited(url).then(() => 'answered', (error: Error) => error.message);
  assert.match(await failure('http://127.0.0.1:2/'), /127\.0\.0\.1:2 was not granted/);
  assert.match(await failure(new Request('https://example.org/a')), /example\.org was not granted/);
  assert.match(await failure('http://127.0.0.1:1/'), /fetch failed|bad port/);
});

test('a timer calls until the program agrees that it is time', async () => {
  const { ctx } = fixture();
  setI64(ctx.m, SP + 8, 1);
  scheduler.scheduleTimeoutEvent(ctx)(SP);
  const id = ctx.m.dv.getInt32(SP + 16, true);
  let calls = 0;
  await new Promise<void>((resolve) => {
    ctx.exports.resume = () => {
      if (++calls < 3) return;
      ctx.m.dv.setInt32(SP + 8, id, true);
      scheduler.clearTimeoutEvent(ctx)(SP);
      resolve();
    };
  });
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.is(calls, 3);
  assert.is(ctx.timers.size, 0);
});

test('arguments and environment stand where Go looks for them', async () => {
  const { ctx } = fixture({ args: ['program', 'ü'], env: { B: '2', A: '1' } });
  let list: string[] = [];
  const exports = {
    ...ctx.exports,
    run(count: number, at: number) {
      assert.is(count, 2);
      const address = (i: number): number => getI64(ctx.m, at + 8 * i);
      list = [0, 1, 3, 4].map((i) => new TextDecoder().decode(ctx.m.u8.subarray(address(i), ctx.m.u8.indexOf(0, address(i)))));
      assert.equal([address(2), address(5)], [0, 0]);
      assert.ok(address(0) >= 4096);
      ctx.m.dv.setInt32(SP + 8, 257, true);
      scheduler.wasmExit(ctx)(SP);
    },
  };
  assert.is(await start(ctx, exports), 1);
  assert.equal(list, ['program', 'ü', 'A=1', 'B=2']);
});

test('too many arguments are refused', async () => {
  const { ctx } = fixture({ args: ['program', 'x'.repeat(9000)] });
  const failure = await start(ctx, { ...ctx.exports, run: () => undefined }).catch((error: Error) => error.message);
  assert.match(failure as string, /too long: 8192 bytes/);
});

test('tasks run after the present one, and leave room for timers', async () => {
  const ran: string[] = [];
  const later = taskQueue((task) => task());
  let stop = false;
  const again = (): void => { if (!stop) later(again); };
  later(again);
  later(() => ran.push('task'));
  ran.push('now');
  await new Promise((resolve) => setTimeout(resolve, 5));
  stop = true;
  assert.equal(ran, ['now', 'task']);
});

test.run();
