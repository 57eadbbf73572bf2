/** Validation rules of typed references, tail calls, structs and arrays: the message and the offset it points to. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { arrayType, binary, body, empty, end, externref, field, funcref, funcType, i16, i32, i64, i8, rec, ref, refNull, type Sections, structType, sub, text, type TypeBytes } from '../decode/binary.js';
import { describe } from './outcome.js';
import { accepted, f, plain, refused } from './rules.js';

test('tail calls return what the caller returns', () => {
  const callee = (result: number): Sections => ({ type: [funcType([], [i32]), funcType([i32], [result])], import: [[...text('m'), ...text('f'), 0, 1]], table: [[funcref, 0, 1]] });
  accepted(f([], [], [0x41, 7, 0x12, 0], callee(i32)), 'tail-calls');
  accepted(f([], [], [0x41, 7, 0x41, 0, 0x13, 1, 0], callee(i32)), 'tail-calls');
  accepted(f([], [], [0x41, 7, 0x12, 0, 0x6a], callee(i32)), 'tail-calls');
  refused(f([], [], [0x41, 7, 0x12, 0], callee(i64)), /^type mismatch in return_call: the callee returns other types than the caller/);
  refused(f([], [], [0x41, 7, 0x41, 0, 0x13, 1, 0], callee(i64)), /^type mismatch in return_call_indirect: the callee/);
  refused(f([], [], [0x12, 0], callee(i32)), /^type mismatch in return_call: i32 is expected, the stack is empty/);
  refused(f([], [], [0x12, 9]), /^unknown function 9/);
});

test('calls of references', () => {
  const typed = (code: readonly number[], param: TypeBytes = refNull(0), results: readonly number[] = [i32]): Uint8Array<ArrayBuffer> =>
    f([], [], code, { type: [funcType([i64], [i32]), funcType([param], results)], func: [[1]] });
  accepted(typed([0x42, 0, 0x20, 0, 0x14, 0]), 'function-references');
  accepted(typed([0x42, 0, 0x20, 0, 0x15, 0]), 'function-references');
  refused(typed([0x42, 0, 0x20, 0, 0x14, 0], funcref), /^type mismatch in call_ref: \(ref null 0\) is expected, funcref is found/);
  refused(typed([0x41, 0, 0x20, 0, 0x14, 0]), /^type mismatch in call_ref: i64 is expected, i32 is found/);
  refused(typed([0x42, 0, 0x20, 0, 0x15, 0], refNull(0), [i64]), /^type mismatch in return_call_ref: the callee/);
  refused(typed([0x20, 0, 0x14, 2]), /^unknown type 2/);
  accepted(typed([0x00, 0x14, 0]), 'function-references');
  refused(typed([0x00, 0x14, 0], refNull(0), [i64]), /^type mismatch in end/);
});

test('null is branched on and ruled out', () => {
  const types: Sections = { type: [plain, funcType([refNull(0)], [ref(0)])], func: [[1]] };
  const g = (code: readonly number[], more: Sections = types): Uint8Array<ArrayBuffer> => f([], [], code, more);
  accepted(g([0x20, 0, 0xd4]), 'function-references');
  refused(g([0x20, 0]), /^type mismatch in end: \(ref 0\) is expected, \(ref null 0\) is found/);
  accepted(g([0x02, empty, 0x20, 0, 0xd5, 0, 0x0f, end, 0x00]), 'function-references');
  accepted(g([0x20, 0, 0xd6, 0, 0x00]), 'function-references');
  // V8 takes a label without values.
  assert.match(describe(g([0x02, empty, 0x20, 0, 0xd6, 0, end, 0x00])), /^type mismatch in br_on_non_null: label 0 takes no value where a reference is left/);
  refused(g([0x02, i32, 0x20, 0, 0xd6, 0, 0x00, end, 0x00]), /^type mismatch in br_on_non_null: label 0 takes i32/);
  refused(g([0x41, 0, 0xd5, 0, 0x00]), /^type mismatch in br_on_null: a reference is expected, i32 is found/);
  accepted(g([0x00, 0xd4]), 'function-references');
  accepted(g([0x00, 0xd4, 0xd1, 0x1a, 0x00]), 'function-references');
  // V8 forgets that it is a reference.
  assert.match(describe(g([0x00, 0xd4, 0x45, 0x1a, 0x00])), /^type mismatch in i32.eqz: i32 is expected, bottom reference is found/);
});

test('references to functions have their types', () => {
  const elem: Sections = { type: [plain, funcType([], [ref(0)]), plain], func: [[1], [2]], elem: [[3, 0, 1, 1]] };
  accepted(binary({ ...elem, code: [body([0xd2, 1, end]), body([end])] }), 'function-references');
  refused(binary({ ...elem, type: [plain, funcType([], [ref(0)]), funcType([i32], [])], code: [body([0xd2, 1, end]), body([end])] }), /^type mismatch in end: \(ref 0\) is expected, \(ref 2\) is found/);
  accepted(binary({ type: [funcType([], [ref(0)])], func: [[0]], code: [body([0xd2, 0, end])], elem: [[3, 0, 1, 0]] }), 'function-references');
  const bottom = (heap: number, wanted: TypeBytes): Uint8Array<ArrayBuffer> => f([], [], [0xd0, heap], { type: [plain, funcType([], [wanted])], func: [[1]] });
  accepted(bottom(0x73, refNull(0)), 'gc');
  accepted(bottom(0x73, funcref), 'gc');
  accepted(bottom(0x72, externref), 'gc');
  accepted(bottom(0x71, 0x6d), 'gc');
  refused(bottom(0x73, externref), /^type mismatch in end: externref is expected, nofuncref is found/);
  refused(bottom(0x73, ref(0)), /^type mismatch in end: \(ref 0\) is expected, nofuncref is found/);
  refused(bottom(funcref, refNull(0)), /^type mismatch in end: \(ref null 0\) is expected, funcref is found/);
  refused(bottom(0x6d, 0x6c), /^type mismatch in end: i31ref is expected, eqref is found/);
});

test('locals without a default value are set before they are read', () => {
  const g = (...code: number[]): Uint8Array<ArrayBuffer> => f([], [], code, { type: [plain, funcType([ref(0)], [])], func: [[1]] }, [[1, ref(0)]]);
  accepted(g(0x20, 0, 0x1a), 'function-references');
  accepted(g(0x20, 0, 0x21, 1, 0x20, 1, 0x1a), 'function-references');
  accepted(g(0x20, 0, 0x22, 1, 0x1a, 0x02, empty, 0x20, 1, 0x1a, end), 'function-references');
  refused(g(0x20, 1, 0x1a), /^uninitialized local 1: its type has no default value/);
  refused(g(0x02, empty, 0x20, 0, 0x21, 1, end, 0x20, 1, 0x1a), /^uninitialized local 1/);
  refused(g(0x41, 0, 0x04, empty, 0x20, 0, 0x21, 1, 0x05, 0x20, 1, 0x1a, end), /^uninitialized local 1/);
  refused(g(0x00, 0x20, 1, 0x1a), /^uninitialized local 1/);
});

test('tables with an initial value', () => {
  const table = (element: TypeBytes, ...init: number[]): Uint8Array<ArrayBuffer> =>
    binary({ type: [plain], import: [[...text('m'), ...text('g'), 3, funcref, 0], [...text('m'), ...text('f'), 0, 0]], table: [[0x40, 0, ...[element].flat(), 0, 2, ...init, end]], global: [[funcref, 0, 0xd0, funcref, end]] });
  accepted(table(funcref, 0x23, 0), 'function-references');
  accepted(table(ref(0), 0xd2, 0), 'function-references');
  refused(table(ref(0), 0xd0, 0), /^type mismatch in end: \(ref 0\) is expected, \(ref null 0\) is found/);
  refused(table(funcref, 0x23, 1), /^unknown global 1/);
  refused(binary({ table: [[...ref(funcref), 0, 0]] }), /^type mismatch: a table of \(ref func\) needs an initial value/);
  accepted(binary({ import: [[...text('m'), ...text('t'), 1, ...ref(funcref), 0, 0]] }), 'function-references');
  const segment = (kind: readonly number[]): Uint8Array<ArrayBuffer> =>
    binary({ type: [plain], func: [[0]], table: [[0x40, 0, ...ref(funcref), 0, 2, 0xd2, 0, end]], elem: [kind], code: [body([end])] });
  accepted(segment([0, 0x41, 0, end, 1, 0]), 'function-references');
  refused(segment([4, 0x41, 0, end, 1, 0xd2, 0, end]), /^type mismatch: the segment's elements do not fit the table/);
});

test('declared supertypes', () => {
  const types = (...list: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> => binary({ type: list });
  accepted(types(sub([], plain), sub([0], plain), [0x4f, 1, 1, ...plain]), 'gc');
  refused(types(plain, sub([0], plain)), /^sub type 1 does not match super type 0 @/);
  refused(types(sub([], plain), sub([0], funcType([i32], []))), /^sub type 1 does not match super type 0/);
  const top = sub([], plain), low = sub([0], plain);
  accepted(types(top, low, sub([], funcType([ref(1)], [ref(0)])), sub([2], funcType([ref(0)], [ref(1)]))), 'gc');
  refused(types(top, low, sub([], funcType([ref(0)], [ref(1)])), sub([2], funcType([ref(1)], [ref(0)]))), /^sub type 3 does not match super type 2/);
  accepted(types(rec(sub([], funcType([], [refNull(0)])), sub([0], funcType([], [ref(1)])))), 'gc');
  const chain = (length: number): Uint8Array<ArrayBuffer> => types(...Array.from({ length }, (_, k) => sub(k === 0 ? [] : [k - 1], plain)));
  accepted(chain(64), 'gc');
  refused(chain(65), /^supertypes of a type: 64 is more than the limit of 63/);
  const call = (wanted: number): Uint8Array<ArrayBuffer> => binary({ type: [top, low, funcType([ref(wanted)], []), funcType([ref(1)], [])], func: [[2], [3]], code: [body([end]), body([0x20, 0, 0x10, 0, end])] });
  accepted(call(0), 'gc');
  accepted(call(1), 'gc');
  refused(binary({ type: [top, low, funcType([ref(1)], []), funcType([ref(0)], [])], func: [[2], [3]], code: [body([end]), body([0x20, 0, 0x10, 0, end])] }), /^type mismatch in call: \(ref 1\) is expected, \(ref 0\) is found/);
});

test('declared structs and arrays', () => {
  const types = (...list: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> => binary({ type: list });
  const point = sub([], structType(field(i8), field(i32, 1)));
  accepted(types(point, sub([0], structType(field(i8), field(i32, 1), field(i64)))), 'gc');
  accepted(types(sub([], structType(field(0x6d))), sub([0], structType(field(0x6c)))), 'gc');
  accepted(types(sub([], arrayType(field(0x6e))), sub([0], arrayType(field(ref(0))))), 'gc');
  accepted(types(sub([], plain), sub([], arrayType(field(ref(0)))), sub([1], arrayType(field(ref(0))))), 'gc');
  const mismatch = /^sub type 1 does not match super type 0 @/;
  refused(types(point, sub([0], structType(field(i8)))), mismatch);
  refused(types(point, sub([0], structType(field(i16), field(i32, 1)))), mismatch);
  refused(types(point, sub([0], structType(field(i8), field(i32)))), mismatch);
  refused(types(point, sub([0], structType(field(i8, 1), field(i32, 1)))), mismatch);
  refused(types(sub([], structType(field(0x6d, 1))), sub([0], structType(field(0x6c, 1)))), mismatch);
  refused(types(sub([], structType(field(0x6c))), sub([0], structType(field(0x6d)))), mismatch);
  refused(types(sub([], arrayType(field(i32))), sub([0], structType(field(i32)))), mismatch);
  refused(types(sub([], plain), sub([0], structType())), mismatch);
  refused(types(structType(), sub([0], structType())), mismatch);
});

test('references to structs and arrays', () => {
  const type = [plain, sub([], structType()), sub([1], structType(field(i8))), arrayType(field(i8, 1))];
  const global = (wanted: TypeBytes, heap: number): Uint8Array<ArrayBuffer> => binary({ type, global: [[...[wanted].flat(), 0, 0xd0, heap, end]] });
  for (const heap of [1, 0x6b, 0x6d, 0x6e]) accepted(global(refNull(heap), 2), 'gc');
  for (const heap of [3, 0x6a, 0x6d, 0x6e]) accepted(global(refNull(heap), 3), 'gc');
  for (const heap of [1, 2, 3]) accepted(global(refNull(heap), 0x71), 'gc');
  refused(global(refNull(2), 1), /^type mismatch in end: \(ref null 2\) is expected, \(ref null 1\) is found/);
  refused(global(0x6a, 1), /^type mismatch in end: arrayref is expected, \(ref null 1\) is found/);
  refused(global(0x6b, 3), /^type mismatch in end: structref is expected, \(ref null 3\) is found/);
  refused(global(0x6c, 1), /^type mismatch in end: i31ref is expected/);
  refused(global(funcref, 1), /^type mismatch in end: funcref is expected/);
  refused(global(externref, 3), /^type mismatch in end: externref is expected/);
  refused(global(refNull(1), 0x73), /^type mismatch in end: \(ref null 1\) is expected, nofuncref is found/);
  refused(global(refNull(0), 0x71), /^type mismatch in end: \(ref null 0\) is expected, noneref is found/);
  accepted(f([], [], [0xd0, 3, 0x21, 1, 0x20, 1, 0xd1, 0x1a, 0x20, 0, 0x1a], { type: [...type, funcType([refNull(1)], [])], func: [[4]], table: [[...refNull(2), 0, 1]] }, [[1, refNull(3)]]), 'gc');
});

test('a struct or array cannot be the type of a function', () => {
  const type = [structType(), arrayType(field(i8)), plain];
  const g = (code: readonly number[]): Uint8Array<ArrayBuffer> => f([], [], code, { type, func: [[2]], table: [[funcref, 0, 1]] });
  refused(binary({ type, func: [[0]], code: [body([end])] }), /^non-function type 0: a struct stands where a function is required @/);
  refused(binary({ type, import: [[...text('m'), ...text('f'), 0, 1]] }), /^non-function type 1: an array stands where a function is required @/);
  refused(binary({ type, tag: [[0, 0]] }), /^non-function type 0/);
  refused(g([0x02, 0, end]), /^non-function type 0/);
  refused(g([0x41, 0, 0x11, 1, 0]), /^non-function type 1/);
  refused(g([0x41, 0, 0x13, 1, 0]), /^non-function type 1/);
  refused(g([0xd0, 0, 0x14, 0]), /^non-function type 0/);
  refused(g([0xd0, 0, 0x15, 0]), /^non-function type 0/);
  refused(g([0xd2, 0, 0x14, 1]), /^undeclared function reference 0/);
});

test.run();
