/** The namespace beside the engine's own: whatever one does, the other does. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import wabtModule from 'wabt';
import { WebAssembly as ours } from '../../compiler/webassembly/index.js';

type Namespace = typeof globalThis.WebAssembly;
const sides: readonly (readonly [string, Namespace])[] = [['native', globalThis.WebAssembly], ['ours', ours as unknown as Namespace]];
const wabt = await wabtModule();

function assemble(text: string): Uint8Array<ArrayBuffer> {
  const module = wabt.parseWat('test.wat', text, { multi_value: true, bulk_memory: true, reference_types: true, mutable_globals: true });
  return Uint8Array.from(module.toBinary({}).buffer);
}

/** The same expectations for both sides. */
function both(name: string, check: (side: Namespace) => void | Promise<void>): void {
  for (const [label, side] of sides) test(`${name} (${label})`, () => check(side));
}

const everything = assemble(`(module
  (import "m" "f" (func $f (param i32) (result i32))) (import "m" "g" (global $g i32)) (import "" "t" (table 1 funcref)) (import "m" "mem" (memory 1))
  (func (export "call") (param i32) (result i32) (call $f (local.get 0))) (export "f" (func $f))
  (global (export "global") (mut i64) (i64.const 5)) (export "mem" (memory 0)) (export "t" (table 0))
  (func (export "two") (result i32 i64) (i32.const 1) (i64.const 2)))`);

function imports(side: Namespace): WebAssembly.Imports {
  return { m: { f: (x: number) => x * 2, g: 7, mem: new side.Memory({ initial: 1 }) }, '': { t: new side.Table({ initial: 2, element: 'anyfunc' }) } };
}

both('validate', (side) => {
  assert.is(side.validate(everything), true);
  assert.is(side.validate(everything.slice(0, 30)), false);
  assert.is(side.validate(new Uint8Array()), false);
  assert.is(side.validate(everything.buffer), true);
  assert.throws(() => side.validate('no buffer' as unknown as BufferSource), TypeError);
});

both('module reflection', (side) => {
  const module = new side.Module(everything);
  assert.equal(side.Module.imports(module), [
    { module: 'm', name: 'f', kind: 'function' }, { module: 'm', name: 'g', kind: 'global' }, { module: '', name: 't', kind: 'table' }, { module: 'm', name: 'mem', kind: 'memory' },
  ]);
  assert.equal(side.Module.exports(module).map(({ name, kind }) => `${name} ${kind}`), ['call function', 'f function', 'global global', 'mem memory', 't table', 'two function']);
  assert.throws(() => side.Module.exports({} as WebAssembly.Module), TypeError);
  assert.is(Object.prototype.toString.call(module), '[object WebAssembly.Module]');
});

both('custom sections', (side) => {
  const bytes = Uint8Array.from([...everything, 0, 4, 1, 0x61, 9, 8, 0, 3, 1, 0x62, 7, 0, 2, 1, 0x61]);
  const module = new side.Module(bytes);
  assert.equal(side.Module.customSections(module, 'a').map((buffer) => [...new Uint8Array(buffer)]), [[9, 8], []]);
  assert.equal(side.Module.customSections(module, 'none'), []);
});

both('the bytes are copied', (side) => {
  const bytes = everything.slice();
  const module = new side.Module(bytes);
  bytes.fill(0);
  assert.is(new side.Instance(module, imports(side)).exports['call'] instanceof Function, true);
});

both('exports are a frozen object without prototype', (side) => {
  const { exports } = new side.Instance(new side.Module(everything), imports(side));
  assert.is(Object.getPrototypeOf(exports), null);
  assert.ok(Object.isFrozen(exports));
  assert.equal(Object.keys(exports), ['call', 'f', 'global', 'mem', 't', 'two']);
  assert.is((exports['call'] as Function)(21), 42);
  assert.equal((exports['two'] as Function)(), [1, 2n]);
  assert.is((exports['global'] as WebAssembly.Global).value, 5n);
  assert.ok(exports['mem'] instanceof side.Memory && exports['t'] instanceof side.Table && exports['global'] instanceof side.Global);
});

both('an exported import keeps its identity', (side) => {
  const given = imports(side);
  const { exports } = new side.Instance(new side.Module(everything), given);
  assert.is(exports['mem'], given['m']!['mem']);
  assert.is(exports['t'], given['']!['t']);
  const second = new side.Instance(new side.Module(assemble(`(module (import "a" "f" (func (param i32) (result i32))) (export "f" (func 0)))`)), { a: { f: exports['f'] as WebAssembly.ExportValue } });
  assert.is(second.exports['f'], exports['f']);
});

both('exported functions have a name and a length', (side) => {
  const { exports } = new side.Instance(new side.Module(everything), imports(side));
  const call = exports['call'] as Function;
  assert.equal([call.name, call.length], ['1', 1]);
  assert.throws(() => new (call as unknown as new () => object)(), TypeError);
});

both('a memory of fixed size goes on after growing by nothing', (side) => {
  const { memory, grow, copy, load } = new side.Instance(new side.Module(assemble(`(module (memory (export "memory") 1 1)
    (func (export "grow") (result i32) (memory.grow (i32.const 0)))
    (func (export "copy") (memory.copy (i32.const 0) (memory.grow (i32.const 0)) (i32.const 16)))
    (func (export "load") (result i32) (i32.store offset=4 (i32.const 0) (i32.add (i32.load8_u (i32.const 0)) (i32.const 1))) (i32.load offset=4 (i32.const 0))))`))).exports as any;
  for (const growing of [() => memory.grow(0), grow, () => (copy(), 1)]) {
    new Uint8Array(memory.buffer)[1] = 41;
    assert.is(growing(), 1);
    new Uint8Array(memory.buffer)[0] = 41;
    assert.is(load(), 42);
    assert.is(new Uint8Array(memory.buffer)[4], 42);
  }
});

both('missing and unfit imports', (side) => {
  const module = new side.Module(everything);
  assert.throws(() => new side.Instance(module), TypeError);
  assert.throws(() => new side.Instance(module, 5 as unknown as WebAssembly.Imports), TypeError);
  assert.throws(() => new side.Instance(module, {}), TypeError);
  const isLinkError = (error: Error): boolean => error instanceof side.LinkError && error.name === 'LinkError';
  for (const [module_, name, value] of [['m', 'f', 5], ['m', 'g', 'text'], ['m', 'g', 5n], ['m', 'mem', {}], ['', 't', new side.Memory({ initial: 1 })], ['m', 'mem', new side.Memory({ initial: 0 })]] as const) {
    const given = imports(side);
    (given[module_] as Record<string, unknown>)[name] = value;
    assert.throws(() => new side.Instance(module, given), isLinkError, `${module_}.${name}`);
  }
});

both('error classes', (side) => {
  for (const name of ['CompileError', 'LinkError', 'RuntimeError'] as const) {
    const error = new side[name]('text');
    assert.ok(error instanceof Error);
    assert.equal([error.name, error.message], [name, 'text']);
  }
  assert.throws(() => new side.Module(everything.slice(0, 30)), (error: Error) => error instanceof side.CompileError && error.name === 'CompileError');
  const trap = new side.Instance(new side.Module(assemble(`(module (func (export "f") unreachable))`))).exports['f'] as Function;
  assert.throws(() => trap(), (error: Error) => error instanceof side.RuntimeError && /unreachable/.test(error.message));
});

both('compile and instantiate', async (side) => {
  const module = await side.compile(everything);
  assert.instance(module, side.Module);
  const instance = await side.instantiate(module, imports(side));
  assert.instance(instance, side.Instance);
  const pair = await side.instantiate(everything, imports(side));
  assert.instance(pair.module, side.Module);
  assert.instance(pair.instance, side.Instance);
  for (const start of [() => side.compile(everything.slice(0, 9)), () => side.instantiate(everything.slice(0, 9))]) {
    assert.instance(await start().then(() => undefined, (error: Error) => error), side.CompileError);
  }
  assert.instance(await side.instantiate(everything).then(() => undefined, (error: Error) => error), TypeError);
});

both('instances share memories, tables, globals and functions', (side) => {
  const memory = new side.Memory({ initial: 1, maximum: 3 }), table = new side.Table({ initial: 4, element: 'anyfunc' });
  const global = new side.Global({ value: 'i64', mutable: true }, 1n);
  const source = assemble(`(module (import "h" "m" (memory 1 3)) (import "h" "t" (table 4 funcref)) (import "h" "g" (global $g (mut i64))) (type $u (func (param i64) (result i64)))
    (func $bump (param i64) (result i64) (global.set $g (i64.add (global.get $g) (local.get 0))) (global.get $g))
    (func (export "put") (param i32) (table.set (local.get 0) (ref.func $bump))) (elem declare func $bump)
    (func (export "call") (param i32 i64) (result i64) (call_indirect (type $u) (local.get 1) (local.get 0)))
    (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1))) (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
    (func (export "grow") (result i32) (memory.grow (i32.const 1))))`);
  const [a, b] = [1, 2].map(() => new side.Instance(new side.Module(source), { h: { m: memory, t: table, g: global } }).exports as Record<string, Function>) as [Record<string, Function>, Record<string, Function>];
  a['store']!(8, 42);
  assert.is(b['load']!(8), 42);
  a['put']!(2);
  assert.is(b['call']!(2, 4_000_000_000n), 4_000_000_001n);
  assert.is(global.value, 4_000_000_001n);
  global.value = -5n;
  assert.is(table.get(2)(3n), -2n);
  assert.is(a['grow']!(), 1);
  b['store']!(2 * 65536 - 4, 7);
  assert.is(a['load']!(2 * 65536 - 4), 7);
  assert.is(new DataView(memory.buffer).getInt32(2 * 65536 - 4, true), 7);
  memory.grow(1);
  a['store']!(3 * 65536 - 4, 9);
  assert.is(b['load']!(3 * 65536 - 4), 9);
  assert.throws(() => memory.grow(1), RangeError);
});

test('a memory and a table of the engine may be imported', () => {
  const native = globalThis.WebAssembly;
  const memory = new native.Memory({ initial: 1, maximum: 2 });
  const source = assemble(`(module (import "h" "m" (memory 1)) (func (export "load") (param i32) (result i32) (i32.load (local.get 0))) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))`);
  const exports = new ours.Instance(new ours.Module(source), { h: { m: memory } }).exports;
  new DataView(memory.buffer).setInt32(4, 77, true);
  assert.is(exports['load'](4), 77);
  assert.is(exports['grow'](1), 1);
  new DataView(memory.buffer).setInt32(65536, 78, true);
  assert.is(exports['load'](65536), 78);
  assert.is(exports['grow'](1), -1);
});

test('the namespace looks like one', () => {
  assert.is(Object.prototype.toString.call(ours), '[object WebAssembly]');
  assert.equal(Object.keys(ours).sort(), Object.keys(globalThis.WebAssembly).filter((name) => name !== 'promising').sort());
  assert.throws(() => (ours.Module as unknown as () => void)(), TypeError);
});

test('functions that are first seen in a table of JavaScript have their type too', () => {
  const table = new ours.Table({ element: 'anyfunc', initial: 2 });
  const source = assemble('(module (import "m" "t" (table 2 funcref)) (elem (i32.const 0) $f) (func $f (param i32 f64) (result i64) (i64.const 1)))');
  new ours.Instance(new ours.Module(source), { m: { t: table } });
  const fn = table.get(0) as unknown as InstanceType<typeof ours.Function>;
  assert.ok(fn instanceof ours.Function);
  assert.equal(fn.type(), { parameters: ['i32', 'f64'], results: ['i64'] });
});

test.run();
