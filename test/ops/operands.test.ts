/**
 * Operands are evaluated in their order: each operation with several, of which some read a local, a global or memory and later ones change it. Also what takes
 * any number of operands: calls, branches, exceptions, structs and arrays.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isAtomic, ops, type FeatureId, type OpRow } from '../../compiler/ops/index.js';
import { agree } from '../agree.js';
import { arrayType, binary, body, end, f32, f64, field, funcref, funcType, i16, i32, i64, i8, leb, structType, text, v128, type TypeBytes } from '../decode/binary.js';
import { nativeHas } from '../native-features.js';

type Letter = 'i' | 'l' | 'f' | 'd' | 'v';
const LETTERS: readonly Letter[] = ['i', 'l', 'f', 'd', 'v'];
const codes: Record<Letter, number> = { i: i32, l: i64, f: f32, d: f64, v: v128 };
const STORE: Record<Letter, readonly number[]> = { i: [0x36, 0, 0], l: [0x37, 0, 0], f: [0x38, 0, 0], d: [0x39, 0, 0], v: [0xfd, 11, 0, 0] };

const signed = (value: number): number[] => {
  const low = value & 127, rest = value >> 7;
  return (rest === 0 && low < 64) || (rest === -1 && low >= 64) ? [low] : [low | 128, ...signed(rest)];
};
const floating = (value: number, bytes: 4 | 8): number[] => {
  const view = new DataView(new ArrayBuffer(bytes));
  if (bytes === 4) view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return [...new Uint8Array(view.buffer)];
};
const constant = (letter: Letter, n: number): number[] => {
  switch (letter) {
    case 'i': return [0x41, ...signed(64 + 64 * n)];
    case 'l': return [0x42, ...signed(5 + 4 * n)];
    case 'f': return [0x43, ...floating(1.5 + n, 4)];
    case 'd': return [0x44, ...floating(2.5 + n, 8)];
    case 'v': return [0xfd, 12, ...Array.from({ length: 16 }, (_, k) => (k * 7 + n * 29) & 63)];
  }
};
const variable = (letter: Letter): number => LETTERS.indexOf(letter);
const LOAD: Record<Letter, readonly number[]> = { i: [0x28], l: [0x29], f: [0x2a], d: [0x2b], v: [0xfd, 0] };
/** Where the operands' values are. */
const SOURCES = ['local', 'global', 'memory'] as const;
type Source = (typeof SOURCES)[number];
/** Of a letter's value in memory. */
const slot = (letter: Letter): number[] => [0x41, ...signed(2432 + 16 * variable(letter))];
const read = (source: Source, letter: Letter): number[] =>
  source === 'memory' ? [...slot(letter), ...LOAD[letter], 0, 0] : [source === 'local' ? 0x20 : 0x23, variable(letter)];
/** What is in the source, or what is put there: by the function of the letter if it is no local. */
const operand = (source: Source, letter: Letter, place: number, assigns: boolean): number[] => {
  if (!assigns) return read(source, letter);
  return [...constant(letter, place + 1), ...(source === 'local' ? [0x22, variable(letter)] : [0x10, FIRST + 2 * variable(letter) + Number(source === 'memory')])];
};
/** Functions come in pairs for each letter: one sets the global, one the memory, to their argument, which they give back. */
const FIRST = 2;
const setters = LETTERS.flatMap((letter) => [
  body([0x20, 0, 0x24, variable(letter), 0x20, 0, end]), body([...slot(letter), 0x20, 0, ...STORE[letter], 0x20, 0, end]),
]);

/** All ways to read and assign in which a local is read before it is assigned. */
function patterns(letters: readonly Letter[]): boolean[][] {
  const all = Array.from({ length: 2 ** letters.length }, (_, bits) => letters.map((_letter, k) => (bits >> k & 1) === 1));
  return all.filter((pattern) => letters.some((letter, k) => !pattern[k] && letters.some((other, j) => j > k && other === letter && pattern[j])));
}

interface Case {
  readonly what: string;
  /** Code that takes operands from the stack. */
  readonly letters: readonly Letter[];
  readonly code: readonly number[];
  /** Before the operands, under them. */
  readonly under?: readonly number[];
  readonly results: readonly Letter[];
}

/** A sum of all that the memory has below `MEASURED`. */
const MEASURED = 2560;
const measure = body([0x03, 0x40, 0x20, 1, 0x42, ...signed(31), 0x7e, 0x20, 0, 0x29, 0, 0, 0x7c, 0x21, 1, 0x20, 0, 0x41, 8, 0x6a, 0x22, 0, 0x41, ...signed(MEASURED), 0x49, 0x0d, 0, end, 0x20, 1, end], [[1, i32], [1, i64]]);

/** Results go to a place of their own, last first, and so do the locals; the function gives a sum of these and of what was stored elsewhere. */
function functionOf({ letters, code, under = [], results }: Case, source: Source, pattern: readonly boolean[]): number[] {
  const own = LETTERS.length;
  const keep = [...results].reverse().flatMap((letter, k) => [0x21, own + variable(letter), 0x41, ...signed(2048 + 16 * k), 0x20, own + variable(letter), ...STORE[letter]]);
  return body([
    0x41, 0, 0x41, 0x25, 0x41, ...signed(MEASURED), 0xfc, 11, 0,
    ...LETTERS.flatMap((letter) => [...constant(letter, 0), 0x22, variable(letter), 0x24, variable(letter), ...slot(letter), 0x20, variable(letter), ...STORE[letter]]),
    ...under, ...letters.flatMap((letter, k) => operand(source, letter, k, pattern[k]!)), ...code, ...keep,
    ...LETTERS.flatMap((letter, k) => [0x41, ...signed(2304 + 16 * k), ...read(source === 'global' ? 'global' : 'local', letter), ...STORE[letter]]),
    0x10, 1, end,
  ], [...LETTERS, ...LETTERS].map((letter) => [1, codes[letter]] as const));
}

const ALL = 'ilfdvilfdv';
const letters = (text: string): Letter[] => [...text] as Letter[];
const params = (text: string): TypeBytes[] => letters(text).map((letter) => codes[letter]);
/** Collected ones come after them. */
const TYPES = [funcType([], [i64]), funcType(params(ALL), params(ALL)), funcType(params(ALL), []), funcType([], params(ALL)), ...LETTERS.map((letter) => funcType([codes[letter]], [codes[letter]]))];
const SETTER = 4;
const STORAGE: readonly (readonly [storage: TypeBytes, letter: Letter, get: number])[] = [[i8, 'i', 12], [i16, 'i', 12], [i32, 'i', 11], [i64, 'l', 11], [f32, 'f', 11], [f64, 'd', 11], [v128, 'v', 11]];
const COLLECTED = [structType(...letters(ALL).map((letter) => field(codes[letter], 1))), ...STORAGE.map(([storage]) => arrayType(field(storage, 1)))];

function agreeOn(cases: readonly Case[], { collected = false, tagged = false } = {}): number {
  const functions = SOURCES.flatMap((source) => cases.flatMap((one) => patterns(one.letters).map((pattern) => ({
    name: `${one.what}, ${source} ${pattern.map((assigns) => (assigns ? 'a' : 'r')).join('')}`, code: functionOf(one, source, pattern),
  }))));
  const bytes = binary({
    type: collected ? [...TYPES, ...COLLECTED] : TYPES,
    global: LETTERS.map((letter) => [codes[letter], 1, ...constant(letter, 0), end]),
    func: [[1], [0], ...LETTERS.flatMap((letter) => [[SETTER + variable(letter)], [SETTER + variable(letter)]]), ...functions.map(() => [0])],
    table: [[funcref, 0, 200, 1]],
    memory: [[1, 1, 1]],
    ...(tagged ? { tag: [[0, 2]] } : {}),
    export: functions.map(({ name }, k) => [...text(name), 0, ...leb(FIRST + setters.length + k)]),
    elem: [[0, 0x41, 0, end, ...leb(200), ...new Array<number>(200).fill(0)]],
    dataCount: [[1]],
    code: [body([...letters(ALL).flatMap((_, k) => [0x20, k]), end]), measure, ...setters, ...functions.map(({ code }) => code)],
    data: [[1, ...leb(512), ...Array.from({ length: 512 }, (_, k) => k & 255)]],
  });
  const calls = functions.map(({ name }) => [name] as const);
  for (const target of ['portable', 'hermes'] as const) agree(bytes, calls, { levels: [0, 2], options: { target } });
  return calls.length;
}

const opcode = ({ prefix, code }: OpRow): number[] => (prefix === 0 ? [code] : [prefix, ...leb(code)]);
const IMMEDIATES: Partial<Record<OpRow['imm'], readonly number[]>> = {
  'none': [], 'memory': [0], 'memory memory': [0, 0], 'data memory': [0, 0], 'memarg': [0, 0], 'lanes': [3, 17, 5, 30, 0, 1, 2, 31, 8, 9, 20, 21, 22, 23, 14, 15], 'lane': [1], 'memarg lane': [0, 0, 1],
};
const isPlain = (row: OpRow): boolean => row.params.length > 1 && /^[ilfdv]*$/.test(row.params + row.result) && IMMEDIATES[row.imm] !== undefined && row.shape !== 'atomic.wait';
/** Where V8 does what relaxed operations may do and ours do not. */
const isRelaxed = ({ name }: OpRow): boolean => /relaxed_(?:laneselect|swizzle|n?madd)$/.test(name);
const rowsOf = (feature: FeatureId): readonly OpRow[] => ops.filter((row) => isPlain(row) && row.feature === feature && !isRelaxed(row));

for (const feature of new Set(ops.filter(isPlain).map((row) => row.feature))) {
  if (!nativeHas(feature)) continue;
  test(`operations of ${feature}`, () => {
    const cases = rowsOf(feature).map((row): Case => ({
      what: row.name, letters: letters(row.params), results: letters(row.result),
      code: [...opcode(row), ...(isAtomic(row.shape) && row.width ? [Math.log2(row.width), 0] : IMMEDIATES[row.imm]!)],
    }));
    console.log(`${agreeOn(cases)} functions`);
  });
}

const all = letters(ALL);
/** Of ten operands the last come from constants, so that there are not a thousand patterns. */
const READ = 7;
const constants = all.slice(READ).flatMap((letter, k) => constant(letter, k));

test('calls, direct and through a table, and branches', () => {
  const given = { letters: all.slice(0, READ), results: all };
  const count = agreeOn([
    { ...given, what: 'call', code: [...constants, 0x10, 0] },
    { ...given, what: 'call_indirect', code: [...constants, 0x41, 1, 0x11, 1, 0] },
    { ...given, what: 'br', under: [0x02, 3], code: [...constants, 0x0c, 0, end] },
  ]);
  assert.is(count, 3 * SOURCES.length * patterns(given.letters).length);
});

if (nativeHas('exceptions')) {
  test('exceptions', () => {
    const code = [...constants, 0x08, 0, end, 0, end];
    assert.ok(agreeOn([{ what: 'throw', under: [0x02, 3, 0x1f, 0x40, 1, 0, 0, 0], letters: all.slice(0, READ), code, results: all }], { tagged: true }) > 50);
  });
}

if (nativeHas('gc')) {
  const struct = TYPES.length;
  test('structs and arrays', () => {
    const fields = all.map((letter, k): Case => ({ what: `struct.new, field ${k}`, letters: all.slice(0, READ), code: [...constants, 0xfb, 0, struct, 0xfb, 2, struct, k], results: [letter] }));
    const elements = STORAGE.flatMap(([, letter, get], k) => [0, 1, 2, 3].map((at): Case => {
      const array = struct + 1 + k;
      return { what: `array.new_fixed ${k}, element ${at}`, letters: [letter, letter, letter, letter], code: [0xfb, 8, array, 4, 0x41, at, 0xfb, get, array], results: [letter] };
    }));
    assert.ok(agreeOn([...fields, ...elements], { collected: true }) > 300);
  });
}

test.run();
