/** Modules, instances and the functions of the namespace. */
import { vector } from '../../bytes.js';
import * as m from './modules.js';
import { attempt, descriptor, type Namespace, Probes, recording, show, strangers } from './probe.js';

const probes = new Probes('instance');
const bad = Uint8Array.of(0, 97, 115, 109);
const invalid = m.binary([1, vector([m.functionType([], [m.i32])])], [3, vector([[0]])], [10, vector([m.body()])]);

for (const [label, value] of strangers()) {
  for (const name of ['validate', 'compile', 'instantiate']) {
    probes.add(`${name} ${label}`, (W) => W[name](value));
    if (name !== 'validate') probes.add(`${name} ${label} does not throw`, (W) => { const promise = W[name](value); promise.catch(() => {}); return promise instanceof Promise; });
  }
  probes.add(`new Module of ${label}`, (W) => new W.Module(value));
  probes.add(`new Instance of ${label}`, (W) => new W.Instance(value));
  probes.add(`imports ${label}`, (W) => [attempt(W, () => new W.Instance(new W.Module(m.empty), value)), attempt(W, () => new W.Instance(new W.Module(m.importer(m.importTypes.function!)), value))]);
  probes.add(`instantiate with imports ${label}`, async (W) => Promise.all([W.instantiate(m.empty, value), W.instantiate(new W.Module(m.empty), value)]));
  probes.add(`instantiate with needed imports ${label}`, (W) => W.instantiate(m.importer(m.importTypes.function!), value));
  probes.add(`instantiate a module with needed imports ${label}`, (W) => W.instantiate(new W.Module(m.importer(m.importTypes.function!)), value));
  probes.add(`module of imports ${label}`, (W) => new W.Instance(new W.Module(m.importer(m.importTypes.function!)), { m: value }));
  for (const [kind, type] of Object.entries(m.importTypes)) {
    probes.add(`${kind} from ${label}`, (W) => new W.Instance(new W.Module(m.importer(type)), { m: { x: value } }));
    probes.add(`${kind} from ${label}, later`, (W) => W.instantiate(m.importer(type), { m: { x: value } }));
  }
}
/** Whether a promise is settled by jobs alone, without a turn of the event loop. Newer engines settle so what needs no compilation, older ones nothing. */
async function settlesInJobs(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => { settled = true; };
  void promise.then(settle, settle);
  for (let i = 0; i < 200; i++) await undefined;
  const found = settled;
  await promise.catch(() => undefined);
  return found;
}
for (const [label, start] of Object.entries<(W: Namespace) => Promise<unknown>>({
  'compile': (W) => W.compile(m.empty),
  'compile of a wrong module': (W) => W.compile(bad),
  'instantiate of bytes': (W) => W.instantiate(m.empty),
  'instantiate of wrong bytes': (W) => W.instantiate(bad),
  'instantiate of bytes that lack an import': (W) => W.instantiate(m.importer(m.importTypes.function!)),
})) probes.add(`jobs alone settle ${label}`, (W) => settlesInJobs(start(W)));
for (const [kind, type] of Object.entries(m.importTypes)) {
  probes.add(`${kind} missing`, (W) => [{}, { m: {} }, { m: { x: undefined } }, { m: 5 }, { m: null }].map((imports) => attempt(W, () => new W.Instance(new W.Module(m.importer(type)), imports))));
  for (const [label, make] of Object.entries<(W: Namespace) => unknown>({
    memory: (W) => new W.Memory({ initial: 1 }), 'small memory': (W) => new W.Memory({ initial: 0 }), table: (W) => new W.Table({ element: 'anyfunc', initial: 2 }), 'small table': (W) => new W.Table({ element: 'anyfunc', initial: 1 }),
    'table of externref': (W) => new W.Table({ element: 'externref', initial: 2 }), 'shared memory': (W) => new W.Memory({ initial: 1, maximum: 2, shared: true }), 'an exported function': (W) => m.functions(W).add,
    'Object.create(memory)': (W) => Object.create(new W.Memory({ initial: 1 })), ...Object.fromEntries(['Memory', 'Table', 'Global'].flatMap((name) => [[`${name}.prototype`, (W: Namespace) => W[name].prototype], [`what is made of ${name}.prototype`, (W: Namespace) => Object.create(W[name].prototype)]])),
    'a bound function': (W) => (W.validate as Function).bind(undefined), 'a class': () => class {},
    ...Object.fromEntries(['i32', 'i64', 'f32', 'f64', 'anyfunc', 'externref'].flatMap((value) => [true, false].map((mutable) => [`global ${value} ${mutable}`, (W: Namespace) => new W.Global({ value, mutable })]))),
  })) probes.add(`${kind} from ${label}`, (W) => new W.Instance(new W.Module(m.importer(type)), { m: { x: make(W) } }));
}

for (const [label, source] of Object.entries<() => unknown>({
  'an ArrayBuffer': () => m.empty.buffer, 'a DataView': () => new DataView(m.empty.buffer), 'a part': () => { const padded = new Uint8Array(20); padded.set(m.empty, 5); return padded.subarray(5, 13); }, 'an Int16Array': () => new Int16Array(m.empty.buffer),
  'nothing': () => new Uint8Array(0), 'an empty ArrayBuffer': () => new ArrayBuffer(0), 'bad bytes': () => bad, 'an invalid body': () => invalid, 'trailing bytes': () => Uint8Array.of(...m.empty, 0), 'a detached buffer': () => { const bytes = m.empty.slice(); structuredClone(bytes.buffer, { transfer: [bytes.buffer] }); return bytes; },
  'another version': () => Uint8Array.of(0, 97, 115, 109, 2, 0, 0, 0),
})) {
  for (const name of ['validate', 'compile', 'instantiate']) probes.add(`${name} ${label}`, (W) => W[name](source()));
  probes.add(`new Module of ${label}`, (W) => new W.Module(source()));
}
probes.add('further arguments', async (W) => [new W.Module(m.empty, {}), await W.compile(m.empty, {}), W.validate(m.empty, {}), await W.instantiate(m.empty, {}, {})]);
probes.add('the bytes are copied at once', async (W) => {
  const bytes = m.everything.slice();
  const promises = [W.compile(bytes), W.instantiate(bytes)];
  bytes.fill(0);
  return Promise.all(promises);
});

for (const [label, bytes] of Object.entries({ everything: m.everything, empty: m.empty, importer: m.importer(m.importTypes.table!) })) {
  probes.add(`descriptors of ${label}`, (W) => {
    const module = new W.Module(bytes);
    return [W.Module.exports(module), W.Module.imports(module)].map((list: object[]) => [list, list.map((item) => [Object.getPrototypeOf(item) === Object.prototype, Object.isExtensible(item), ...['name', 'kind', 'module'].map((key) => descriptor(W, item, key))])]);
  });
  probes.add(`fresh descriptors of ${label}`, (W) => {
    const module = new W.Module(bytes);
    return ['exports', 'imports'].map((name) => [W.Module[name](module) === W.Module[name](module), Array.isArray(W.Module[name](module)), W.Module[name](module)[0] === W.Module[name](module, {})[0]]);
  });
}
probes.add('imports of every kind', (W) => W.Module.imports(new W.Module(m.binary([1, vector([m.functionType([i32()], [])])], m.imports(...Object.values(m.importTypes).map((type, index) => ['module', `field${index}`, type] as const), ['', '', [0, 0]], ['m', 'é\u{1f600}', [0, 0]])))));
const i32 = (): number => m.i32;

const sections = m.binary(m.custom('name', 1, 2), m.custom('a', 1), m.custom('b'), m.custom('a', 2, 3), m.custom(''), m.custom('\u{1f600}', 9), m.custom('undefined', 5), m.custom('null', 6));
const contents = (buffers: ArrayBuffer[]): number[][] => buffers.map((buffer) => [...new Uint8Array(buffer)]);
for (const name of ['name', 'a', 'b', '', '\u{1f600}', '\ud83d', 'c', undefined, null, { toString: () => 'a' }]) {
  probes.add(`custom sections ${typeof name === 'object' && name ? 'object' : JSON.stringify(name)}`, (W) => contents(W.Module.customSections(new W.Module(sections), name)));
}
probes.add('custom sections by symbol', (W) => W.Module.customSections(new W.Module(sections), Symbol()));
probes.add('custom sections without name', (W) => W.Module.customSections(new W.Module(sections)));
probes.add('custom sections are copies', (W) => {
  const module = new W.Module(sections);
  const [first] = W.Module.customSections(module, 'a');
  new Uint8Array(first).fill(9);
  return [contents(W.Module.customSections(module, 'a')), Object.prototype.toString.call(first), W.Module.customSections(module, 'a')[0] === first, Object.isExtensible(first)];
});

probes.add('the exports object', (W) => {
  const instance = new W.Instance(new W.Module(m.everything));
  const { exports } = instance;
  return [Object.getPrototypeOf(exports), Object.isFrozen(exports), Object.isExtensible(exports), Object.keys(exports), exports === instance.exports, Object.getOwnPropertyNames(exports), Object.keys(exports).map((key) => descriptor(W, exports, key)), attempt(W, () => { 'use strict'; instance.exports = {}; })];
});
probes.add('exported objects', (W) => {
  const { exports } = new W.Instance(new W.Module(m.everything));
  return [exports.again === exports.fn, exports[''] === exports.global, exports['1'] === exports.memory, exports.table.length, exports.memory.buffer.byteLength, exports.memory.grow(2), attempt(W, () => exports.memory.grow(1)), exports.table.grow(3), attempt(W, () => exports.table.grow(1)), exports.global.value, attempt(W, () => { exports.global.value = 1; }), exports.variable.value, (exports.variable.value = 2), exports.variable.value, exports.global instanceof W.Global, exports.memory instanceof W.Memory, exports.table instanceof W.Table];
});
probes.add('exported functions', (W) => {
  const { fn, fn2 } = new W.Instance(new W.Module(m.everything)).exports;
  return [fn, fn2].map((f) => [descriptor(W, f, 'name'), descriptor(W, f, 'length'), Object.getPrototypeOf(f) === (W.Function ?? Function).prototype, Object.isExtensible(f), 'prototype' in f, attempt(W, () => new f()), Object.getOwnPropertyNames(f).filter((key) => key !== 'arguments' && key !== 'caller'), String(f())]);
});
probes.add('an instance without imports', (W) => [new W.Instance(new W.Module(m.empty)), show(W, new W.Instance(new W.Module(m.empty), undefined).exports)]);
probes.add('results of instantiate', async (W) => {
  const result = await W.instantiate(m.everything);
  const instance = await W.instantiate(new W.Module(m.everything));
  return [Object.keys(result).sort(), ['module', 'instance'].map((key) => descriptor(W, result, key)), Object.getPrototypeOf(result) === Object.prototype, Object.isExtensible(result), instance];
});

const several = m.binary([1, vector([m.functionType([], [])])], m.imports(['b', 'x', [0, 0]], ['a', 'y', m.importTypes['i32 global']!], ['b', 'x', [0, 0]], ['c', 'z', m.importTypes.memory!]));
const recordedImports = (W: Namespace, log: string[]): object => recording({ a: recording({ y: true }, log), b: recording({ x: () => {} }, log), c: recording({ z: new W.Memory({ initial: 1 }) }, log) }, log);
probes.add('imports are read in order', (W) => {
  const log: string[] = [];
  return [attempt(W, () => new W.Instance(new W.Module(several), recordedImports(W, log))), log];
});
probes.add('imports are read at once from a module', async (W) => {
  const log: string[] = [];
  const promise = W.instantiate(new W.Module(several), recordedImports(W, log));
  const sooner = log.length;
  return [await promise.catch((error: Error) => error.constructor.name), sooner, log.length];
});
probes.add('imports are read later from bytes', async (W) => {
  const log: string[] = [];
  const promise = W.instantiate(several, recordedImports(W, log));
  const sooner = log.length;
  return [await promise.catch((error: Error) => error.constructor.name), sooner, log.length];
});
probes.add('what a getter throws', (W) => new W.Instance(new W.Module(several), { get b() { throw new RangeError('thrown'); } }));
probes.add('what a getter throws, later', (W) => W.instantiate(several, { get b() { throw new RangeError('thrown'); } }));
probes.add('imports may be a function', (W) => new W.Instance(new W.Module(m.importer(m.importTypes.function!)), Object.assign(() => {}, { m: Object.assign(() => {}, { x: () => {} }) })));
probes.add('compile errors come before import errors', async (W) => Promise.all([bad, invalid].map((bytes) => W.instantiate(bytes, { get m() { throw new Error(); } }).catch((error: object) => error))));

const starts = (...code: number[]): Uint8Array<ArrayBuffer> => m.binary([1, vector([m.functionType([], [])])], m.imports(['m', 'x', [0, 0]]), [3, vector([[0]])], [8, [1]], [10, vector([m.body(...code)])]);
probes.add('a start function that traps', (W) => new W.Instance(new W.Module(starts(0)), { m: { x: () => {} } }));
probes.add('a start function that traps, later', (W) => W.instantiate(starts(0), { m: { x: () => {} } }));
probes.add('a start function that throws', (W) => new W.Instance(new W.Module(starts(0x10, 0)), { m: { x: () => { throw new SyntaxError('thrown'); } } }));
probes.add('the receiver and arguments of an import', (W) => {
  let seen: unknown;
  new W.Instance(new W.Module(starts(0x10, 0)), { m: { x: function (this: unknown, ...args: unknown[]) { seen = [this, args]; } } });
  return seen;
});
probes.add('an active segment out of bounds', (W) => new W.Instance(new W.Module(m.binary([5, vector([[0, 0]])], [11, vector([[0, 0x41, 0, 0x0b, 1, 1]])]))));

export const instance = probes.list;
