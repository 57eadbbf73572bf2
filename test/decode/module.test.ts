import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompileError } from '../../compiler/diagnostics.js';
import { constInstrs, decode, type Instr, OperatorReader } from '../../compiler/decode/index.js';
import { externref as externrefType, funcref as funcrefType, formOf, refType, sigKey } from '../../compiler/ops/index.js';
import { arrayType, binary, body, customSection, end, externref, f64, field, funcref, funcType, i16, i32, i64, i8, leb, preamble, rec, ref, refNull, section, structType, sub, text, vec } from './binary.js';

const rich = binary({
  type: [funcType([i32, i64], [f64]), funcType([], [])],
  import: [
    [...text('env'), ...text('f\u2028"'), 0, 0],
    [...text('env'), ...text('t'), 1, externref, 0x01, 2, 5],
    [...text(''), ...text(''), 2, 0x00, 3],
    [...text('env'), ...text('g'), 3, i64, 0],
  ],
  func: [[1]],
  table: [[funcref, 0x00, ...leb(300)]],
  global: [[i32, 1, 0x41, 0x7f, end], [funcref, 0, 0xd2, 1, end]],
  export: [[...text('__proto__'), 0, 1], [...text(''), 2, 0]],
  start: [[1]],
  elem: [
    [0x00, 0x41, 4, end, ...vec([[1], [0]])],
    [0x05, externref, ...vec([[0xd0, externref, end]])],
    [0x03, 0x00, ...vec([[1]])],
    [0x02, 1, 0x23, 0, end, 0x00, ...vec([])],
  ],
  dataCount: [[2]],
  code: [body([0x01, end], [[3, i32], [1, externref]])],
  data: [[0x00, 0x41, 8, end, ...vec([[7], [8], [9]])], [0x01, ...vec([[6]])]],
}, [
  ...customSection('name', [
    ...section(0, text('mod')),
    ...section(1, vec([[0, ...text('first')], [1, ...text('second')]])),
    ...section(2, vec([[1, ...vec([[0, ...text('x')]])]])),
    ...section(7, vec([[1, ...text('counter')]])),
  ]),
  ...customSection('producers', vec([[...text('language'), ...vec([[...text('C'), ...text('11')]])]])),
  ...customSection('target_features', vec([[0x2b, ...text('simd128')], [0x2d, ...text('atomics')]])),
  ...customSection('sourceMappingURL', text('x.map')),
]);

test('imports in groups are those that they stand for', () => {
  const type = [funcType([i32], [])];
  const plain = binary({ type, import: [[...text('a'), ...text('x'), 0, 0], [...text('env'), ...text('f'), 0, 0], [...text('env'), ...text(''), 0, 0], [...text('env'), ...text('m'), 2, 0x00, 3], [...text('env'), ...text('g'), 3, i64, 0]] });
  const grouped = binary({ type, import: [
    [...text('a'), ...text('x'), 0, 0],
    [...text('env'), ...text(''), 0x7e, 0, 0, ...vec([text('f'), text('')])],
    [...text('none'), ...text(''), 0x7f, ...vec([])],
    [...text('env'), ...text(''), 0x7f, ...vec([[...text('m'), 2, 0x00, 3], [...text('g'), 3, i64, 0]])],
  ] });
  const shown = (bytes: Uint8Array): object => decode(bytes).imports.map(({ module, name, desc }) => {
    const { at: _, ...known } = { at: 0, ...(desc.type as object) };
    return { module, name, kind: desc.kind, type: typeof desc.type === 'object' ? known : desc.type };
  });
  assert.equal(shown(grouped), shown(plain));
  assert.ok(decode(grouped).compactImports && !decode(plain).compactImports);
  const broken = (item: number[], message: RegExp): void => assert.throws(() => decode(binary({ type, import: [item] })), (error: CompileError) => message.test(error.message) && error.offset !== undefined);
  broken([...text('env'), ...text('named'), 0x7e, 0, 0, ...vec([text('f')])], /malformed import kind 0x7e/);
  broken([...text('env'), ...text(''), 0x7e, 9, 0, ...vec([text('f')])], /malformed import kind 0x09/);
  broken([...text('env'), ...text(''), 0x7f, ...leb(4_000_000_000)], /./);
  broken([...text('env'), ...text(''), 0x7e, 0, 0, ...leb(2), ...text('f')], /./);
});

test('every section becomes plain data', () => {
  const m = decode(rich);
  assert.equal(m.types.map(({ params, results }) => ({ params, results })), [{ params: ['i32', 'i64'], results: ['f64'] }, { params: [], results: [] }]);
  assert.equal(m.imports.map((i) => [i.module, i.name, i.desc.kind]), [['env', 'f\u2028"', 'func'], ['env', 't', 'table'], ['', '', 'memory'], ['env', 'g', 'global']]);
  const [f, t, mem, g] = m.imports.map((i) => i.desc);
  assert.is(f?.type, 0);
  assert.ok(t?.kind === 'table' && t.type.element === externrefType && t.type.min === 2 && t.type.max === 5 && t.type.address === 'i32');
  assert.ok(mem?.kind === 'memory' && mem.type.min === 3 && mem.type.max === undefined && !mem.type.shared);
  assert.equal(g?.type, { type: 'i64', mutable: false });
  assert.equal(m.funcs.map((func) => func.type), [1]);
  assert.ok(m.tables[0]!.element === funcrefType && m.tables[0]!.min === 300);
  assert.equal(m.globals.map((global) => global.type), [{ type: 'i32', mutable: true }, { type: funcrefType, mutable: false }]);
  assert.equal(m.exports.map(({ name, kind, index }) => [name, kind, index]), [['__proto__', 'func', 1], ['', 'memory', 0]]);
  assert.is(m.start?.func, 1);
  assert.is(m.dataCount, 2);
  assert.equal(m.code[0]!.locals, [{ count: 3, type: 'i32' }, { count: 1, type: externrefType }]);
  assert.equal([...rich.subarray(m.code[0]!.start, m.code[0]!.end)], [0x01, end]);
  assert.equal(m.datas.map((d) => [d.mode, ...rich.subarray(d.start, d.end)]), [['active', 7, 8, 9], ['passive', 6]]);
});

test('element segments of every kind', () => {
  const m = decode(rich);
  const shown = (i: Instr): unknown[] => [i.row.name, i.index];
  assert.equal(m.elems.map((e) => [e.mode, e.table, e.items.length]), [['active', 0, 2], ['passive', 0, 1], ['declarative', 0, 1], ['active', 1, 0]]);
  assert.equal(constInstrs(m, m.elems[0]!.offset!).map((i) => [i.row.name, i.lo]), [['i32.const', 4]]);
  assert.equal(m.elems[0]!.items.flatMap((item) => constInstrs(m, item)).map(shown), [['ref.func', 1], ['ref.func', 0]]);
  assert.equal(constInstrs(m, m.elems[1]!.items[0]!).map((i) => [i.row.name, i.ref]), [['ref.null', externrefType]]);
  assert.is(m.elems[1]!.type, externrefType);
  assert.equal(constInstrs(m, m.elems[3]!.offset!).map(shown), [['global.get', 0]]);
  assert.equal(constInstrs(m, m.globals[1]!.init).map(shown), [['ref.func', 1]]);
});

test('custom sections', () => {
  const m = decode(rich);
  assert.equal(m.customs.map((c) => c.name), ['name', 'producers', 'target_features', 'sourceMappingURL']);
  assert.is(m.names.module, 'mod');
  assert.equal([...m.names.funcs], [[0, 'first'], [1, 'second']]);
  assert.is(m.names.locals.get(1)?.get(0), 'x');
  assert.equal([...m.names.globals], [[1, 'counter']]);
  assert.equal(m.producers, [{ field: 'language', name: 'C', version: '11' }]);
  assert.equal(m.targetFeatures, ['simd128']);
  assert.is(m.sourceMappingURL, 'x.map');
});

test('a malformed name section is no error, and what precedes the fault is kept', () => {
  const broken = binary({}, customSection('name', [...section(1, [2, 0, ...text('kept'), 1, 9, 0x61]), ...section(0, text('later')), 0x07, 0xff]));
  const { names } = decode(broken);
  assert.equal([...names.funcs], [[0, 'kept']]);
  assert.is(names.module, 'later');
  const none = decode(binary({}));
  assert.is(none.names.funcs.size, 0);
  assert.is(none.sourceMappingURL, undefined);
});

test('limits of 64 bits are exact', () => {
  const most = [...Array<number>(9).fill(0xff), 1];
  const { memories, tables } = decode(binary({ table: [[funcref, 0x05, 0x80, 0x80, 0x80, 0x80, 0x10, ...most]], memory: [[0x04, ...most]] }));
  assert.equal([tables[0]!.min, tables[0]!.max, tables[0]!.address], [2 ** 32, 2n ** 64n - 1n, 'i64']);
  assert.equal([memories[0]!.min, memories[0]!.max, memories[0]!.address], [2n ** 64n - 1n, undefined, 'i64']);
});

test('errors name the fault in the words of the specification, at its offset', () => {
  const cases: readonly [bytes: readonly number[], message: RegExp, offset: number][] = [
    [[], /^unexpected end/, 0],
    [[...preamble.slice(0, 7)], /^unexpected end/, 7],
    [[0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 0], /^magic header not detected/, 0],
    [[...preamble.slice(0, 4), 2, 0, 0, 0], /^unknown binary version/, 4],
    [[0x1f, 0x8b, 8, 0, 0, 0, 0, 0], /^magic header not detected.*gunzip/, 0],
    [[...preamble.slice(0, 4), 0x0d, 0, 1, 0], /component.*jco/, 4],
    [[...preamble, 0x0e, 0], /^malformed section id 14/, 8],
    [[...preamble, 1, 5, 0], /^length out of bounds/, 9],
    [[...preamble, ...section(1, [0, 0])], /^section size mismatch/, 11],
    [[...preamble, ...section(3, [0]), ...section(1, [0])], /^unexpected content after last section/, 11],
    [[...preamble, ...section(1, vec([[0x61]]))], /^malformed type: form 0x61/, 11],
    [[...preamble, ...section(1, vec([[0x4d]]))], /^a type with a descriptor is not supported yet \(feature custom-descriptors\)/, 11],
    [[...preamble, ...section(1, vec([funcType([0x41], [])]))], /^malformed value type 0x41/, 13],
    [[...preamble, ...section(1, vec([funcType([], [])])), ...section(3, vec([[0]]))], /^function and code section have inconsistent lengths/, 18],
    [[...preamble, ...section(0, [1, 0xff])], /^malformed UTF-8 encoding/, 11],
    [[...preamble, ...section(4, vec([[funcref, 0x10, 0]]))], /^malformed limits flags/, 12],
    [[...preamble, ...section(5, vec([[0x04, ...Array<number>(9).fill(0xff), 2]]))], /^integer too large/, 12],
    [[...preamble, ...section(5, vec([[0x04, ...Array<number>(10).fill(0x80), 0]]))], /^integer representation too long/, 12],
    [[...preamble, ...section(4, vec([[funcref, 0x02, 0]]))], /^malformed limits flags: a table is not shared/, 12],
    [[...preamble, ...section(5, vec([[0x08, 0, 0x41]]))], /^invalid custom page size/, 13],
    [[...preamble, ...section(6, vec([[i32, 2, 0x41, 0, end]]))], /^malformed mutability/, 12],
    [[...preamble, ...section(6, vec([[i32, 0, 0x02, 0x40, end, end]]))], /^constant expression required/, 13],
    [[...preamble, ...section(9, vec([[0x08, 0]]))], /^malformed elements segment kind/, 11],
    [[...preamble, ...section(12, [1])], /^data count and data section have inconsistent lengths/, 11],
    [[...preamble, ...section(13, vec([[1, 0]]))], /^malformed tag attribute 0x01/, 11],
    [[...preamble, ...section(4, vec([[0x40, 1, funcref, 0, 0]]))], /^malformed table/, 11],
    [[...preamble, ...section(1, vec([rec(funcType([], []), [0x4e])]))], /^malformed type: form 0x4e/, 16],
    [[...preamble, ...section(1, vec([structType(field(i32), field(0x76))]))], /^malformed value type 0x76/, 15],
    [[...preamble, ...section(1, vec([arrayType(field(i8, 2))]))], /^malformed mutability 0x02/, 13],
    [[...preamble, ...section(1, vec([funcType([i8], [])]))], /^malformed value type 0x78/, 13],
    [[...preamble, ...section(1, vec([arrayType(field(ref(1)))]))], /^unknown type 1/, 13],
    [[...preamble, ...section(1, vec([funcType([ref(1)], []), funcType([], [])]))], /^unknown type 1/, 14],
    [[...preamble, ...section(1, vec([sub([0], funcType([], []))]))], /^unknown type 0: a supertype precedes its subtypes/, 12],
    [[...preamble, ...section(1, vec([sub([], funcType([], [])), sub([0, 0], funcType([], []))]))], /^type 1 declares 2 supertypes/, 17],
    [[...preamble, ...section(6, vec([[...refNull(0), 0, 0xd0, 0, end]]))], /^unknown type 0/, 12],
  ];
  for (const [bytes, message, offset] of cases) {
    try {
      decode(Uint8Array.from(bytes));
    } catch (error) {
      assert.instance(error, CompileError);
      assert.match((error as CompileError).message, message);
      assert.is((error as CompileError).offset, offset, (error as CompileError).message);
      continue;
    }
    assert.unreachable(`${message} expected`);
  }
});

test('implementation limits are those of JavaScript engines', () => {
  const limit = (bytes: Uint8Array): string => {
    try {
      decode(bytes);
    } catch (error) {
      return error instanceof CompileError ? error.code : String(error);
    }
    return 'accepted';
  };
  const withParams = (count: number): Uint8Array => binary({ type: [funcType(new Array<number>(count).fill(i32), [])] });
  assert.is(limit(withParams(1000)), 'accepted');
  assert.is(limit(withParams(1001)), 'W2J1002');
  const withFields = (count: number): Uint8Array => binary({ type: [structType(...new Array<number[]>(count).fill(field(i8)))] });
  assert.is(limit(withFields(10_000)), 'accepted');
  assert.is(limit(withFields(10_001)), 'W2J1002');
  const withLocals = (count: number): Uint8Array => binary({ type: [funcType([], [])], func: [[0]], code: [body([end], [[count, i32]])] });
  assert.is(limit(withLocals(50_000)), 'accepted');
  assert.is(limit(withLocals(50_001)), 'W2J1002');
});

test('tags, and tables with an initial value', () => {
  const m = decode(binary({
    type: [funcType([i32], [])],
    import: [[...text('m'), ...text('t'), 4, 0, 0]],
    table: [[0x40, 0, ...ref(funcref), 0, 3, 0xd2, 0, end], [funcref, 0, 1]],
    tag: [[0, 0]],
    export: [[...text('t'), 4, 1]],
  }));
  assert.equal(m.imports[0]!.desc, { kind: 'tag', type: 0 });
  assert.equal(m.tags.map((tag) => tag.type), [0]);
  assert.is(m.exports[0]!.kind, 'tag');
  assert.is(m.tables[0]!.element, refType(false, 'func'));
  assert.equal(constInstrs(m, m.tables[0]!.init!).map((i) => i.row.name), ['ref.func']);
  assert.is(m.tables[1]!.init, undefined);
});

const plain = funcType([], []);
const keysOf = (...groups: readonly (readonly number[])[]): string[] => decode(binary({ type: groups })).types.map(sigKey);

test('equivalent types of a module are one object, named by the smallest index', () => {
  const { types } = decode(binary({ type: [
    plain, funcType([refNull(0)], []), plain, funcType([refNull(2)], []), rec(plain), rec(plain, plain), rec(plain, plain), sub([], plain), [0x4f, 0, ...plain],
  ] }));
  const first = types.map((type) => types.indexOf(type));
  assert.equal(first, [0, 1, 0, 1, 0, 5, 6, 5, 6, 9, 0]);
  assert.equal(types.map((type) => type.declared!.index), first);
  assert.is(types[3]!.params[0], refType(true, 0));
});

test('the key of a type is the same in every module', () => {
  const self = funcType([ref(0)], []);
  assert.equal(keysOf(self), ['F:;!.0:']);
  assert.equal(keysOf(plain, funcType([ref(1)], [])), [':', 'F:;!.0:']);
  assert.equal(keysOf(plain, funcType([ref(0), refNull(funcref)], [externref])), [':', 'FF:X;!(:)F:X']);
  assert.equal(keysOf(sub([], plain), sub([0], plain)), [':;+:', ':;+<(+:)>:']);
  assert.equal(keysOf(rec(funcType([], [ref(1)]), plain)), [':F;[:!.1|:].0', ':;[:!.1|:].1']);
  assert.equal(keysOf(plain, rec(funcType([], [ref(2)]), plain)).slice(1), [':F;[:!.1|:].0', ':;[:!.1|:].1']);
  assert.equal(keysOf(funcType([ref(funcref)], [0x6e])), ['F:A;!(func):?(any)']);
});

test('structs and arrays are declared, and told from functions in references to them', () => {
  const { types } = decode(binary({ type: [
    plain, structType(field(i8), field(i16, 1), field(ref(0))), structType(field(i8), field(i16, 1), field(ref(0))), arrayType(field(refNull(2), 1)),
    rec(funcType([ref(5)], [ref(4)]), structType(field(refNull(6))), sub([], arrayType(field(i64)))), structType(), sub([1], structType()),
  ] }));
  assert.equal(types.map((type) => [formOf(type), type.declared!.index]), [
    ['func', 0], ['struct', 1], ['struct', 1], ['array', 3], ['func', 4], ['struct', 5], ['array', 6], ['struct', 7], ['struct', 8],
  ]);
  assert.is(types[2], types[1]);
  assert.equal(types[1]!.declared!.aggregate!.fields, [{ storage: 'i8', mutable: false }, { storage: 'i16', mutable: true }, { storage: refType(false, 0), mutable: false }]);
  assert.is(types[3]!.declared!.aggregate!.fields[0]!.storage, refType(true, 1, 'struct'));
  assert.equal([types[4]!.params[0], types[4]!.results[0]], [refType(false, 5, 'struct'), refType(false, 4)]);
  assert.is(types[5]!.declared!.aggregate!.fields[0]!.storage, refType(true, 6, 'array'));
  const group = '[!.1:!.0|{?.2}|+@l]';
  assert.equal(types.map((type) => type.declared!.text), ['', '{b~h!(:)}', '{b~h!(:)}', '@~?({b~h!(:)})', `${group}.0`, `${group}.1`, `${group}.2`, '{}', '+<({b~h!(:)})>{}']);
  assert.is(sigKey(types[4]!), `A:F;${group}.0`);
  assert.equal(keysOf(arrayType(field(i32)), funcType([ref(0)], [])), [':;@i', 'A:;!(@i):']);
});

test('a long text becomes a digest, which tells types apart and stays short', () => {
  const wide = (last: number): number[] => funcType([...new Array<number[]>(60).fill(ref(0)), last], []);
  const digests = [i32, i64, f64].map((last) => keysOf(plain, wide(last))[1]!);
  for (const key of digests) assert.match(key, /^F{60}[ild]:;#[0-9a-f]{32}$/);
  const texts = digests.map((key) => key.split('#')[1]);
  assert.is(new Set(texts).size, 3);
  assert.is(keysOf(funcType([i32], []), plain, funcType([...new Array<number[]>(60).fill(ref(1)), i32], []))[2], digests[0]);
  const chain = Array.from({ length: 2000 }, (_, k) => k === 0 ? plain : funcType([], [ref2(k - 1), ref2(k - 1)]));
  const keys = keysOf(...chain);
  assert.is(new Set(keys).size, 2000);
  assert.ok(keys.every((key) => key.length < 200));
});

/** The index as a signed number. */
const ref2 = (index: number): number[] => [0x64, ...(index < 64 ? [index] : [(index & 127) | 128, index >> 7])];

test('immediates of each kind', () => {
  const code = [
    0x0e, 2, 3, 1, 0, // br_table 3 1, default 0
    0x11, 1, 0, // call_indirect type 1, table 0
    0x28, 2, ...leb(0xffffffff), // i32.load
    0xfc, 0x0a, 0, 0, // memory.copy
    0xfc, 0x0c, 2, 1, // table.init segment 2, table 1
    0x41, 0x80, 0x7f, // i32.const -128
    0x42, 0x80, 0x80, 0x80, 0x80, 0x70, // i64.const -2^32
    0x43, 0x01, 0x00, 0xa0, 0x7f, // f32.const, a signalling NaN
    0x44, 1, 0, 0, 0, 0, 0, 0xf4, 0xff, // f64.const, a signalling NaN
    0x1c, 1, externref, // select externref
    0x1b, // select
    0x14, 7, // call_ref 7
    0x13, 1, 2, // return_call_indirect type 1, table 2
    0xd0, 0, // ref.null 0
    0x28, 0x42, 3, 5, // i32.load of memory 3
    0xd6, 2, // br_on_non_null 2
    0x03, 0x00, // loop of type 0
  ];
  const reader = new OperatorReader({ bytes: Uint8Array.from(code), types: [{ params: ['i32'], results: [] }] }, 0, code.length);
  const next = (): Instr => {
    assert.ok(reader.next());
    return reader.instr;
  };
  assert.equal(next().labels, [3, 1, 0]);
  const indirect = next();
  assert.equal([indirect.index, indirect.index2, indirect.at], [1, 0, 5]);
  const load = next();
  assert.equal([load.align, load.offset, load.memory], [2, 0xffffffff, 0]);
  assert.is(next().row.name, 'memory.copy');
  const init = next();
  assert.equal([init.index, init.index2], [2, 1]);
  assert.is(next().lo, -128);
  const long = next();
  assert.equal([long.lo, long.hi], [0, -1]);
  assert.is(next().lo, 0x7fa00001);
  const double = next();
  assert.equal([double.lo, double.hi], [1, 0xfff40000 | 0]);
  assert.equal(next().types, [externrefType]);
  assert.equal(next().types, []);
  assert.is(next().index, 7);
  const tail = next();
  assert.equal([tail.index, tail.index2], [1, 2]);
  assert.is(next().ref, refType(true, 0));
  const second = next();
  assert.equal([second.align, second.memory, second.offset], [2, 3, 5]);
  assert.is(next().index, 2);
  assert.equal(next().blockType, { params: ['i32'], results: [] });
  assert.not(reader.next());
});

test.run();
