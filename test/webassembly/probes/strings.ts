/** Builtin functions on strings, and imported string constants. */
import { vector } from '../../bytes.js';
import * as m from './modules.js';
import { attempt, type Namespace, Probes, recording, show } from './probe.js';

const probes = new Probes('strings');
const options = { builtins: ['js-string'], importedStringConstants: 'text' };
const i32 = [m.i32], externref = [m.externref], string = [0x64, m.externref], array = [0x63, 0];
const arrayType = [0x5e, 0x77, 1];
const type = (params: readonly (readonly number[])[], results: readonly (readonly number[])[]): number[] => [0x60, ...vector(params), ...vector(results)];

const functions: Readonly<Record<string, readonly number[]>> = {
  cast: type([externref], [string]), test: type([externref], [i32]), fromCharCodeArray: type([array, i32, i32], [string]), intoCharCodeArray: type([externref, array, i32], [i32]),
  fromCharCode: type([i32], [string]), fromCodePoint: type([i32], [string]), charCodeAt: type([externref, i32], [i32]), codePointAt: type([externref, i32], [i32]), length: type([externref], [i32]),
  concat: type([externref, externref], [string]), substring: type([externref, i32, i32], [string]), equals: type([externref, externref], [i32]), compare: type([externref, externref], [i32]),
};
const names = Object.keys(functions);

/** Imports every function of the set and exports it; and an array's functions: make(length, code unit), get(array, index). */
const all = m.binary(
  [1, vector([arrayType, ...Object.values(functions), type([i32, i32], [[0x64, 0]]), type([array, i32], [i32]), type([], [[0x63, 0]])])],
  m.imports(...names.map((name, index) => ['wasm:js-string', name, [m.FUNCTION, index + 1]] as const)),
  [3, vector([[names.length + 1], [names.length + 2], [names.length + 3]])],
  m.exports(...names.map((name, index) => [name, m.FUNCTION, index] as const), ['make', m.FUNCTION, names.length], ['get', m.FUNCTION, names.length + 1], ['none', m.FUNCTION, names.length + 2]),
  [10, vector([m.body(0x20, 1, 0x20, 0, 0xfb, 0x06, 0), m.body(0x20, 0, 0x20, 1, 0xfb, 0x0d, 0), m.body(0xd0, 0)])],
);
const link = (W: Namespace): any => new W.Instance(new W.Module(all, options)).exports;

const values = ['', 'a', 'hello', 'b\0\u{1f600}c', '\ud83d', '\ude00', 'hallo', 'z'.repeat(9), null, undefined, 5, {}, Object('a'), Symbol.iterator, true];
const indices = [0, 1, 2, 3, 4, 5, 100, -1, 0x7fffffff];
for (const name of ['cast', 'test', 'length']) probes.addNew(name, (W) => values.map((value) => attempt(W, () => link(W)[name](value))));
for (const name of ['charCodeAt', 'codePointAt']) probes.addNew(name, (W) => values.map((value) => indices.map((index) => attempt(W, () => link(W)[name](value, index)))));
for (const name of ['concat', 'equals', 'compare']) probes.addNew(name, (W) => { const exports = link(W); return values.map((first) => values.map((second) => attempt(W, () => exports[name](first, second)))); });
probes.addNew('substring', (W) => { const exports = link(W); return values.map((value) => indices.map((from) => indices.map((to) => attempt(W, () => exports.substring(value, from, to))))); });
for (const name of ['fromCharCode', 'fromCodePoint']) probes.addNew(name, (W) => [0, 65, 0xd800, 0xffff, 0x10000, 0x1f600, 0x10ffff, 0x110000, -1, -0x80000000].map((code) => attempt(W, () => link(W)[name](code))));
probes.addNew('fromCharCodeArray', (W) => {
  const exports = link(W);
  const made = exports.make(5, 0x61);
  return [...indices.flatMap((from) => indices.map((to) => attempt(W, () => exports.fromCharCodeArray(made, from, to)))), attempt(W, () => exports.fromCharCodeArray(exports.none(), 0, 0)), exports.fromCharCodeArray(exports.make(3, -1), 0, 3), exports.fromCharCodeArray(exports.make(20000, 0x62), 1, 19999).length];
});
probes.addNew('intoCharCodeArray', (W) => {
  const exports = link(W);
  return values.map((value) => [0, 1, 2, 3, 5, 6, 7, -1].map((start) => {
    const made = exports.make(6, 0x61);
    return [attempt(W, () => exports.intoCharCodeArray(value, made, start)), exports.fromCharCodeArray(made, 0, 6)];
  }).concat([attempt(W, () => exports.intoCharCodeArray(value, exports.none(), 0))]));
});
probes.addNew('builtin functions are exported functions', (W) => { const exports = link(W); return names.map((name) => [exports[name].name, exports[name].length, exports[name] === link(W)[name], attempt(W, () => new exports[name]())]); });
probes.addNew('builtins do not need imports', (W) => [W.Module.imports(new W.Module(all, options)), W.Module.imports(new W.Module(all)).length, attempt(W, () => new W.Instance(new W.Module(all))), attempt(W, () => new W.Instance(new W.Module(all, options), { get 'wasm:js-string'() { throw new Error(); } }))]);

const importing = (...imports: readonly (readonly [string, string, readonly number[]])[]): Uint8Array<ArrayBuffer> => m.binary([1, vector([arrayType, ...Object.values(functions)])], m.imports(...imports));
const everyWay = (W: Namespace, bytes: Uint8Array<ArrayBuffer>, given?: object): Promise<unknown[]> => Promise.all([
  attempt(W, () => W.validate(bytes, given)), attempt(W, () => W.Module.imports(new W.Module(bytes, given))), W.compile(bytes, given).catch((error: Error) => show(W, error)), W.instantiate(bytes, {}, given).catch((error: Error) => show(W, error)),
]);
for (const name of names) {
  for (const [index, other] of names.entries()) {
    probes.addNew(`${name} with the type of ${other}`, (W) => [W.validate(importing(['wasm:js-string', name, [m.FUNCTION, index + 1]]), options), W.validate(importing(['wasm:js-string', name, [m.FUNCTION, index + 1]]))]);
  }
}
for (const [label, entry] of Object.entries<readonly [string, string, readonly number[]]>({
  'unknown function': ['wasm:js-string', 'unknown', [m.FUNCTION, 1]], 'no function': ['wasm:js-string', 'length', [m.GLOBAL, m.externref, 0]], 'unknown set': ['wasm:other', 'length', [m.FUNCTION, 9]],
  'constant': ['text', 'a', [m.GLOBAL, m.externref, 0]], 'constant, not null': ['text', 'a', [m.GLOBAL, ...string, 0]], 'mutable constant': ['text', 'a', [m.GLOBAL, m.externref, 1]], 'constant of i32': ['text', 'a', [m.GLOBAL, m.i32, 0]],
  'constant of funcref': ['text', 'a', [m.GLOBAL, m.funcref, 0]], 'constant function': ['text', 'a', [m.FUNCTION, 1]], 'constant memory': ['text', 'a', [m.MEMORY, 0, 1]], 'another module': ['texts', 'a', [m.GLOBAL, m.externref, 0]], 'anyref': ['text', 'a', [m.GLOBAL, 0x6e, 0]],
})) {
  for (const given of [undefined, options, { builtins: ['js-string'] }, { importedStringConstants: 'text' }, { builtins: ['other'] }]) probes.addNew(`${label} with ${JSON.stringify(given)}`, (W) => everyWay(W, importing(entry), given));
}
probes.addNew('a type in a recursion group', (W) => everyWay(W, m.binary([1, vector([[0x4e, 2, ...functions.length!, ...functions.concat!]])], m.imports(['wasm:js-string', 'length', [m.FUNCTION, 0]])), options));
probes.addNew('a type that is not final', (W) => everyWay(W, m.binary([1, vector([[0x50, 0, ...functions.length!]])], m.imports(['wasm:js-string', 'length', [m.FUNCTION, 0]])), options));
probes.addNew('constants', (W) => {
  const constants = ['', 'a', 'é\u{1f600}', '__proto__', '\0'];
  const bytes = m.binary(m.imports(...constants.map((name, index) => ['text', name, [m.GLOBAL, ...(index % 2 ? string : externref), 0]] as const), ['other', 'x', [m.GLOBAL, m.i32, 0]]), m.exports(...constants.map((_, index) => [String.fromCharCode(97 + index), m.GLOBAL, index] as const), ['x', m.GLOBAL, constants.length]));
  const { exports } = new W.Instance(new W.Module(bytes, options), { other: { x: 7 } });
  return Object.keys(exports).map((key) => [exports[key].value, attempt(W, () => { exports[key].value = 1; })]);
});
probes.addNew('constants in the module of the empty name', (W) => everyWay(W, importing(['', 'a', [m.GLOBAL, m.externref, 0]]), { importedStringConstants: '' }));
probes.addNew('no module of constants', (W) => [null, undefined].map((importedStringConstants) => W.Module.imports(new W.Module(importing(['null', 'a', [m.GLOBAL, m.externref, 0]], ['undefined', 'a', [m.GLOBAL, m.externref, 0]]), { importedStringConstants }))));
probes.addNew('order of options', async (W) => {
  const logs: string[][] = [];
  const log = (): object => { const own: string[] = []; logs.push(own); return recording({ importedStringConstants: 'x', builtins: undefined, other: 1 }, own); };
  W.validate(m.empty, log());
  new W.Module(m.empty, log());
  await W.compile(m.empty, log());
  await W.instantiate(m.empty, {}, log());
  await W.compileStreaming(new Response(m.empty, { headers: { 'content-type': 'application/wasm' } }), log());
  return logs;
});
probes.addNew('options with a getter that throws', async (W) => {
  const given = (): object => ({ get builtins() { throw new SyntaxError('thrown'); } });
  return everyWay(W, m.empty, given());
});
for (const [label, value] of [['5', 5], ['"x"', 'x'], ['true', true], ['a symbol', Symbol()], ['null', null], ['a function', () => {}]] as const) {
  probes.addNew(`options ${label}`, (W) => everyWay(W, m.empty, value as unknown as object));
  probes.addNew(`builtins ${label}`, (W) => everyWay(W, m.empty, { builtins: value }));
  probes.addNew(`builtins [${label}]`, (W) => everyWay(W, m.empty, { builtins: [value] }));
  probes.addNew(`string constants from ${label}`, (W) => everyWay(W, m.empty, { importedStringConstants: value }));
}
probes.addNew('builtins of a set', (W) => everyWay(W, importing(['wasm:js-string', 'length', [m.FUNCTION, 1]]), { builtins: new Set(['js-string']) }));
probes.addNew('builtins twice', (W) => everyWay(W, importing(['wasm:js-string', 'length', [m.FUNCTION, 9]]), { builtins: ['js-string', 'js-string'] }));

export const strings = probes.list;
