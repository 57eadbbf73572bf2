/** Structs, arrays, i31 and casts: values, traps and the order in which things happen. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { arrayType, binary, body, end, externref, f32, f64, field, funcType, i16, i32, i64, i8, leb, ref, refNull, type Sections, structType, sub, text, type TypeBytes, v128 } from '../decode/binary.js';
import { compile } from '../../compiler/index.js';
import { outcome } from '../agree.js';
import { loadCommonJs, loadScript } from '../load.js';

const any = 0x6e, eq = 0x6d, i31 = 0x6c, none = 0x71;
const get = (local: number): number[] => [0x20, local];
const int = (value: number): number[] => [0x41, ...(value < 0 ? [value & 0x7f] : value < 64 ? [value] : [...leb(value).slice(0, -1), leb(value).at(-1)! | 0x80, 0])];
const gc = (code: number, ...immediates: number[]): number[] => [0xfb, code, ...immediates];

interface Func { readonly params?: readonly TypeBytes[]; readonly results?: readonly TypeBytes[]; readonly code: readonly number[]; readonly locals?: readonly (readonly [number, TypeBytes])[] }

/** A module that exports the functions by name; `log` is an imported function that gives back its argument. */
function moduleOf(types: readonly (readonly number[])[], funcs: Record<string, Func>, more: Sections = {}): Uint8Array<ArrayBuffer> {
  const list = Object.entries(funcs);
  const first = types.length + 1;
  return binary({
    type: [...types, funcType([i32], [i32]), ...list.map(([, f]) => funcType(f.params ?? [], f.results ?? []))],
    import: [[...text('h'), ...text('log'), 0, first - 1]],
    func: list.map((_, k) => leb(first + k)),
    export: list.map(([name], k) => [...text(name), 0, k + 1]),
    code: list.map(([, f]) => body([...f.code, end], f.locals ?? [])),
    ...more,
  });
}
const log = (...code: number[]): number[] => [...code, 0x10, 0];

type Call = readonly [name: string, args: readonly unknown[], expected: string];

/** At every level, and as a plain script, the calls give what is expected; `logged` is what the host was called with. */
function gives(bytes: Uint8Array<ArrayBuffer>, calls: readonly Call[], logged: readonly number[] = []): void {
  for (const [what, load] of [['0', () => loadCommonJs(bytes, { optimize: 0 })], ['2', () => loadCommonJs(bytes, { optimize: 2 })], ['script', () => loadScript(bytes)]] as const) {
    const heard: number[] = [];
    const { exports } = load().instantiate({ h: { log: (v: number) => { heard.push(v); return v; } } });
    for (const [name, args, expected] of calls) assert.is(outcome(() => exports[name](...args)), expected, `${name}(${args.map(String).join()}) at ${what}`);
    assert.equal(heard, logged, what);
  }
}
const arrayTrap = 'RuntimeError: out of bounds array access', nullTrap = 'RuntimeError: null reference', castTrap = 'RuntimeError: cast failure';

test('fields of every storage type', () => {
  const point = structType(field(i8, 1), field(i16, 1), field(i32, 1), field(i64, 1), field(f32, 1), field(f64, 1), field(refNull(any), 1));
  const params = [i32, i32, i32, i64, f32, f64, refNull(any)];
  const make = [...params.flatMap((_, k) => get(k)), ...gc(0, 0)];
  const field_ = (k: number, code: number, result: TypeBytes): Func => ({ params, results: [result], code: [...make, ...gc(code, 0, k)] });
  const args = [200, 40000, -5, -(2n ** 40n) + 3n, 1.5, -0, null] as const;
  gives(moduleOf([point], {
    s8: field_(0, 3, i32), u8: field_(0, 4, i32), s16: field_(1, 3, i32), u16: field_(1, 4, i32), i: field_(2, 2, i32), l: field_(3, 2, i64), f: field_(4, 2, f32), d: field_(5, 2, f64), r: field_(6, 2, refNull(any)),
    defaults: { results: [i64, f64, i32, refNull(any)], code: [...gc(1, 0), ...gc(2, 0, 3), ...gc(1, 0), ...gc(2, 0, 5), ...gc(1, 0), ...gc(3, 0, 0), ...gc(1, 0), ...gc(2, 0, 6)] },
    set: { params: [i64], results: [i64, i32], code: [...gc(1, 0), 0x22, 1, ...get(0), ...gc(5, 0, 3), ...get(1), ...int(-1), ...gc(5, 0, 0), ...get(1), ...gc(2, 0, 3), ...get(1), ...gc(4, 0, 0)], locals: [[1, refNull(0)]] },
  }), [
    ['s8', args, '-56'], ['u8', args, '200'], ['s16', args, '-25536'], ['u16', args, '40000'], ['i', args, '-5'], ['l', args, '-1099511627773n'], ['f', args, '1.5'], ['d', args, '-0'], ['r', args, 'null'],
    ['defaults', [], '[0n, 0, 0, null]'], ['set', [2n ** 33n], '[8589934592n, 255]'],
  ]);
});

test('a null operand traps after all operands were evaluated, and nothing is written', () => {
  const point = structType(field(i32, 1), field(i64, 1));
  const cells = arrayType(field(i32, 1));
  const nothing = [0xd0, none];
  gives(moduleOf([point, cells], {
    get: { results: [i32], code: [...nothing, ...gc(2, 0, 0)] },
    set: { code: [...nothing, ...log(...int(1)), ...gc(5, 0, 0)] },
    long: { code: [...nothing, ...log(...int(2)), 0xac, ...gc(5, 0, 1)] },
    at: { results: [i32], code: [...nothing, ...log(...int(3)), ...gc(11, 1)] },
    put: { code: [...nothing, ...log(...int(4)), ...log(...int(5)), ...gc(14, 1)] },
    length: { results: [i32], code: [...nothing, ...gc(15)] },
    fill: { code: [...nothing, ...int(0), ...int(0), ...log(...int(6)), ...gc(16, 1)] },
    copy: { code: [...int(1), ...gc(7, 1), ...int(0), ...nothing, ...int(0), ...int(0), ...gc(17, 1, 1)] },
    i31: { results: [i32], code: [...nothing, ...gc(29)] },
  }), [
    ...['get', 'set', 'long', 'at', 'put', 'length', 'fill', 'copy', 'i31'].map((name): Call => [name, [], nullTrap]),
  ], [1, 2, 3, 4, 5, 6]);
});

test('elements of every storage type, inside and out of bounds', () => {
  const storages: readonly (readonly [TypeBytes, TypeBytes, unknown, string])[] = [
    [i8, i32, 200, '-56'], [i16, i32, 40000, '-25536'], [i32, i32, -7, '-7'], [i64, i64, 2n ** 40n + 1n, '1099511627777n'], [f32, f32, 0.5, '0.5'], [f64, f64, -0, '-0'], [externref, externref, undefined, 'undefined'],
  ];
  for (const [storage, value, example, shown] of storages) {
    const packed = storage === i8 || storage === i16;
    const read = gc(packed ? 12 : 11, 0);
    gives(moduleOf([arrayType(field(storage, 1))], {
      at: { params: [i32, value], results: [value], code: [...get(1), ...int(3), ...gc(6, 0), ...get(0), ...read] },
      put: { params: [i32, value], results: [value], code: [...int(3), ...gc(7, 0), 0x22, 2, ...get(0), ...get(1), ...gc(14, 0), ...get(2), ...get(0), ...read], locals: [[1, refNull(0)]] },
      fixed: { params: [i32, value], results: [value], code: [...get(1), ...get(1), ...gc(8, 0, 2), ...get(0), ...read] },
      fill: { params: [i32, value], results: [value], code: [...int(9), ...gc(7, 0), 0x22, 2, ...get(0), ...get(1), ...int(2), ...gc(16, 0), ...get(2), ...int(8), ...read], locals: [[1, refNull(0)]] },
      copy: { params: [i32, value], results: [value], code: [...get(1), ...get(1), ...gc(8, 0, 2), 0x21, 2, ...int(3), ...gc(7, 0), 0x22, 3, ...int(1), ...get(2), ...get(0), ...int(2), ...gc(17, 0, 0), ...get(3), ...int(2), ...read], locals: [[2, refNull(0)]] },
      length: { results: [i32], code: [...int(5), ...gc(7, 0), ...gc(15)] },
    }), [
      ...['at', 'put'].flatMap((f): Call[] => [[f, [2, example], shown], [f, [3, example], arrayTrap], [f, [-1, example], arrayTrap], [f, [0x40000001, example], arrayTrap], [f, [-0x7fffffff, example], arrayTrap]]),
      ['fixed', [1, example], shown], ['fixed', [2, example], arrayTrap], ['fill', [7, example], shown], ['fill', [8, example], arrayTrap], ['fill', [-1, example], arrayTrap],
      ['copy', [0, example], shown], ['copy', [1, example], arrayTrap], ['length', [], '5'],
    ]);
  }
});

test('vectors in fields and elements', () => {
  const v128 = 0x7b;
  const types = [structType(field(v128, 1), field(i32)), arrayType(field(v128, 1))];
  const [splat, high] = [[0xfd, 0x12], [0xfd, 0x1d, 1]];
  const vector = [...get(0), ...splat];
  const func = (code: readonly number[]): Func => ({ params: [i64, i32], results: [i64], code: [...code, ...high], locals: [[2, refNull(1)]] });
  gives(moduleOf(types, {
    field: func([...vector, ...int(1), ...gc(0, 0), ...gc(2, 0, 0)]),
    defaults: func([...gc(1, 0), ...gc(2, 0, 0)]),
    set: { params: [i64], results: [i64], code: [...gc(1, 0), 0x22, 1, ...get(0), ...splat, ...gc(5, 0, 0), ...get(1), ...gc(2, 0, 0), ...high], locals: [[1, refNull(0)]] },
    make: func([...vector, ...int(3), ...gc(6, 1), ...get(1), ...gc(11, 1)]),
    fixed: func([...vector, ...vector, ...gc(8, 1, 2), ...get(1), ...gc(11, 1)]),
    put: func([...int(3), ...gc(7, 1), 0x22, 2, ...get(1), ...vector, ...gc(14, 1), ...get(2), ...get(1), ...gc(11, 1)]),
    fill: func([...int(3), ...gc(7, 1), 0x22, 2, ...int(1), ...vector, ...int(2), ...gc(16, 1), ...get(2), ...get(1), ...gc(11, 1)]),
    copy: func([...vector, ...gc(8, 1, 1), 0x21, 2, ...int(3), ...gc(7, 1), 0x22, 3, ...get(1), ...get(2), ...int(0), ...int(1), ...gc(17, 1, 1), ...get(3), ...get(1), ...gc(11, 1)]),
  }), ['field', 'make', 'fixed', 'put', 'fill', 'copy'].flatMap((name): Call[] => [
    [name, [-3n - 2n ** 40n, 1], '-1099511627779n'], ...(name === 'field' ? [] : [[name, [5n, -1], arrayTrap], [name, [5n, 0x40000001], arrayTrap], [name, [5n, 3], arrayTrap]] as Call[]),
  ]).concat([['defaults', [1n, 0], '0n'], ['set', [2n ** 45n], '35184372088832n']]));
});

test('NaNs keep their bits in fields and elements', () => {
  const types = [structType(field(f32, 1), field(f64, 1)), arrayType(field(f32, 1)), arrayType(field(f64, 1))];
  const [single, double, bits32, bits64] = [0xbe, 0xbf, 0xbc, 0xbd];
  const [a32, a64] = [[[1, refNull(1)]], [[1, refNull(2)]]] as const;
  const funcs: Record<string, Func> = {
    field: { params: [i32, i64], results: [i32, i64], code: [...get(0), single, ...get(1), double, ...gc(0, 0), 0x22, 2, ...gc(2, 0, 0), bits32, ...get(2), ...gc(2, 0, 1), bits64], locals: [[1, refNull(0)]] },
    set: { params: [i32], results: [i32], code: [...gc(1, 0), 0x22, 1, ...get(0), single, ...gc(5, 0, 0), ...get(1), ...gc(2, 0, 0), bits32], locals: [[1, refNull(0)]] },
    make: { params: [i32], results: [i32], code: [...get(0), single, ...int(3), ...gc(6, 1), ...int(2), ...gc(11, 1), bits32] },
    fixed: { params: [i32], results: [i32], code: [...get(0), single, ...get(0), single, ...gc(8, 1, 2), ...int(1), ...gc(11, 1), bits32] },
    put: { params: [i32], results: [i32], code: [...int(3), ...gc(7, 1), 0x22, 1, ...int(1), ...get(0), single, ...gc(14, 1), ...get(1), ...int(1), ...gc(11, 1), bits32], locals: a32 },
    fill: { params: [i32], results: [i32], code: [...int(3), ...gc(7, 1), 0x22, 1, ...int(1), ...get(0), single, ...int(2), ...gc(16, 1), ...get(1), ...int(2), ...gc(11, 1), bits32], locals: a32 },
    put64: { params: [i64], results: [i64], code: [...int(3), ...gc(7, 2), 0x22, 1, ...int(1), ...get(0), double, ...gc(14, 2), ...get(1), ...int(1), ...gc(11, 2), bits64], locals: a64 },
    fixed64: { params: [i64], results: [i64], code: [...get(0), double, ...get(0), double, ...gc(8, 2, 2), ...int(1), ...gc(11, 2), bits64] },
    fill64: { params: [i64], results: [i64], code: [...get(0), double, ...int(3), ...gc(6, 2), 0x22, 1, ...int(1), ...get(0), double, ...int(2), ...gc(16, 2), ...get(1), ...int(2), ...gc(11, 2), bits64], locals: a64 },
  };
  const calls: Call[] = [];
  for (const bits of [0x7fa00000, 0x7f800001, -1, -0x7fffff, 0x7fc00000]) for (const name of ['set', 'make', 'fixed', 'put', 'fill']) calls.push([name, [bits], String(bits)]);
  for (const bits of [0x7ff0000000000001n, -1n, 0x7ff8000000000000n, -0xfffffffffffffn]) {
    calls.push(['field', [0x7fa00001, bits], `[2141192193, ${bits}n]`]);
    for (const name of ['put64', 'fixed64', 'fill64']) calls.push([name, [bits], `${bits}n`]);
  }
  gives(moduleOf(types, funcs), [...calls, ...calls, ...calls]);
});

test('accesses and casts are one expression each', () => {
  const types = [sub([], structType(field(i32, 1))), sub([0], structType(field(i32, 1), field(i64, 1))), arrayType(field(i32, 1))];
  const { code } = compile(moduleOf(types, {
    get: { params: [refNull(1)], results: [i64], code: [...get(0), ...gc(2, 1, 1)] },
    set: { params: [refNull(1), i32], code: [...get(0), ...get(1), ...gc(5, 1, 0)] },
    make: { params: [i32, i64], results: [ref(1)], code: [...get(0), ...get(1), ...gc(0, 1)] },
    cast: { params: [refNull(0)], results: [ref(1)], code: [...get(0), ...gc(22, 1)] },
    isArray: { params: [refNull(any)], results: [i32], code: [...get(0), ...gc(21, 2)] },
    at: { params: [refNull(2), i32], results: [i32], code: [...get(0), ...get(1), ...gc(11, 2)] },
    put: { params: [refNull(2), i32, i32], code: [...get(0), ...get(1), ...get(2), ...gc(14, 2)] },
  }), { pretty: true });
  const body_ = (index: number): string => new RegExp(`function \\$f${index}\\((.*)\\) \\{\\n([\\s\\S]*?)\\n  \\}`).exec(code)![2]!.trim().replace(/\s+/g, ' ');
  const shapes = [
    'var v1, v2; v1 = p0.a1; v2 = p0.b1; $HI = v2; return v1;', 'p0.a0 = p1;', 'return new C1(p0, p1, p2);', 'return p0 !== null && p0.$1 === K1 ? p0 : $trapCast();', 'return (p0 === null || p0.$0 === K2) | 0;',
    'return p0.e[p1] ?? $trapArray();', 'p1 >>> 0 < p0.n ? p0.e[p1] = p2 : $trapArray();',
  ];
  shapes.forEach((shape, k) => { assert.is(body_(k + 1), shape); });
  assert.match(code, '\nfunction C1(a, b, c) {\n  this.a0 = a;\n  this.a1 = b;\n  this.b1 = c;\n}');
});

test('sizes that no engine allows trap', () => {
  const types = [arrayType(field(i64, 1)), arrayType(field(refNull(any), 1))];
  gives(moduleOf(types, {
    longs: { params: [i32], code: [...get(0), ...gc(7, 0), 0x1a] },
    refs: { params: [i32], code: [...get(0), ...gc(7, 1), 0x1a] },
  }), [['longs', [10], 'undefined'], ['longs', [-1], 'RuntimeError: requested new array is too large'], ['refs', [-1], 'RuntimeError: requested new array is too large']]);
});

test('casts up and down a line of types', () => {
  const types = [sub([], structType(field(i32))), sub([0], structType(field(i32), field(i32))), sub([1], structType(field(i32), field(i32))), sub([], structType(field(i32))), arrayType(field(i8))];
  const values: Record<string, number[]> = {
    base: [...int(1), ...gc(0, 0)], middle: [...int(1), ...int(2), ...gc(0, 1)], leaf: [...int(1), ...int(2), ...gc(0, 2)], array: gc(8, 4, 0), i31: [...int(7), ...gc(28)], nothing: [0xd0, none], host: [0xd0, externref, ...gc(26)],
  };
  const heaps: Record<string, number> = { base: 0, middle: 1, array: 4, struct: 0x6b, anyArray: 0x6a, eq, i31, none };
  const funcs: Record<string, Func> = {};
  const calls: Call[] = [];
  const below: Record<string, readonly string[]> = { base: ['base', 'struct', 'eq'], middle: ['base', 'middle', 'struct', 'eq'], leaf: ['base', 'middle', 'struct', 'eq'], array: ['array', 'anyArray', 'eq'], i31: ['i31', 'eq'], nothing: [], host: [] };
  for (const [value, code] of Object.entries(values)) {
    for (const [heap, byte] of Object.entries(heaps)) {
      const fits = below[value]!.includes(heap);
      const isNull = value === 'nothing' || value === 'host';
      const opaque = [...code, 0x21, 0, ...get(0)];
      const locals = [[1, refNull(any)]] as const;
      const name = `${value} ${heap}`;
      funcs[`${name} test`] = { results: [i32], code: [...opaque, ...gc(20, byte)], locals };
      funcs[`${name} test null`] = { results: [i32], code: [...opaque, ...gc(21, byte)], locals };
      funcs[`${name} cast`] = { results: [i32], code: [...opaque, ...gc(22, byte), 0xd1], locals };
      funcs[`${name} cast null`] = { results: [i32], code: [...opaque, ...gc(23, byte), 0xd1], locals };
      funcs[`${name} branch`] = { results: [i32], code: [0x02, ...ref(byte), ...opaque, ...gc(24, 1, 0, any, byte), 0x1a, ...int(0), 0x0f, end, 0x1a, ...int(1)], locals };
      funcs[`${name} fail`] = { results: [i32], code: [0x02, ...refNull(any), ...opaque, ...gc(25, 3, 0, any, byte), 0x1a, ...int(1), 0x0f, end, 0x1a, ...int(0)], locals };
      calls.push([`${name} test`, [], fits ? '1' : '0'], [`${name} test null`, [], fits || isNull ? '1' : '0'], [`${name} cast`, [], fits ? '0' : castTrap],
        [`${name} cast null`, [], fits ? '0' : isNull ? '1' : castTrap], [`${name} branch`, [], fits ? '1' : '0'], [`${name} fail`, [], fits || isNull ? '1' : '0']);
    }
  }
  const few = Object.entries(funcs);
  // Function indices are one byte in these modules.
  for (let from = 0; from < few.length; from += 100) {
    const part = Object.fromEntries(few.slice(from, from + 100));
    gives(moduleOf(types, part), calls.filter(([name]) => name in part));
  }
});

test('constant expressions make objects', () => {
  const types = [structType(field(i32), field(i64)), arrayType(field(refNull(any), 1))];
  const at = (index: number): number[] => [0x23, index];
  gives(moduleOf(types, {
    low: { results: [i64], code: [...at(0), ...gc(2, 0, 1)] },
    element: { results: [i32], code: [...at(1), ...int(1), ...gc(11, 1), ...gc(22, i31), ...gc(29)] },
    same: { results: [i32], code: [...at(1), ...int(0), ...gc(11, 1), ...gc(23, eq), ...at(0), 0xd3] },
    segment: { results: [i32], code: [...int(1), ...int(2), ...gc(10, 1, 0), ...int(1), ...gc(11, 1), ...gc(22, 0), ...gc(2, 0, 0)] },
    beyond: { results: [i32], code: [...int(2), ...int(2), ...gc(10, 1, 0), ...gc(15)] },
    dropped: { results: [i32], code: [0xfc, 13, 0, ...int(0), ...int(1), ...gc(10, 1, 0), ...gc(15)] },
  }, {
    global: [[...ref(0), 0, ...int(5), 0x42, 9, ...gc(0, 0), end], [...ref(1), 0, ...at(0), ...int(-3), ...gc(28), ...gc(8, 1, 2), end]],
    elem: [[0x05, ...refNull(any), 3, ...int(1), ...gc(28), end, ...at(0), end, ...int(8), 0x42, 9, ...gc(0, 0), end]],
  }), [
    ['low', [], '9n'], ['element', [], '-3'], ['same', [], '1'], ['segment', [], '8'], ['beyond', [], 'RuntimeError: out of bounds of a table'], ['dropped', [], 'RuntimeError: out of bounds of a table'],
  ]);
});

test('JavaScript sees a struct as an object that tells nothing, and always the same', () => {
  const types = [structType(field(i32)), structType(field(f64))];
  const bytes = moduleOf(types, {
    make: { params: [i32], results: [ref(0)], code: [...get(0), ...gc(0, 0)] },
    other: { results: [ref(1)], code: gc(1, 1) },
    read: { params: [ref(0)], results: [i32], code: [...get(0), ...gc(2, 0, 0)] },
    any: { params: [refNull(any)], results: [refNull(any)], code: get(0) },
    isI31: { params: [refNull(any)], results: [i32], code: [...get(0), ...gc(20, i31)] },
    i31: { params: [refNull(i31)], results: [refNull(i31)], code: get(0) },
    out: { params: [refNull(any)], results: [externref], code: [...get(0), ...gc(27)] },
    in: { params: [externref], results: [refNull(any)], code: [...get(0), ...gc(26)] },
  });
  const session = (): Record<string, any> => loadCommonJs(bytes).instantiate({ h: { log: (v: number) => v } }).exports;
  const a = session(), b = session();
  const made = a['make'](41);
  assert.is(typeof made, 'object');
  assert.is(Object.getPrototypeOf(made), null);
  assert.equal(Reflect.ownKeys(made), []);
  assert.is(Reflect.set(made, 'x', 1), false);
  assert.throws(() => Object.freeze(made), TypeError);
  assert.is(Object.isExtensible(made), false);
  // The second instance is another linked copy, whose type is equivalent.
  for (const exports of [a, b]) {
    assert.is(exports['read'](made), 41);
    for (const way of ['any', 'out', 'in']) assert.is(exports[way](made), made);
    assert.throws(() => exports['read'](null), TypeError);
    assert.throws(() => exports['read'](a['other']()), TypeError);
    assert.throws(() => exports['read']({}), TypeError);
    assert.throws(() => exports['i31'](1.5), TypeError);
    assert.throws(() => exports['i31'](2 ** 30), TypeError);
    assert.is(exports['i31'](-(2 ** 30)), -(2 ** 30));
    assert.is(exports['i31'](null), null);
    for (const value of [1.5, 2 ** 30, -0, NaN, 'x', undefined, true, 5n, Symbol.iterator, {}, () => 0]) {
      assert.is(exports['isI31'](value), 0, String(value));
      for (const way of ['any', 'out', 'in']) assert.ok(Object.is(exports[way](value), value));
    }
    assert.is(exports['isI31'](2 ** 30 - 1), 1);
  }
});

test('fields and elements of type v128', () => {
  const [pair, list] = [structType(field(i32, 0), field(v128, 1)), arrayType(field(v128, 1))];
  const vector = (a: number, b: number): number[] => [...int(a), 0xfd, 0x11, ...int(b), 0xfd, 0x1c, 2];
  const third = [0xfd, 0x1b, 2], first = [0xfd, 0x1b, 0];
  const s = ref(0);
  const bytes = moduleOf([pair, list], {
    'struct': { results: [i32, i32], locals: [[1, refNull(0)], [1, v128]],
      code: [...int(1), ...vector(7, 9), ...gc(0, 0), 0x21, 0, ...get(0), ...get(0), ...gc(2, 0, 1), ...get(0), ...gc(2, 0, 1), 0xfd, ...leb(0xae), ...gc(5, 0, 1), ...get(0), ...gc(2, 0, 1), 0x22, 1, ...first, ...get(1), ...third] },
    'default': { results: [i32], code: [...gc(1, 0), ...gc(2, 0, 1), ...third] },
    'array': { params: [i32, i32], results: [i32, i32], locals: [[1, refNull(1)], [1, v128]],
      code: [...vector(3, 4), ...get(0), ...gc(6, 1), 0x21, 2, ...get(2), ...get(1), ...vector(5, 6), ...gc(14, 1), ...get(2), ...get(1), ...gc(11, 1), 0x22, 3, ...first, ...get(3), ...third] },
    'neighbour': { results: [i32, i32], locals: [[1, refNull(1)]],
      code: [...vector(1, 2), ...vector(3, 4), ...vector(5, 6), ...gc(8, 1, 3), 0x21, 0, ...get(0), ...int(1), ...vector(8, 9), ...gc(14, 1), ...get(0), ...int(0), ...gc(11, 1), ...third, ...get(0), ...int(2), ...gc(11, 1), ...first] },
    'filled': { params: [i32], results: [i32], locals: [[1, refNull(1)]],
      code: [...int(4), ...gc(7, 1), 0x21, 1, ...get(1), ...get(0), ...vector(2, 11), ...int(2), ...gc(16, 1), ...get(1), ...int(3), ...gc(11, 1), ...third] },
    'passed': { results: [i32], code: [...int(0), ...vector(1, 13), ...gc(0, 0), 0x10, 7, ...gc(2, 0, 1), ...third] },
    'same': { params: [s], results: [s], code: [...get(0)] },
    'null': { results: [i32], locals: [[1, refNull(1)]], code: [...get(0), ...int(0), ...gc(11, 1), ...third] },
  });
  gives(bytes, [
    ['struct', [], '[14, 18]'], ['default', [], '0'], ['array', [3, 2], '[5, 6]'], ['array', [3, 3], arrayTrap], ['array', [3, -1], arrayTrap], ['neighbour', [], '[2, 5]'],
    ['filled', [2], '11'], ['filled', [1], '0'], ['filled', [3], arrayTrap], ['passed', [], '13'], ['null', [], nullTrap],
  ]);
});

test.run();
