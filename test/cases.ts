/** Small binary modules for tests, written with an assembler of bytes: wabt cannot make the odd ones. */

import { leb, name, vector } from './bytes.js';

export { leb, name, vector };

/** A module from its sections: id and contents. */
export function moduleOf(...sections: readonly (readonly [id: number, body: readonly number[]])[]): Uint8Array<ArrayBuffer> {
  const out = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  for (const [id, body] of sections) {
    out.push(id, ...leb(body.length));
    for (const byte of body) out.push(byte);
  }
  return Uint8Array.from(out);
}

export const i32 = 0x7f;

/** Function type. */
export const type = (params: readonly number[], results: readonly number[]): number[] =>
  [0x60, ...vector(params.map((code) => [code])), ...vector(results.map((code) => [code]))];

/** A function body: locals as (count, type), then instructions without the closing end. */
export function body(locals: readonly (readonly [number, number])[], instructions: readonly number[]): number[] {
  const code = vector(locals.map(([count, code]) => [...leb(count), code]));
  for (const byte of instructions) code.push(byte);
  code.push(0x0b);
  return leb(code.length).concat(code);
}

/** A module with one exported function `f`. */
export function oneFunction(params: readonly number[], results: readonly number[], locals: readonly (readonly [number, number])[], instructions: readonly number[]): Uint8Array<ArrayBuffer> {
  return moduleOf([1, vector([type(params, results)])], [3, vector([[0]])], [7, vector([[...name('f'), 0, 0]])], [10, vector([body(locals, instructions)])]);
}
