/** Modules of any size, of the shapes of which real ones are large. */
import { body, i32, leb, moduleOf, name, type, vector } from '../cases.js';

export interface Giant {
  readonly what: string;
  /** As in the largest module known. */
  readonly largest: number;
  /** Takes some tenths of a second. */
  readonly usual: number;
  readonly make: (count: number) => Uint8Array<ArrayBuffer>;
}

const [BLOCK, LOOP, IF, ELSE, END, BR_IF, BR_TABLE, CALL, GET, SET, TEE, LOAD, STORE, CONST, ADD, SUB, MUL] =
  [0x02, 0x03, 0x04, 0x05, 0x0b, 0x0d, 0x0e, 0x10, 0x20, 0x21, 0x22, 0x28, 0x36, 0x41, 0x6a, 0x6b, 0x6c];
const [F64, F64_FROM, F64_STORE, F64_BITS, F64_ADD, EXTEND] = [0x7c, 0xb7, 0x39, 0xbf, 0xa0, 0xad];
const EMPTY = 0x40;

function repeat(count: number, item: (index: number) => readonly number[]): number[] {
  const out: number[] = [];
  for (let i = 0; i < count; i++) for (const byte of item(i)) out.push(byte);
  return out;
}

function items(count: number, item: (index: number) => readonly number[]): number[] {
  const out = leb(count);
  for (let i = 0; i < count; i++) for (const byte of item(i)) out.push(byte);
  return out;
}

const signature = [1, vector([type([i32], [i32])])] as const;
const exportFirst = [7, vector([[...name('f'), 0, 0]])] as const;
const memory = [5, [1, 0, 200, 1]] as const;

/** One function from i32 to i32 with more locals of that type, a memory, and the function exported. */
const one = (locals: number, code: readonly number[]): Uint8Array<ArrayBuffer> =>
  moduleOf(signature, [3, vector([[0]])], memory, exportFirst, [10, vector([body([[locals, i32]], code)])]);

/** Signed LEB128 of a number that is not negative. */
function signed(value: number): number[] {
  const out = leb(value);
  const last = out[out.length - 1]!;
  return last & 0x40 ? [...out.slice(0, -1), last | 0x80, 0] : out;
}
const step = [GET, 1, CONST, 1, ADD, SET, 1];

export const giants: readonly Giant[] = [
  { what: 'instructions of a function', largest: 160_000, usual: 20_000,
    make: (n) => one(8, [...repeat(n, (i) => [GET, i % 9, CONST, 13, MUL, CONST, 7, ADD, SET, (i * 5) % 9]), GET, 0]) },
  { what: 'loads and stores of a function', largest: 130_000, usual: 10_000,
    make: (n) => one(0, [...repeat(n, (i) => [GET, 0, GET, 0, LOAD, 2, ...leb((i % 1000) * 4), STORE, 2, ...leb((i % 777) * 4)]), GET, 0]) },
  { what: 'ifs of a function', largest: 130_000, usual: 10_000,
    make: (n) => one(20, [...repeat(n, (i) => [GET, i % 21, IF, EMPTY, GET, (i * 7) % 21, CONST, 1, ADD, SET, i % 21, END]), GET, 0]) },
  { what: 'floats that go from local to local', largest: 40_000, usual: 20_000,
    make: (n) => moduleOf(signature, [3, vector([[0]])], memory, exportFirst, [10, vector([body([[n, F64]], [
      CONST, 0, LOAD, 2, 0, F64_FROM, SET, ...leb(n),
      ...repeat(n - 1, (i) => [GET, 0, IF, EMPTY, GET, ...leb(n - i), SET, ...leb(n - 1 - i), END]),
      ...repeat(n, () => [GET, 0, IF, EMPTY, GET, 1, SET, 2, END]),
      CONST, 0, GET, 1, F64_STORE, 3, 0, GET, 0])])]) },
  { what: 'floats that are integers and numbers', largest: 40_000, usual: 20_000,
    make: (n) => moduleOf(signature, [3, vector([[0]])], memory, exportFirst, [10, vector([body([[1, F64]], [
      ...repeat(n, () => [GET, 0, EXTEND, F64_BITS, SET, 1, CONST, 0, GET, 1, F64_STORE, 3, 0, CONST, 0, GET, 1, GET, 1, F64_ADD, F64_STORE, 3, 8]),
      GET, 0])])]) },
  { what: 'operands that wait', largest: 200_000, usual: 100_000,
    make: (n) => one(0, [...repeat(n, () => [GET, 0]), GET, 0, ...repeat(n, () => [SUB])]) },
  { what: 'calls that wait', largest: 50_000, usual: 50_000,
    make: (n) => one(0, [GET, 0, IF, i32, ...repeat(n, () => [CONST, 0, CALL, 0]), GET, 0, ...repeat(n, () => [SUB]), ELSE, CONST, 1, END]) },
  { what: 'nested blocks', largest: 21_245, usual: 21_245,
    make: (n) => one(1, [...repeat(n, () => [BLOCK, EMPTY]), GET, 0, BR_IF, ...leb(n >> 1), ...repeat(n, () => [END, ...step]), GET, 1]) },
  // An eighth of them is split, too.
  { what: 'nested ifs', largest: 21_245, usual: 21_245,
    make: (n) => one(1, [...repeat(n, () => [GET, 0, IF, EMPTY]), GET, 0, SET, 1, ...repeat(n, () => [ELSE, ...step, END]), GET, 1]) },
  { what: 'nested loops', largest: 21_245, usual: 21_245,
    make: (n) => one(0, [...repeat(n, () => [LOOP, EMPTY]), GET, 0, CONST, 1, SUB, TEE, 0, BR_IF, 2, ...repeat(n, () => [END]), GET, 0]) },
  { what: 'targets of a br_table', largest: 25_492, usual: 25_492,
    make: (n) => one(1, [...repeat(n, () => [BLOCK, EMPTY]), GET, 0, BR_TABLE, ...leb(n), ...repeat(n + 1, (i) => leb(Math.min(i, n - 1))), ...repeat(n, () => [END, ...step]), GET, 1]) },
  { what: 'functions', largest: 619_906, usual: 30_000,
    make: (n) => moduleOf(signature, [3, items(n, () => [0])], exportFirst, [10, items(n, () => body([], [GET, 0, CONST, 1, ADD]))]) },
  { what: 'exports', largest: 100_000, usual: 10_000,
    make: (n) => moduleOf(signature, [3, items(n, () => [0])], [7, items(n, (i) => [...name(i === 0 ? 'f' : `f${i}`), 0, ...leb(i)])], [10, items(n, () => body([], [GET, 0]))]) },
  { what: 'elements of a table', largest: 619_906, usual: 30_000,
    make: (n) => moduleOf(signature, [3, items(n, () => [0])], [4, [1, 0x70, 0, ...leb(n)]], exportFirst, [9, [1, 0, CONST, 0, END, ...items(n, leb)]],
      [10, items(n, (i) => body([], i === 0 ? [GET, 0, CONST, ...signed(n - 1), 0x11, 0, 0] : [GET, 0]))]) },
  { what: 'exports that are elements, too', largest: 100_000, usual: 10_000,
    make: (n) => moduleOf(signature, [3, items(n, () => [0])], [4, [1, 0x70, 0, ...leb(n)]], [7, items(n, (i) => [...name(i === 0 ? 'f' : `f${i}`), 0, ...leb(i)])],
      [9, [1, 0, CONST, 0, END, ...items(n, leb)]], [10, items(n, (i) => body([], i === 0 ? [GET, 0, CONST, ...signed(n - 1), 0x11, 0, 0] : [GET, 0]))]) },
  { what: 'data segments', largest: 100_000, usual: 100_000,
    make: (n) => moduleOf(signature, [3, vector([[0]])], memory, exportFirst, [10, vector([body([], [GET, 0, LOAD, 2, 0])])], [11, items(n, (i) => [0, CONST, ...signed(i * 80), END, 4, 1, 2, 3, i & 255])]) },
  { what: 'imports', largest: 100_000, usual: 20_000,
    make: (n) => moduleOf(signature, [2, items(n, (i) => [...name('m'), ...name(`f${i}`), 0, 0])]) },
];
