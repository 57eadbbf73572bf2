/** Modules at the limits of real programs and beyond: they compile, load and answer as natively, or are refused clearly. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse, type ArrayExpression } from 'acorn';
import { full } from 'acorn-walk';
import { compile } from '../../compiler/index.js';
import { CompileError } from '../../compiler/diagnostics.js';
import { body, i32, leb, moduleOf, name, oneFunction, type, vector } from '../cases.js';
import { loadEsm } from '../load.js';

const repeat = (count: number, items: readonly number[]): number[] => {
  const out: number[] = [];
  for (let index = 0; index < count; index++) for (const item of items) out.push(item);
  return out;
};
const i64 = 0x7e, f64 = 0x7c;

/** Same results as native for every argument list, within the time a user would wait. */
async function agrees(bytes: Uint8Array<ArrayBuffer>, calls: readonly (readonly (number | bigint)[])[], milliseconds = 20_000): Promise<void> {
  const native = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports['f'] as (...args: unknown[]) => unknown;
  const started = Date.now();
  const ours = (await loadEsm(bytes)).instantiate().exports['f'];
  assert.ok(Date.now() - started < milliseconds, `compiling and loading took ${Date.now() - started} ms`);
  for (const args of calls) assert.equal(ours(...args), native(...args), `f(${args})`);
}

test('20,000 nested blocks, branching out of the middle', () => {
  const depth = 20_000;
  const code = [...repeat(depth, [0x02, 0x40]), 0x20, 0, 0x0d, ...leb(depth / 2), ...repeat(depth, [0x0b]), 0x41, 7];
  return agrees(oneFunction([i32], [i32], [], code), [[0], [1]]);
});

test('5,000 nested blocks, each with code after it', () => {
  const depth = 5_000;
  const code = [...repeat(depth, [0x02, 0x40]), 0x20, 0, 0x0d, ...leb(depth / 2), ...repeat(depth, [0x0b, 0x20, 1, 0x41, 1, 0x6a, 0x21, 1]), 0x20, 1];
  return agrees(oneFunction([i32], [i32], [[1, i32]], code), [[0], [1]]);
});

test('40,000 locals, each the sum of the next and one', () => {
  const count = 40_000;
  const code: number[] = [];
  for (let local = count - 1; local >= 0; local--) code.push(0x20, ...leb(local), 0x41, 1, 0x6a, 0x21, ...leb(local + 1));
  return agrees(oneFunction([i32], [i32], [[count, i32]], [...code, 0x20, ...leb(1), 0x20, 0, 0x6a]), [[0], [-5]]);
});

test('5,000 nested loops', () => {
  const depth = 5_000;
  const code = [...repeat(depth, [0x03, 0x40]), 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, ...leb(100), ...repeat(depth, [0x0b]), 0x20, 0];
  return agrees(oneFunction([i32], [i32], [], code), [[1], [5]]);
});

test('3,000 nested ifs with else', () => {
  const depth = 3_000;
  const code = [...repeat(depth, [0x20, 0, 0x04, 0x40]), 0x20, 1, 0x41, 1, 0x6a, 0x21, 1, ...repeat(depth, [0x05, 0x20, 1, 0x41, 2, 0x6a, 0x21, 1, 0x0b]), 0x20, 1];
  return agrees(oneFunction([i32], [i32], [[1, i32]], code), [[0], [1]]);
});

test('an expression 10,000 operands deep on the left and on the right', async () => {
  const count = 10_000;
  await agrees(oneFunction([i32], [i32], [], [0x20, 0, ...repeat(count, [0x20, 0, 0x6a])]), [[1], [-5]]);
  await agrees(oneFunction([i32], [i32], [], [...repeat(count, [0x20, 0]), 0x20, 0, ...repeat(count, [0x6b])]), [[1], [-5]]);
});

test('a br_table with 25,000 targets', () => {
  const targets = 25_000, blocks = 100;
  const table = [0x0e, ...leb(targets)];
  for (let index = 0; index <= targets; index++) table.push(index % blocks);
  const arms: number[] = [];
  for (let index = 0; index < blocks; index++) arms.push(0x0b, 0x20, 1, 0x41, 1, 0x6a, 0x21, 1);
  const code = [...repeat(blocks, [0x02, 0x40]), 0x20, 0, ...table, ...arms, 0x20, 1];
  return agrees(oneFunction([i32], [i32], [[1, i32]], code), [[0], [99], [12_345], [24_999], [25_000], [-1], [2 ** 31 - 1]]);
});

test('a br_table into 5,000 different blocks', () => {
  const blocks = 5_000;
  const table = [0x0e, ...leb(blocks)];
  for (let index = 0; index <= blocks; index++) table.push(...leb(Math.min(index, blocks - 1)));
  const arms: number[] = [];
  for (let index = 0; index < blocks; index++) arms.push(0x0b, 0x20, 1, 0x41, 1, 0x6a, 0x21, 1);
  const code = [...repeat(blocks, [0x02, 0x40]), 0x20, 0, ...table, ...arms, 0x20, 1];
  return agrees(oneFunction([i32], [i32], [[1, i32]], code), [[0], [1], [2_500], [4_999], [5_000], [-1]]);
});

test('50,000 locals', () => {
  const count = 49_990;
  const code = [0x20, 0, 0x21, ...leb(count), 0x20, ...leb(count), 0x20, ...leb(count - 1), 0x6a];
  return agrees(oneFunction([i32], [i32], [[count, i32]], code), [[42]]);
});

test('1,000 parameters of all number types', () => {
  const kinds = [i32, i64, f64, 0x7d];
  const params = Array.from({ length: 1_000 }, (_, index) => kinds[index % 4]!);
  const code = [0x20, ...leb(996), 0x20, ...leb(997), 0xa7, 0x6a, 0x20, ...leb(998), 0xaa, 0x6a, 0x20, ...leb(999), 0xa8, 0x6a];
  const args = params.map((kind, index) => (kind === i64 ? BigInt(index) : index));
  return agrees(oneFunction(params, [i32], [], code), [args]);
});

test('1,000 results', () => {
  const results = Array.from({ length: 1_000 }, (_, index) => (index % 2 ? i64 : i32));
  const code = results.flatMap((kind, index) => [kind === i64 ? 0x42 : 0x41, index % 64]);
  return agrees(oneFunction([], results, [], code), [[]]);
});

test('one function with 300,000 instructions', () => {
  const step = [0x20, 0, 0x41, 13, 0x6c, 0x41, 7, 0x6a, 0x21, 0]; // x = x * 13 + 7
  return agrees(oneFunction([i32], [i32], [], [...repeat(50_000, step), 0x20, 0]), [[1], [-1]], 60_000);
});

test('10,000 functions', () => {
  const count = 10_000;
  const chain = Array.from({ length: count }, (_, index) => body([], index === count - 1 ? [0x20, 0] : [0x20, 0, 0x41, 1, 0x6a]));
  const bytes = moduleOf([1, vector([type([i32], [i32])])], [3, vector(chain.map(() => [0]))],
    [7, vector([[...name('f'), 0, ...leb(count - 2)]])], [10, vector(chain)]);
  return agrees(bytes, [[1]]);
});

test('5,000 elements of a table are in no array literal of more than 1,000: JavaScriptCore keeps a register for each', async () => {
  const count = 5_000;
  const functions = Array.from({ length: count + 1 }, (_, f) => f);
  const bytes = moduleOf([1, vector([type([i32], [i32]), type([], [i32])])], [3, vector(functions.map((f) => [f ? 1 : 0]))], [4, [1, 0x70, 0, ...leb(count)]], [7, vector([[...name('f'), 0, 0]])],
    [9, [1, 0, 0x41, 0, 0x0b, ...vector(functions.slice(1).map(leb))]], [10, vector(functions.map((f) => body([], f ? [0x41, f & 63] : [0x20, 0, 0x11, 1, 0])))]);
  await agrees(bytes, [[0], [1], [999], [1000], [1001], [count - 1]]);
  let most = 0;
  full(parse(compile(bytes, { format: 'iife', name: 'k' }).code, { ecmaVersion: 2020 }), (node) => {
    if (node.type === 'ArrayExpression') most = Math.max(most, (node as ArrayExpression).elements.length);
  });
  assert.is(most, 1_000);
});

test('what engines refuse is refused with a clear error and a position', () => {
  const tooManyLocals = oneFunction([], [], [[50_001, i32]], []);
  const hugeLocals = oneFunction([], [], [[0xffffffff, i32], [0xffffffff, i32]], []);
  const tooManyParameters = oneFunction(Array.from({ length: 1_001 }, () => i32), [], [], []);
  for (const bytes of [tooManyLocals, hugeLocals, tooManyParameters]) {
    assert.not.ok(WebAssembly.validate(bytes));
    assert.throws(() => compile(bytes, { abi: 'none' }), (error: Error) => error instanceof CompileError && typeof error.offset === 'number' && error.message.length > 10);
  }
});

test('huge counts in a tiny file are refused at once', () => {
  const big = [0xff, 0xff, 0xff, 0xff, 0x0f];
  for (const id of [1, 2, 3, 4, 5, 6, 7, 9, 10, 11]) {
    const started = Date.now();
    assert.throws(() => compile(moduleOf([id, big]), { abi: 'none' }), (error: Error) => error instanceof CompileError);
    assert.ok(Date.now() - started < 1_000);
  }
});

test.run();
