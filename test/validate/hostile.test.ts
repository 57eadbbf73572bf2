/** Inputs made to exhaust the stack, the memory or the patience of a validator, and one large real program. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { binary, body, empty, end, funcref, funcType, i32, leb, oneFunction, preamble, section } from '../decode/binary.js';
import { sharedFile, skip } from '../support.js';
import { describe } from './outcome.js';

/** Processor time, so that a busy machine does not fail the test. */
function within(milliseconds: number, what: string, run: () => void): void {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < milliseconds * 1000, `${what} took ${((user + system) / 1000).toFixed(0)} ms`);
}

const repeat = (count: number, ...bytes: number[]): number[] => Array.from({ length: count }, () => bytes).flat();

test('20,000 nested blocks, loops and ifs', () => {
  const depth = 20_000;
  for (const opening of [[0x02, empty], [0x03, empty], [0x41, 1, 0x04, empty]]) {
    const bytes = oneFunction([], [], [...repeat(depth, ...opening), 0x0c, ...leb(depth), ...repeat(depth, end), end]);
    within(1000, 'deep nesting', () => { assert.is(describe(bytes), 'accepted'); });
  }
});

test('a br_table of 25,000 targets', () => {
  const bytes = oneFunction([i32], [], [0x20, 0, 0x0e, ...leb(25_000), ...repeat(25_000, 0), 0, end]);
  within(500, 'the br_table', () => { assert.is(describe(bytes), 'accepted'); });
});

test('br_tables whose targets carry many values are not checked target by target', () => {
  const wide = funcType([], new Array<number>(1000).fill(i32));
  const once = [0x10, 0, 0x41, 0, 0x0e, ...leb(65_000), ...repeat(32_500, 0, 1), 0];
  const code = [...repeat(20, 0x02, 1, 0x02, 2, ...once, end, end, ...repeat(1000, 0x1a)), 0x00, end];
  const bytes = binary({ type: [wide, funcType([], new Array<number>(1000).fill(i32)), wide], import: [[0, 0, 0, 0]], func: [[0]], code: [body(code)] });
  within(700, 'the br_tables', () => { assert.is(describe(bytes), 'accepted'); });
});

test('50,000 locals, in one run and in many', () => {
  assert.is(describe(oneFunction([], [], [0x20, ...leb(49_999), 0x1a, end], {}, [[50_000, i32]])), 'accepted');
  const many = Array.from({ length: 50_000 }, () => [1, i32] as const);
  assert.is(describe(oneFunction([], [], [end], {}, many)), 'accepted');
  assert.match(describe(oneFunction([i32], [], [end], {}, [[50_000, i32]])), /^parameters and locals of a function: 50001 is more than the limit of 50000/);
});

test('long chains of supertypes, and types that name each other', () => {
  const plain = funcType([], []);
  /** A reference to the type; the index as a signed number. */
  const next = (index: number): number[] => [0x64, ...(index < 64 ? [index] : index < 0x2000 ? [(index & 127) | 128, index >> 7] : [(index & 127) | 128, ((index >> 7) & 127) | 128, index >> 14])];
  const count = 20_000;
  // Every one of many subtypes has a parameter at the end of a chain of supertypes in the same group.
  const last = 2 * count;
  const chain = Array.from({ length: count }, (_, k) => [0x50, 1, ...leb(k === 0 ? 0 : count + k), ...plain]);
  const flat = Array.from({ length: count }, () => [0x50, 1, 0, 0x60, 1, ...next(last), 0]);
  const group = [0x4e, ...leb(2 * count + 1), ...[0x50, 0, 0x60, 1, ...next(last), 0], ...flat.flat(), ...chain.flat()];
  within(1500, 'the chain', () => { assert.match(describe(binary({ type: [group] })), /^supertypes of a type: 64 is more than the limit of 63/); });
  const twice = Array.from({ length: count }, (_, k) => k === 0 ? plain : funcType([next(k - 1), next(k - 1)], []));
  within(1500, 'doubling references', () => { assert.is(describe(binary({ type: twice })), 'accepted'); });
  const ring = [0x4e, ...leb(count), ...Array.from({ length: count }, (_, k) => funcType([next((k + 1) % count)], [])).flat()];
  within(1500, 'a ring of types', () => { assert.is(describe(binary({ type: [ring, ring] })), 'accepted'); });
});

test('counts that promise more than the file holds are refused before anything is allocated', () => {
  const huge = leb(0xffffffff);
  const promises: [string, Uint8Array][] = [1, 2, 3, 4, 5, 6, 7, 9, 10, 11].map((id) => [`section ${id}`, Uint8Array.from([...preamble, ...section(id, huge)])]);
  promises.push(
    ['parameters', binary({ type: [[0x60, ...huge]] })],
    ['a body', binary({ type: [funcType([], [])], func: [[0]], code: [huge] })],
    ['locals', oneFunction([], [], [end], { code: [[10, ...huge, ...repeat(5, 0)]] })],
    ['br_table', oneFunction([i32], [], [0x20, 0, 0x0e, ...huge, 0, end])],
    ['select', oneFunction([], [], [0x1c, ...huge, end])],
    ['elements', binary({ elem: [[1, 0, ...huge]] })],
    ['data', binary({ data: [[1, ...huge]] })],
    ['a name', binary({ export: [huge] })],
  );
  for (const [what, bytes] of promises) {
    within(50, what, () => { assert.match(describe(bytes), /length out of bounds|unexpected end/, what); });
  }
});

test('many functions and elements', () => {
  const count = 200_000;
  const functions = binary({ type: [funcType([], [])], func: new Array<number[]>(count).fill([0]), code: new Array<number[]>(count).fill(body([end])) });
  within(2000, 'the functions', () => { assert.is(describe(functions), 'accepted'); });
  const elements = binary({ elem: [[0x05, funcref, ...leb(count), ...repeat(count, 0xd0, funcref, end)]] });
  within(2000, 'the elements', () => { assert.is(describe(elements), 'accepted'); });
});

test('every truncation of a program is refused', () => {
  const whole = oneFunction([i32], [i32], [0x20, 0, 0x04, i32, 0x41, 1, 0x05, 0x41, 2, end, end], { memory: [[0, 1]], data: [[0, 0x41, 0, end, 3, 1, 2, 3]] });
  assert.is(describe(whole), 'accepted');
  for (let length = 0; length < whole.length; length++) {
    const cut = whole.slice(0, length);
    assert.is(describe(cut) === 'accepted', WebAssembly.validate(cut), `the first ${length} bytes`);
  }
});

const nginx = sharedFile('data', 'nginx', 'nginx.wasm');
if (nginx === undefined) {
  skip('validation of nginx.wasm', 'it is not beside the repository');
} else {
  test('nginx.wasm is accepted in well under a second', () => {
    const bytes = new Uint8Array(readFileSync(nginx));
    within(900, 'nginx.wasm', () => { assert.is(describe(bytes), 'accepted'); });
  });
}

test.run();
