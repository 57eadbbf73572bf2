/** Types at the limits of the JavaScript API and beyond, and as many as there may be: refused clearly, or compiled in linear time. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompileError } from '../../compiler/diagnostics.js';
import { compile } from '../../compiler/index.js';
import { arrayType, binary, body, end, field, funcType, i32, i64, leb, refNull, rec, structType, sub, text } from '../decode/binary.js';
import { loadCommonJs } from '../load.js';

const repeat = <T>(count: number, of: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => of(index));
/** A type index as heap type: signed. */
const heap = (index: number): number[] => (index < 64 ? [index] : [...leb(index).slice(0, -1), ...(leb(index).at(-1)! < 64 ? [leb(index).at(-1)!] : [leb(index).at(-1)! | 0x80, 0])]);

function refused(bytes: Uint8Array, expected: RegExp): void {
  try {
    compile(bytes);
  } catch (error) {
    assert.instance(error, CompileError);
    assert.match((error as Error).message, expected);
    return;
  }
  assert.unreachable(`no error like ${expected}`);
}

/** Compiling takes at most so many milliseconds of processor time: many times what it takes on a machine of 2025. */
function within(milliseconds: number, bytes: Uint8Array): void {
  const before = process.cpuUsage();
  compile(bytes, { abi: 'none' });
  const { user } = process.cpuUsage(before);
  assert.ok(user / 1000 < milliseconds, `${user / 1000} ms`);
}

/** Exports `f`, of the last type. */
const running = (types: readonly (readonly number[])[], code: readonly number[]): Uint8Array<ArrayBuffer> =>
  binary({ type: types, func: [leb(types.length - 1)], export: [[...text('f'), 0, 0]], code: [body([...code, end])] });
const result = (bytes: Uint8Array): unknown => loadCommonJs(bytes).instantiate().exports['f']();

test('a line of 63 supertypes, not of 64', () => {
  const line = (depth: number): number[][] => repeat(depth + 1, (k) => sub(k ? [k - 1] : [], structType(field(i32))));
  const types = [...line(63), funcType([], [i32])];
  assert.is(result(running(types, [0x41, 5, 0xfb, 0, 63, 0xfb, 22, 0, 0xfb, 22, 63, 0xfb, 2, 63, 0])), 5);
  refused(binary({ type: line(64) }), /^supertypes of a type: 64 is more than the limit of 63/);
});

test('10,000 fields and elements, not 10,001', () => {
  const wide = (count: number): number[] => structType(...repeat(count, () => field(i64, 1)));
  assert.is(result(running([wide(10_000), funcType([], [i64])], [...repeat(10_000, (k) => [0x42, k & 63]).flat(), 0xfb, 0, 0, 0xfb, 2, 0, ...leb(9_999)])), 15n);
  refused(binary({ type: [wide(10_001)] }), /^fields of a struct: 10001 is more than the limit of 10000/);
  const fixed = (count: number): Uint8Array<ArrayBuffer> =>
    running([arrayType(field(i64)), funcType([], [i64])], [...repeat(count, (k) => [0x42, k & 63]).flat(), 0xfb, 8, 0, ...leb(count), 0x41, 3, 0xfb, 11, 0]);
  assert.is(result(fixed(10_000)), 3n);
  refused(fixed(10_001), /^array.new_fixed of 10001 elements, the limit is 10000/);
});

test('objects nested 20,000 deep in one expression', () => {
  const types = [structType(field(refNull(0))), funcType([], [i32])];
  assert.is(result(running(types, [0xd0, 0, ...repeat(20_000, () => [0xfb, 0, 0]).flat(), ...repeat(19_999, () => [0xfb, 2, 0, 0]).flat(), 0xd1])), 0);
  const constant = binary({ type: types, global: [[...refNull(0), 0, 0xd0, 0, ...repeat(20_000, () => [0xfb, 0, 0]).flat(), end]], func: [[1]], export: [[...text('f'), 0, 0]], code: [body([0x23, 0, 0xd1, end])] });
  assert.is(result(constant), 0);
});

test('many types, equal and different, alone and in one group', () => {
  within(20_000, binary({ type: repeat(200_000, () => structType(field(i32))) }));
  within(20_000, binary({ type: repeat(50_000, (k) => sub([], structType(field([0x63, ...heap(Math.max(0, k - 1))])))) }));
  within(20_000, binary({ type: [rec(...repeat(50_000, (k) => structType(field([0x63, ...heap((k + 1) % 50_000)], 1))))] }));
  refused(binary({ type: [[0x4e, ...leb(1_000_001), ...repeat(1_000_001, () => [0x5f, 0]).flat()]] }), /types: 1000001 is more than the limit of 1000000/);
});

test.run();
