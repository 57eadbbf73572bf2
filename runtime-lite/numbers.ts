/** Conversions of JavaScript values to the types of which one word is enough and whose letters tell all: i, f, d and X. */

/** Conversion of one JavaScript value to the value of a type that takes one word: all but i64 and v128. */
export type Converter = (value: any) => any;

function toI32(value: any): number {
  return value | 0;
}
function toF32(value: any): number {
  return Math.fround(value);
}
function toF64(value: any): number {
  return +value;
}
function same(value: any): any {
  return value;
}

export function converterOfLetter(letter: string): Converter {
  return letter === 'i' ? toI32 : letter === 'd' ? toF64 : letter === 'f' ? toF32 : same;
}
