/**
 * For interpreters that call nothing but exports without parameters: the module with two such functions as its only exports. `result`
 * calls the function once and gives the bits of its results as integers, `rounds` calls it a number of times.
 */
import type { Subject } from './subject.js';

const SECTION = { type: 1, function: 3, export: 7, code: 10 } as const;
const CODE: Readonly<Record<string, number>> = { i: 0x7f, l: 0x7e, f: 0x7d, d: 0x7c };
const BITS: Readonly<Record<string, string>> = { i: 'i', l: 'l', f: 'i', d: 'l' };

interface Section {
  readonly id: number;
  readonly body: Uint8Array;
}

/** The module must be valid, without imports and recursive types, and the subject's results numbers. */
export function nullaryModule(bytes: Uint8Array, subject: Subject, rounds: number): Uint8Array {
  const sections = sectionsOf(bytes).filter(({ id }) => id !== 0);
  const exported = functionExports(sections.find(({ id }) => id === SECTION.export)!.body);
  const types = counted(sections, SECTION.type);
  const functions = counted(sections, SECTION.function);
  const target = exported.get(subject.name)!;
  const initialise = subject.name === '_initialize' ? undefined : exported.get('_initialize');
  const appended: Readonly<Record<number, readonly number[][]>> = {
    [SECTION.type]: [functionType('', [...subject.results].map((key) => BITS[key]!).join('')), functionType('', '')],
    [SECTION.function]: [unsigned(types), unsigned(types + 1)],
    [SECTION.code]: [
      body(locals(subject.results), [...(initialise === undefined ? [] : [0x10, ...unsigned(initialise)]), ...call(subject, target), ...resultBits(subject.results)]),
      body([[1, CODE['i']!]], loop([...call(subject, target), ...[...subject.results].map(() => 0x1a)], rounds)),
    ],
  };
  const names: [string, number][] = [['result', functions], ['rounds', functions + 1]];
  const exports = [...unsigned(names.length), ...names.flatMap(([name, index]) => [...text(name), 0, ...unsigned(index)])];
  return Uint8Array.from(Buffer.concat([
    bytes.subarray(0, 8),
    ...sections.map(({ id, body: old }) => section(id, id === SECTION.export ? Uint8Array.from(exports) : appended[id] ? append(old, appended[id]) : old)),
  ]));
}

/** An unsigned LEB128 and where it ends. */
function read(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++]!;
    value += (byte & 127) * scale;
    if (byte < 128) return [value, at];
  }
}

function sectionsOf(bytes: Uint8Array): Section[] {
  const out: Section[] = [];
  for (let at = 8; at < bytes.length;) {
    const [size, start] = read(bytes, at + 1);
    out.push({ id: bytes[at]!, body: bytes.subarray(start, start + size) });
    at = start + size;
  }
  return out;
}

const counted = (sections: readonly Section[], id: number): number => read(sections.find((s) => s.id === id)!.body, 0)[0];

function functionExports(body: Uint8Array): Map<string, number> {
  const found = new Map<string, number>();
  let [count, at] = read(body, 0);
  for (; count > 0; count--) {
    const [length, start] = read(body, at);
    const name = new TextDecoder().decode(body.subarray(start, start + length));
    const [index, next] = read(body, start + length + 1);
    if (body[start + length] === 0) found.set(name, index);
    at = next;
  }
  return found;
}

/** A vector with more items at its end. */
function append(old: Uint8Array, items: readonly number[][]): Uint8Array {
  const [count, start] = read(old, 0);
  return Buffer.concat([Uint8Array.from(unsigned(count + items.length)), old.subarray(start), Uint8Array.from(items.flat())]);
}

const section = (id: number, contents: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.from([id, ...unsigned(contents.length)]), contents]);

function unsigned(value: number): number[] {
  const out: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) out.push(value % 128 | 128);
  return [...out, value];
}

function signed(value: bigint): number[] {
  const out: number[] = [];
  for (;; value >>= 7n) {
    const low = Number(value & 127n);
    if (value >> 7n === (low & 64 ? -1n : 0n)) return [...out, low];
    out.push(low | 128);
  }
}

const text = (value: string): number[] => [...unsigned(Buffer.byteLength(value)), ...Buffer.from(value)];
const letters = (keys: string): number[] => [...unsigned(keys.length), ...[...keys].map((key) => CODE[key]!)];
const functionType = (params: string, results: string): number[] => [0x60, ...letters(params), ...letters(results)];
const locals = (keys: string): [number, number][] => [...keys].map((key) => [1, CODE[key]!]);

function body(declared: readonly (readonly [count: number, type: number])[], code: readonly number[]): number[] {
  const all = [...unsigned(declared.length), ...declared.flatMap(([count, type]) => [...unsigned(count), type]), ...code, 0x0b];
  return [...unsigned(all.length), ...all];
}

function call({ params, args }: Subject, target: number): number[] {
  return [...args.flatMap((value, index) => constant(params[index]!, value)), 0x10, ...unsigned(target)];
}

function constant(key: string, value: number | bigint): number[] {
  if (key === 'i') return [0x41, ...signed(BigInt(value))];
  if (key === 'l') return [0x42, ...signed(value as bigint)];
  const bytes = new Uint8Array(key === 'f' ? Float32Array.of(Number(value)).buffer : Float64Array.of(Number(value)).buffer);
  return [key === 'f' ? 0x43 : 0x44, ...bytes];
}

/** The results, which are on the stack, into locals and out again as integers. */
function resultBits(keys: string): number[] {
  const all = [...keys];
  const reinterpret: Readonly<Record<string, readonly number[]>> = { i: [], l: [], f: [0xbc], d: [0xbd] };
  return [
    ...all.map((_, index) => [0x21, ...unsigned(all.length - 1 - index)]).flat(),
    ...all.flatMap((key, index) => [0x20, ...unsigned(index), ...reinterpret[key]!]),
  ];
}

/** Runs the code as often as `count` says, with local 0 as the counter. */
function loop(code: readonly number[], count: number): number[] {
  const counter = [0x20, 0];
  return [
    0x41, ...signed(BigInt(count)), 0x21, 0,
    0x02, 0x40, 0x03, 0x40, ...counter, 0x45, 0x0d, 1, ...code, ...counter, 0x41, 1, 0x6b, 0x21, 0, 0x0c, 0, 0x0b, 0x0b,
  ];
}
