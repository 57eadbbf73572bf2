/** Calls across the boundary: conversions of arguments and results. */
import { vector } from '../../bytes.js';
import * as m from './modules.js';
import { attempt, type Namespace, numbers, Probes, recordingValue, show, strangers } from './probe.js';

const probes = new Probes('calls');
const types = { i32: m.i32, i64: m.i64, f32: m.f32, f64: m.f64, funcref: m.funcref, externref: m.externref };

/** Exports "f": calls the import "m"."x" of type `params` -> `results` with its own arguments. */
const through = (params: readonly number[], results: readonly number[]): Uint8Array<ArrayBuffer> => m.binary(
  [1, vector([m.functionType(params, results)])], m.imports(['m', 'x', [0, 0]]), [3, vector([[0]])], m.exports(['f', m.FUNCTION, 1], ['imported', m.FUNCTION, 0]),
  [10, vector([m.body(...params.flatMap((_, index) => [0x20, index]), 0x10, 0)])],
);
const link = (W: Namespace, bytes: Uint8Array<ArrayBuffer>, x: (...args: any[]) => unknown): any => new W.Instance(new W.Module(bytes), { m: { x } }).exports;

for (const [type, code] of Object.entries(types)) {
  for (const [label, value] of [...numbers().map(([label, value]) => [`number ${label}`, value] as const), ...strangers()]) {
    probes.add(`argument ${type} ${label}`, (W) => {
      let seen: unknown;
      link(W, through([code], []), (argument) => { seen = argument; }).f(value);
      return typeof seen === 'object' && seen === value ? 'the same' : seen;
    });
    probes.add(`result ${type} ${label}`, (W) => {
      const result: unknown = link(W, through([], [code]), () => value).f();
      return typeof result === 'object' && result === value ? 'the same' : result;
    });
  }
  probes.add(`missing argument ${type}`, (W) => {
    let seen: unknown[] = [];
    const { f, imported } = link(W, through([code, code], []), (...args) => { seen = args; });
    return [attempt(W, () => f()), seen, attempt(W, () => f(undefined, undefined, 1)), seen, attempt(W, () => imported()), seen];
  });
}
for (const count of [0, 1, 2, 3, 4, 5, 9]) {
  probes.add(`${count} arguments`, (W) => {
    const log: string[] = [];
    const params = Array.from({ length: count }, (_, index) => [m.i32, m.f64, m.f32][index % 3]!);
    let seen: unknown[] = [];
    const { f } = link(W, through(params, []), (...args) => { seen = args; });
    f(...params.map((_, index) => recordingValue(`argument ${index}`, index + 0.5, log)), recordingValue('further', 1, log));
    return [f.length, log, seen];
  });
}
probes.add('a conversion that throws stops the others', (W) => {
  const log: string[] = [];
  const { f } = link(W, through([m.i32, m.i64, m.f64], []), () => { log.push('called'); });
  return [attempt(W, () => f(recordingValue('first', 1, log), 5, recordingValue('third', 1, log))), log, attempt(W, () => f(1, { valueOf: () => { throw new RangeError('thrown'); } }, 1)), attempt(W, () => f(Symbol()))];
});
probes.add('the receiver is undefined', (W) => {
  let receiver: unknown = 1;
  const { f } = link(W, through([], []), function (this: unknown) { receiver = this; });
  Reflect.apply(f, { a: 1 }, []);
  return receiver;
});
probes.add('what the host throws', (W) => {
  const thrown = [new RangeError('out of bounds'), new TypeError('x is not a function'), 'text', undefined, null, Symbol.iterator, new W.RuntimeError('unreachable')];
  return thrown.map((error) => {
    try {
      link(W, through([], []), () => { throw error; }).f();
      return 'nothing';
    } catch (caught) {
      return caught === error;
    }
  });
});

const several = through([], [m.i32, m.i64, m.externref]);
for (const [label, make] of Object.entries<(log: string[]) => unknown>({
  'an array': () => [1, 2n, 'x'], 'too few': () => [1, 2n], 'too many': () => [1, 2n, 3, 4], 'a set': () => new Set<unknown>([1, 2n, 3]), 'no iterable': () => 5, 'an object': () => ({}), 'undefined': () => undefined, 'null': () => null, 'a string': () => '123',
  'not callable': () => ({ [Symbol.iterator]: 5 }), 'bad value': () => [1, 2, 3], 'converted in order': (log) => [recordingValue('a', 1, log), recordingValue('b', 2n, log), 1],
  'a generator': (log) => (function* () { log.push('one'); yield recordingValue('a', 1, log); log.push('two'); yield 2n; log.push('three'); yield 3; log.push('end'); })(),
  'an endless one is read to its end': (log) => (function* () { for (let i = 0; i < 5; i++) { log.push(String(i)); yield 1n; } })(),
  'a bad iterator': () => ({ [Symbol.iterator]: () => ({ next: () => 5 }) }), 'one that throws': () => ({ [Symbol.iterator]: () => { throw new SyntaxError('thrown'); } }),
})) {
  probes.add(`several results: ${label}`, (W) => {
    const log: string[] = [];
    return [attempt(W, () => link(W, several, () => make(log)).f()), log];
  });
}
probes.add('several results are a fresh array', (W) => {
  const { f } = link(W, several, () => [1, 2n, 'x']);
  const result = f();
  return [Array.isArray(result), Object.getPrototypeOf(result) === Array.prototype, f() === result, Object.isExtensible(result), show(W, result)];
});
probes.add('an imported function that is exported', (W) => {
  const host = Object.assign((a: number) => a + 1, { note: 1 });
  const first = link(W, through([m.i32], [m.i32]), host), second = link(W, through([m.i32], [m.i32]), host);
  return [first.imported === host, first.imported === second.imported, first.imported.name, first.imported.length, first.imported(5.7), first.imported.note];
});
probes.add('an exported function passes through', (W) => {
  const { add } = m.functions(W);
  const { imported, f } = link(W, through([m.i32, m.i32], [m.i32]), add as (...args: any[]) => unknown);
  return [imported === add, f(1, 2), imported.name];
});
probes.add('functions as values', (W) => {
  const { add } = m.functions(W);
  const { f } = link(W, through([m.funcref, m.externref], [m.funcref]), (a) => a);
  return [f(add, 1) === add, f(null, 1), attempt(W, () => f(() => {}, 1)), attempt(W, () => link(W, through([], [m.funcref]), () => () => {}).f())];
});
probes.add('an import of another type', (W) => attempt(W, () => link(W, through([m.i32], []), m.functions(W).add as (...args: any[]) => unknown)));
probes.add('traps', (W) => {
  const bytes = m.binary([1, vector([m.functionType([], []), m.functionType([], [m.i32])])], [3, vector([[0], [1], [1], [0]])], [4, vector([[m.funcref, 0, 1]])], [5, vector([[0, 1]])],
    m.exports(['unreachable', 0, 0], ['divide', 0, 1], ['load', 0, 2], ['indirect', 0, 3]),
    [10, vector([m.body(0), m.body(0x41, 1, 0x41, 0, 0x6d), m.body(0x41, 0x7f, 0x28, 2, 0), m.body(0x41, 0, 0x11, 0, 0)])]);
  const { exports } = new W.Instance(new W.Module(bytes));
  return Object.keys(exports).map((key) => {
    try {
      return exports[key]();
    } catch (error: any) {
      return [error instanceof W.RuntimeError, error.name, Object.prototype.hasOwnProperty.call(error, 'name'), Object.keys(error), typeof error.message];
    }
  });
});

export const calls = probes.list;
