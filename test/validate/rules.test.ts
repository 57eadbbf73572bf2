/** Validation rules one by one: the message, in the words of the specification, and the offset it points to. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { binary, body, empty, end, externref, f32, funcref, funcType, i32, i64, leb, oneFunction, type Sections, text } from '../decode/binary.js';
import { describe } from './outcome.js';

function refused(bytes: Uint8Array<ArrayBuffer>, message: RegExp, native = false): void {
  assert.match(describe(bytes), message);
  assert.is(WebAssembly.validate(bytes), native, `native WebAssembly disagrees about ${message}`);
}

function accepted(bytes: Uint8Array<ArrayBuffer>): void {
  assert.is(describe(bytes), 'accepted');
  assert.ok(WebAssembly.validate(bytes));
}

const f = (params: readonly number[], results: readonly number[], code: readonly number[], more?: Sections): Uint8Array<ArrayBuffer> =>
  oneFunction(params, results, [...code, end], more);
const memory: Sections = { memory: [[0, 1]] };

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
  assert.match(describe(binary({ memory: [[0, 1], [0, 1]] })), /feature multi-memory/);
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

test('operations of features that are not supported name the feature', () => {
  assert.is(describe(f([], [], [0xfd, 12, 0])), 'instruction 0xfd 12 is not supported yet (feature simd) @23');
  assert.is(describe(f([], [], [0x12, 0])), 'instruction 0x12 is not supported yet (feature tail-calls) @23');
  refused(f([], [], [0xfc, 0x7f]), /^illegal opcode 0xfc 127 @23$/);
  refused(f([], [], [0xff]), /^illegal opcode 0xff @23$/);
  assert.is(describe(f([f32], [], [])), 'accepted');
});

test.run();
