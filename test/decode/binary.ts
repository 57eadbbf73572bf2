/** Writes small binary modules for tests, independently of the decoder under test. */
import { leb, name as text, vector as vec } from '../bytes.js';

export { leb, text, vec };

export const i32 = 0x7f;
export const i64 = 0x7e;
export const f32 = 0x7d;
export const f64 = 0x7c;
export const v128 = 0x7b;
export const funcref = 0x70;
export const externref = 0x6f;
export const empty = 0x40;
export const end = 0x0b;

/** A value type: one byte, or several for typed references. */
export type TypeBytes = number | readonly number[];

/** A reference type by a heap type: the index of a type, or a byte such as `funcref`. */
export const ref = (heap: number): number[] => [0x64, heap];
export const refNull = (heap: number): number[] => [0x63, heap];

export function funcType(params: readonly TypeBytes[], results: readonly TypeBytes[]): number[] {
  return [0x60, ...leb(params.length), ...params.flat(), ...leb(results.length), ...results.flat()];
}

/** A field of a struct or array by its storage type. */
export const field = (storage: TypeBytes, mutable = 0): number[] => [...[storage].flat(), mutable];
export const i8 = 0x78;
export const i16 = 0x77;

export function structType(...fields: readonly (readonly number[])[]): number[] {
  return [0x5f, ...vec(fields)];
}

export function arrayType(element: readonly number[]): number[] {
  return [0x5e, ...element];
}

/** A recursion group. */
export function rec(...types: readonly (readonly number[])[]): number[] {
  return [0x4e, ...vec(types)];
}

/** A type that may have subtypes, with the indices of its supertypes. */
export function sub(supertypes: readonly number[], type: readonly number[]): number[] {
  return [0x50, ...leb(supertypes.length), ...supertypes, ...type];
}

/** A function body with its size; `locals` as runs. */
export function body(code: readonly number[], locals: readonly (readonly [count: number, type: TypeBytes])[] = []): number[] {
  const bytes = vec(locals.map(([count, type]) => [...leb(count), ...[type].flat()]));
  for (const byte of code) bytes.push(byte);
  return [...leb(bytes.length), ...bytes];
}

const ids = {
  type: 1, import: 2, func: 3, table: 4, memory: 5, tag: 13, global: 6, export: 7, start: 8, elem: 9, dataCount: 12, code: 10, data: 11,
};
export type SectionName = keyof typeof ids;

/** Sections as vectors of encoded items, written in the order of the specification. */
export type Sections = Partial<Record<SectionName, readonly (readonly number[])[]>>;

export const preamble: readonly number[] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

export function section(id: number, contents: readonly number[]): number[] {
  return [id, ...leb(contents.length), ...contents];
}

export function customSection(name: string, contents: readonly number[]): number[] {
  return section(0, [...text(name), ...contents]);
}

/** `start` and `dataCount` hold one item and no count. */
export function binary(sections: Sections, customs: readonly number[] = []): Uint8Array<ArrayBuffer> {
  const parts: (readonly number[])[] = [preamble];
  for (const name of Object.keys(ids) as SectionName[]) {
    const items = sections[name];
    if (items === undefined) continue;
    parts.push(section(ids[name], name === 'start' || name === 'dataCount' ? items.flat() : vec(items)));
  }
  parts.push(customs);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A module of one function. */
export function oneFunction(params: readonly TypeBytes[], results: readonly TypeBytes[], code: readonly number[], more: Sections = {}, locals: readonly (readonly [number, TypeBytes])[] = []): Uint8Array<ArrayBuffer> {
  return binary({ type: [funcType(params, results)], func: [[0]], code: [body(code, locals)], ...more });
}
