/** Validation rules one by one: the message, in the words of the specification, and the offset it points to. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { binary, body, empty, end, externref, f32, funcref, funcType, i32, i64, leb, oneFunction, ref, type Sections, text, type TypeBytes } from '../decode/binary.js';
import { describe } from './outcome.js';
import { accepted, f, memory, plain, refused } from './rules.js';

test('operands', () => {
  refused(f([], [i32], []), /^type mismatch in end: i32 is expected, the stack is empty @24$/);
  refused(f([], [i32], [0x42, 0]), /^type mismatch in end: i32 is expected, i64 is found @26$/);
  refused(f([], [], [0x41, 0]), /^type mismatch in end: 1 more values on the stack than the block returns @/);
  refused(f([], [i32], [0x41, 0, 0x43, 0, 0, 0, 0, 0x6a]), /^type mismatch in i32.add: i32 is expected, f32 is found @31$/);
  refused(f([], [], [0x1a]), /^type mismatch in drop: an operand is expected, the stack is empty @23$/);
  refused(f([], [], [0x41, 0, 0x02, empty, 0x1a, end]), /^type mismatch in drop/);
  refused(f([], [], [0xd0, funcref, 0xd0, funcref, 0x41, 0, 0x1b, 0x1a]), /^type mismatch in select: select of references must name their type @/);
  refused(f([], [], [0x41, 0, 0x41, 0, 0x41, 0, 0x1c, 0, 0x1a]), /^invalid result arity/);
  refused(f([], [], [0x41, 0, 0xd1, 0x1a]), /^type mismatch in ref.is_null: a reference is expected, i32 is found/);
});

test('unreachable code is checked with open types', () => {
  accepted(f([], [i32], [0x00, 0x6a]));
  accepted(f([], [i32], [0x00, 0x1b]));
  accepted(f([], [], [0x00, 0xd1, 0x1a]));
  accepted(f([], [i64], [0x00, 0x42, 0, 0x41, 0, 0x1b]));
  refused(f([], [i32], [0x00, 0x43, 0, 0, 0, 0, 0x6a]), /^type mismatch in i32.add/);
  refused(f([], [], [0x00, 0x20, 7, 0x1a]), /^unknown local 7 @/);
});

test('control', () => {
  refused(f([], [], [0x0c, 1]), /^unknown label 1 @23$/);
  refused(f([], [], [0x05]), /^else without a matching if @23$/);
  refused(f([i32], [i32], [0x20, 0, 0x04, i32, 0x41, 0, end]), /^type mismatch in end: an if without else must return its parameters/);
  refused(f([], [], [0x02, i32, 0x02, empty, 0x41, 0, 0x41, 0, 0x0e, 1, 0, 1, end, 0x00, end, 0x1a]), /^type mismatch in br_table: label 0 takes 0 values, the default label 1/);
  refused(oneFunction([], [], [0x02, empty, end]), /^END opcode expected: the body ends inside a block @26$/);
  refused(oneFunction([], [], [end, 0x01]), /^END opcode expected: bytes follow the end of the body @24$/);
  refused(f([], [], [0x02, 5, end]), /^unknown type 5 @24$/);
});

test('index spaces', () => {
  refused(f([], [], [0x10, 9]), /^unknown function 9 @23$/);
  refused(f([], [], [0x23, 0, 0x1a]), /^unknown global 0/);
  refused(f([], [], [0x41, 0, 0x11, 0, 0]), /^unknown table 0/);
  refused(f([], [], [0x41, 0, 0x28, 2, 0, 0x1a]), /^unknown memory 0 @25$/);
  refused(f([], [], [0xfc, 13, 0]), /^unknown elem segment 0/);
  refused(f([], [], [0xfc, 9, 0], memory), /^data count section required @/);
  refused(f([], [], [0xfc, 9, 1], { dataCount: [[1]], data: [[1, 0]] }), /^unknown data segment 1/);
  refused(binary({ type: [funcType([], [])], func: [[1]], code: [body([end])] }), /^unknown type 1/);
  refused(binary({ import: [[...text('m'), ...text('f'), 0, 0]] }), /^unknown type 0/);
});

test('memory and table operations', () => {
  refused(f([], [], [0x41, 0, 0x28, 3, 0, 0x1a], memory), /^alignment must not be larger than natural/);
  refused(f([], [], [0x41, 0, 0x28, 0x80, 1, 0, 0x1a], memory), /^malformed memop flags/);
  refused(f([], [], [0x41, 0, 0xd0, externref, 0x26, 0], { table: [[funcref, 0, 1]] }), /^type mismatch in table.set: funcref is expected, externref is found/);
  refused(f([], [], [0x41, 0, 0x11, 0, 0], { table: [[externref, 0, 1]] }), /^type mismatch in call_indirect: funcref is expected, externref is found/);
  const tables = { table: [[funcref, 0, 1], [externref, 0, 1]] };
  refused(f([], [], [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 14, 0, 1], tables), /^type mismatch in table.copy/);
  refused(f([], [], [0x41, 0, 0x24, 0], { global: [[i32, 0, 0x41, 0, end]] }), /^immutable global 0 cannot be set/);
});

test('function references must be declared outside bodies', () => {
  const code = [0xd2, 0, 0x1a];
  refused(f([], [], code), /^undeclared function reference 0 @23$/);
  accepted(f([], [], code, { export: [[...text('f'), 0, 0]] }));
  accepted(f([], [], code, { elem: [[0x03, 0, 1, 0]] }));
  accepted(f([], [], code, { global: [[funcref, 0, 0xd2, 0, end]] }));
  refused(f([], [], code, { start: [[0]] }), /^undeclared function reference 0/);
});

test('module fields', () => {
  refused(binary({ memory: [[1, 2, 1]] }), /^size minimum must not be greater than maximum: 2 is more than 1/);
  refused(binary({ memory: [[0, ...leb(65537)]] }), /^memory size must be at most 65536 pages/);
  refused(binary({ table: [[funcref, 1, 2, 1]] }), /^size minimum must not be greater than maximum/);
  refused(binary({ memory: [[0, 1]], export: [[...text('m'), 2, 0], [...text('m'), 2, 0]] }), /^duplicate export name "m" @/);
  refused(binary({ export: [[...text('m'), 2, 0]] }), /^unknown memory 0/);
  refused(f([i32], [], [], { start: [[0]] }), /^start function 0 must have no parameters and no results/);
  refused(f([], [], [], { start: [[1]] }), /^unknown function 1/);
});

test('constant expressions', () => {
  const global = (type: number, ...code: number[]): Sections => ({ global: [[type, 0, ...code, end]] });
  refused(binary(global(i32, 0x42, 0)), /^type mismatch in end: i32 is expected, i64 is found/);
  refused(binary(global(i32)), /^type mismatch in end: i32 is expected, the stack is empty/);
  refused(binary(global(i32, 0x41, 0, 0x41, 0)), /^type mismatch in end/);
  refused(binary(global(i32, 0x41, 0, 0x45)), /^constant expression required: i32.eqz is not constant/);
  refused(binary(global(i32, 0x23, 0)), /^unknown global 0/);
  refused(binary(global(funcref, 0xd2, 0)), /^unknown function 0/);
  const imported = (mutable: number): Sections => ({ import: [[...text('m'), ...text('g'), 3, i32, mutable]], ...global(i32, 0x23, 0) });
  accepted(binary(imported(0)));
  refused(binary(imported(1)), /^constant expression required: global 0 is mutable/);
  const extended = (...init: number[]): Uint8Array<ArrayBuffer> => binary({ global: [[i32, 0, 0x41, 1, end], [i32, 0, ...init, end], [i32, 1, 0x41, 1, end]] });
  accepted(extended(0x23, 0, 0x41, 2, 0x6a, 0x41, 3, 0x6c, 0x41, 1, 0x6b), 'extended-const');
  refused(extended(0x23, 1), /^unknown global 1/);
  refused(extended(0x23, 2), /^unknown global 2/);
  refused(extended(0x41, 1, 0x41, 1, 0x6d), /^constant expression required: i32.div_s is not constant/);
});

test('segments', () => {
  refused(binary({ elem: [[0x00, 0x41, 0, end, 0]] }), /^unknown table 0/);
  refused(binary({ data: [[0x00, 0x41, 0, end, 0]] }), /^unknown memory 0/);
  refused(binary({ memory: [[0, 1]], data: [[0x00, 0x42, 0, end, 0]] }), /^type mismatch in end: i32 is expected, i64 is found/);
  refused(binary({ table: [[externref, 0, 1]], elem: [[0x00, 0x41, 0, end, 0]] }), /^type mismatch: the segment's elements do not fit the table/);
  refused(binary({ elem: [[0x05, funcref, 1, 0xd0, externref, end]] }), /^type mismatch in end: funcref is expected, externref is found/);
  refused(binary({ elem: [[0x01, 0, 1, 0]] }), /^unknown function 0/);
  accepted(binary({ elem: [[0x05, externref, 1, 0xd0, externref, end]] }));
});

test('several memories', () => {
  const two: Sections = { memory: [[0, 1], [0, 1]] };
  accepted(f([], [], [0x41, 0, 0x41, 0, 0x28, 0x42, 1, 0, 0x36, 0x42, 0, 0], two), 'multi-memory');
  accepted(f([], [], [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 10, 0, 1, 0x3f, 1, 0x1a], two), 'multi-memory');
  accepted(binary({ import: [[...text('m'), ...text('a'), 2, 0, 1], [...text('m'), ...text('b'), 2, 0, 1]], memory: [[0, 1]], data: [[2, 2, 0x41, 0, end, 0]] }), 'multi-memory');
  refused(f([], [], [0x41, 0, 0x28, 0x42, 2, 0, 0x1a], two), /^unknown memory 2/);
  refused(f([], [], [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 10, 0, 2], two), /^unknown memory 2/);
  refused(f([], [], [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 11, 2], two), /^unknown memory 2/);
});

test('tags', () => {
  const tag = (type: readonly number[], index = 0): Uint8Array<ArrayBuffer> =>
    binary({ type: [type], import: [[...text('m'), ...text('t'), 4, 0, 0]], tag: [[0, index]], export: [[...text('t'), 4, 1]] });
  accepted(tag(funcType([i32, i64], [])), 'exceptions');
  refused(tag(funcType([], [i32])), /^non-empty tag result type 0/);
  refused(tag(plain, 1), /^unknown type 1/);
  refused(binary({ export: [[...text('t'), 4, 0]] }), /^unknown tag 0/);
});

test('lane indices and alignments of vector operations', () => {
  const wide = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
  const shuffle = (lane: number): readonly number[] => [...wide, ...wide, 0xfd, 0x0d, ...new Array<number>(15).fill(31), lane, 0x1a];
  accepted(f([], [], shuffle(31)));
  refused(f([], [], shuffle(32)), /^invalid lane index: 32 is not below 32/);
  for (const [code, lanes] of [[0x15, 16], [0x18, 8], [0x1b, 4], [0x1d, 2], [0x1f, 4], [0x21, 2]] as const) {
    accepted(f([], [], [...wide, 0xfd, code, lanes - 1, 0x1a]));
    refused(f([], [], [...wide, 0xfd, code, lanes, 0x1a]), /^invalid lane index/);
  }
  const access = (align: number, lane: number): Uint8Array<ArrayBuffer> => f([], [], [0x41, 0, ...wide, 0xfd, 0x56, align, 0, lane, 0x1a], memory);
  accepted(access(2, 3));
  refused(access(2, 4), /^invalid lane index: 4 is not below 4/);
  refused(access(3, 3), /^alignment must not be larger than natural/);
  refused(f([], [], [0xfd, 0x0c, 0, 0]), /^unexpected end/);
});

test('exceptions', () => {
  const type = [plain, funcType([i32], []), funcType([i32], [0x69]), funcType([], [i32, ref(0x69)])];
  const g = (code: readonly number[]): Uint8Array<ArrayBuffer> => f([], [], code, { type, tag: [[0, 0], [0, 1]] });
  accepted(g([0x41, 0, 0x08, 1, 0x6a, 0x1a]), 'exceptions');
  refused(g([0x08, 1]), /^type mismatch in throw: i32 is expected, the stack is empty @/);
  refused(g([0x08, 2]), /^unknown tag 2 @/);
  accepted(g([0xd0, 0x69, 0x0a]), 'exceptions');
  accepted(g([0xd0, 0x74, 0x0a]), 'exceptions');
  refused(g([0xd0, 0x70, 0x0a]), /^type mismatch in throw_ref: exnref is expected, funcref is found @/);
  const tryTable = (blockType: TypeBytes, ...clauses: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> =>
    g([0x02, ...[blockType].flat(), 0x1f, 0x40, clauses.length, ...clauses.flat(), end, 0x00, end, 0x00]);
  accepted(tryTable(i32, [0, 1, 0]), 'exceptions');
  accepted(tryTable(3, [1, 1, 0]), 'exceptions');
  accepted(tryTable(0x69, [3, 0], [1, 0, 0]), 'exceptions');
  accepted(tryTable(0x40, [2, 0], [0, 0, 1]), 'exceptions');
  refused(tryTable(i32, [0, 0, 0]), /^type mismatch in try_table: a clause gives \[\] to label 0, which takes \[i32\] @/);
  refused(tryTable(0x40, [1, 1, 0]), /^type mismatch in try_table: a clause gives \[i32 \(ref exn\)\] to label 0, which takes \[\] @/);
  refused(tryTable(0x40, [0, 2, 0]), /^unknown tag 2 @/);
  refused(tryTable(0x40, [2, 2]), /^unknown label 2 @/);
  refused(tryTable(0x40, [4, 0]), /^malformed catch clause 0x04 @/);
});

test('exceptions in the older encoding', () => {
  const g = (...code: readonly number[]): Uint8Array<ArrayBuffer> => f([], [], code, { tag: [[0, 0]] });
  const [try_, catch_, catchAll, delegate, rethrow] = [[0x06, 0x40], [0x07, 0], [0x19], [0x18], [0x09]];
  accepted(g(...try_, ...catch_, ...rethrow, 0, ...catchAll, 0x02, 0x40, ...rethrow, 1, end, end), 'legacy-exceptions');
  accepted(g(...try_, ...try_, ...delegate, 1, end), 'legacy-exceptions');
  refused(g(...catch_), /^catch without a matching try @/);
  refused(g(...try_, ...catchAll, ...catch_, end), /^catch without a matching try @/);
  refused(g(...try_, ...catchAll, ...catchAll, end), /^catch_all without a matching try @/);
  refused(g(...try_, ...catchAll, ...delegate, 0), /^delegate without a matching try @/);
  refused(g(...try_, ...delegate, 1), /^unknown label 1 @/);
  refused(g(...try_, ...rethrow, 0, end), /^invalid rethrow label 0: it is not that of a handler @/);
  refused(g(...try_, ...catchAll, ...rethrow, 1, end), /^invalid rethrow label 1/);
  refused(g(...try_, ...rethrow, 2, end), /^unknown label 2 @/);
  refused(g(...try_, ...catch_, 0x41, 0, end), /^type mismatch in end: 1 more values on the stack/);
});

test('operations of features that are not supported name the feature', () => {
  refused(f([], [], [0xfc, 0x7f]), /^illegal opcode 0xfc 127 @23$/);
  refused(f([], [], [0xfd, 0x9a, 0x01]), /^illegal opcode 0xfd 154 @23$/);
  refused(f([], [], [0xff]), /^illegal opcode 0xff @23$/);
  assert.is(describe(f([f32], [], [])), 'accepted');
});

test.run();
