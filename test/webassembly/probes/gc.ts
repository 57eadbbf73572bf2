/** Structs, arrays and i31 in JavaScript, and what converts to them. */
import { vector } from '../../bytes.js';
import * as m from './modules.js';
import { attempt, type Namespace, numbers, Probes, strangers } from './probe.js';

const probes = new Probes('gc');

const heaps: Readonly<Record<string, readonly number[]>> = { any: [0x6e], eq: [0x6d], i31: [0x6c], struct: [0x6b], array: [0x6a], none: [0x71], 'a struct': [0], 'an array': [1], 'another struct': [2], extern: [0x6f], noextern: [0x72], func: [0x70], nofunc: [0x73], 'a function': [3] };
const nullable = (heap: readonly number[]): number[] => [0x63, ...heap], nonNull = (heap: readonly number[]): number[] => [0x64, ...heap];
const type = (params: readonly (readonly number[])[], results: readonly (readonly number[])[]): number[] => [0x60, ...vector(params), ...vector(results)];
const allTypes = Object.values(heaps).flatMap((heap) => [nullable(heap), nonNull(heap)]);
const labels = Object.keys(heaps).flatMap((heap) => [`null ${heap}`, heap]);

/** Types 0 to 3 as in `heaps`; then one per reference type: (t) -> (t). */
const types = [[0x5f, 1, m.i32, 1], [0x5e, m.i32, 1], [0x5f, 1, m.f64, 1], type([], []), ...allTypes.map((one) => type([one], [one]))];
const makers = [type([], [nonNull([0x6b])]), type([], [nonNull([0x6a])]), type([[m.i32]], [nonNull([0x6c])]), type([], [nonNull([2])])];
const first = types.length;

/** Exports a function of each reference type that gives its argument back, and makers of objects. */
const boundary = m.binary(
  [1, vector([...types, ...makers])],
  [3, vector([...allTypes.map((_, index) => [index + 4]), ...makers.map((_, index) => [first + index]), [3]])],
  m.exports(...labels.map((label, index) => [label, m.FUNCTION, index] as const), ...['struct ', 'array ', 'i31 ', 'other '].map((name, index) => [name, m.FUNCTION, labels.length + index] as const), ['f', m.FUNCTION, labels.length + 4]),
  [10, vector([...allTypes.map(() => m.body(0x20, 0)), m.body(0xfb, 1, 0), m.body(0x41, 3, 0xfb, 7, 1), m.body(0x20, 0, 0xfb, 0x1c), m.body(0xfb, 1, 2), m.body()])],
);
const link = (W: Namespace): any => new W.Instance(new W.Module(boundary)).exports;

for (const label of labels) {
  probes.addNew(`${label} from values`, (W) => [...numbers(), ...strangers()].map(([, value]) => { const result = attempt(W, () => { const back = link(W)[label](value); return Object.is(back, value) ? 'the same' : back; }); return result; }));
  probes.addNew(`${label} from objects`, (W) => {
    const exports = link(W);
    return [exports['struct '](), exports['array '](), exports['other '](), exports['i31 '](5), exports.f, link(W).f, new Proxy(exports['struct '](), {})].map((value) => attempt(W, () => exports[label](value) === value));
  });
}
probes.addNew('i31 values', (W) => [0, 1, -1, 0x3fffffff, 0x40000000, -0x40000000, -0x40000001, 2 ** 31, -(2 ** 31)].map((value) => [link(W)['i31 '](value), attempt(W, () => link(W).i31(value)), attempt(W, () => link(W).any(value)), attempt(W, () => link(W).eq(value))]));

for (const name of ['struct ', 'array '] as const) {
  probes.addNew(`an exported ${name}object`, (W) => {
    const object = link(W)[name]();
    const questions: (() => unknown)[] = [
      () => typeof object, () => Object.getPrototypeOf(object), () => Object.isExtensible(object), () => Object.isFrozen(object), () => Object.isSealed(object), () => Reflect.ownKeys(object), () => object.a, () => 'a' in object,
      () => object[0], () => object.length, () => Object.keys(object), () => { object.a = 1; }, () => { object[0] = 1; }, () => Reflect.set(object, 'a', 1), () => delete object.a, () => Reflect.deleteProperty(object, 'a'),
      () => Object.defineProperty(object, 'a', { value: 1 }), () => Reflect.defineProperty(object, 'a', { value: 1 }), () => Object.setPrototypeOf(object, {}), () => typeof Object.setPrototypeOf(object, null), () => Reflect.setPrototypeOf(object, {}),
      () => Reflect.setPrototypeOf(object, null), () => typeof Object.freeze(object), () => typeof Object.seal(object), () => typeof Object.preventExtensions(object), () => Reflect.preventExtensions(object), () => String(object), () => object + 1,
      () => object(), () => new object(), () => JSON.stringify(object), () => Object.prototype.toString.call(object), () => Object.getOwnPropertyDescriptor(object, 'a'), () => { for (const key in object) return key; return 'none'; }, () => [...object], () => object instanceof Object,
    ];
    return questions.map((question) => `${String(question).slice(6)}: ${attempt(W, question)}`);
  });
  probes.addNew(`identity of an exported ${name}object`, (W) => {
    const exports = link(W), object = exports[name]();
    const holder = new WeakMap([[object, 1]]), set = new Set([object, exports.any(object)]);
    return [exports.any(object) === object, exports.extern(object) === object, exports[name]() === object, holder.get(exports.eq(object)), set.size, new W.Global({ value: 'anyref' }, object).value === object, new W.Table({ element: 'anyref', initial: 1 }, object).get(0) === object];
  });
}
probes.addNew('objects of equal types of other modules', (W) => { const [one, other] = [link(W), link(W)]; return ['a struct', 'an array', 'another struct'].map((label) => ['struct ', 'array ', 'other '].map((name) => attempt(W, () => typeof one[label](other[name]())))); });
for (const value of ['eqref', 'i31ref', 'structref', 'arrayref', 'anyref']) {
  probes.addNew(`objects in a global of ${value}`, (W) => { const exports = link(W); return [exports['struct '](), exports['array '](), 5, exports.f].map((object) => attempt(W, () => new W.Global({ value }, object).value === object)); });
  probes.addNew(`objects in a table of ${value}`, (W) => { const exports = link(W); return [exports['struct '](), exports['array '](), 5, exports.f].map((object) => attempt(W, () => new W.Table({ element: value, initial: 1 }, object).get(0) === object)); });
}
const imported = (entry: readonly number[]): Uint8Array<ArrayBuffer> => m.binary([1, vector(types)], m.imports(['m', 'x', entry]), m.exports(['x', m.GLOBAL, 0]));
for (const [index, one] of allTypes.entries()) {
  probes.addNew(`imported global of ${labels[index]}`, (W) => {
    const exports = link(W);
    return [null, undefined, 5, 2 ** 30, 1.5, 'x', {}, () => {}, exports.f, exports['struct '](), exports['array '](), exports['other '](), ...['anyref', 'externref', 'anyfunc', 'eqref', 'i32'].map((value) => new W.Global({ value }))].map((value) => attempt(W, () => { new W.Instance(new W.Module(imported([m.GLOBAL, ...one, 0])), { m: { x: value } }); return 'linked'; }));
  });
  probes.addNew(`exported global of ${labels[index]}`, (W) => attempt(W, () => { const { x } = new W.Instance(new W.Module(m.binary([1, vector(types)], [6, vector([[...nullable(heaps[Object.keys(heaps)[index >> 1]!]!), 1, 0xd0, ...heaps[Object.keys(heaps)[index >> 1]!]!, 0x0b]])], m.exports(['x', m.GLOBAL, 0])))).exports; const read = x.value; return [read, ...[5, null, undefined, 'x'].map((value) => attempt(W, () => { x.value = value; return x.value; }))]; }));
}

export const gc = probes.list;
