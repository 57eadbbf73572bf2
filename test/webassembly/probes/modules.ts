/** Small modules for the probes, as bytes. */
import { leb, name, vector } from '../../bytes.js';
import type { Namespace } from './probe.js';

const section = (id: number, body: readonly number[]): number[] => [id, ...leb(body.length), ...body];
export const binary = (...sections: readonly (readonly [number, readonly number[]])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, ...sections.flatMap(([id, body]) => section(id, body))]);

export const empty = binary();
export const [i32, i64, f32, f64, funcref, externref] = [0x7f, 0x7e, 0x7d, 0x7c, 0x70, 0x6f] as const;
export const functionType = (params: readonly number[], results: readonly number[]): number[] => [0x60, ...vector(params.map((type) => [type])), ...vector(results.map((type) => [type]))];
export const body = (...code: number[]): number[] => [...leb(code.length + 2), 0, ...code, 0x0b];
export const custom = (title: string, ...content: number[]): readonly [number, readonly number[]] => [0, [...name(title), ...content]];

export const FUNCTION = 0, TABLE = 1, MEMORY = 2, GLOBAL = 3, TAG = 4;
export const imports = (...items: readonly (readonly [string, string, readonly number[]])[]): readonly [number, readonly number[]] =>
  [2, vector(items.map(([module, field, type]) => [...name(module), ...name(field), ...type]))];
export const exports = (...items: readonly (readonly [string, number, number])[]): readonly [number, readonly number[]] =>
  [7, vector(items.map(([field, kind, index]) => [...name(field), kind, ...leb(index)]))];

/** Two exported functions, of (i32, i32) -> i32 and () -> (). */
export function functions(W: Namespace): { add: Function; other: Function } {
  return new W.Instance(new W.Module(binary(
    [1, vector([functionType([i32, i32], [i32]), functionType([], [])])],
    [3, vector([[0], [1]])],
    exports(['add', FUNCTION, 0], ['other', FUNCTION, 1]),
    [10, vector([body(0x20, 0, 0x20, 1, 0x6a), body()])],
  ))).exports;
}

/** The type of an import, for each kind. */
export const importTypes: Readonly<Record<string, readonly number[]>> = {
  function: [FUNCTION, 0], table: [TABLE, funcref, 0, 2], memory: [MEMORY, 0, 1], 'i32 global': [GLOBAL, i32, 0], 'i64 global': [GLOBAL, i64, 0], 'f32 global': [GLOBAL, f32, 0],
  'f64 global': [GLOBAL, f64, 0], 'mutable global': [GLOBAL, i32, 1], 'funcref global': [GLOBAL, funcref, 0], 'externref global': [GLOBAL, externref, 0],
};

/** A module that imports "m"."x" of this type; type 0 is (i32) -> i32. */
export const importer = (type: readonly number[]): Uint8Array<ArrayBuffer> => binary([1, vector([functionType([i32], [i32])])], imports(['m', 'x', type]));

/** One of everything, defined and exported. */
export const everything = binary(
  [1, vector([functionType([], []), functionType([i32, f64], [i64])])],
  [3, vector([[0], [1]])],
  [4, vector([[funcref, 1, 2, 5]])],
  [5, vector([[1, 1, 3]])],
  [6, vector([[i32, 0, 0x41, 7, 0x0b], [f64, 1, 0x44, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0x0b]])],
  exports(['fn', FUNCTION, 0], ['fn2', FUNCTION, 1], ['table', TABLE, 0], ['memory', MEMORY, 0], ['global', GLOBAL, 0], ['variable', GLOBAL, 1], ['again', FUNCTION, 0], ['', GLOBAL, 0], ['1', MEMORY, 0]),
  [10, vector([body(), body(0x42, 5)])],
);
