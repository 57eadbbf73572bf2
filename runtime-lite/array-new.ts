/** Making of arrays, by what their elements are kept in. Counts are signed int32 taken as unsigned. */
import { fillNaN, setNaN } from './array-f32.js';
import type { ArrayClass, ArrayReference } from './object.js';
import { trapArraySize, trapMemory, trapTable } from './trap.js';

/** About what engines allow: no array takes more bytes. */
const MAX_BYTES = 2 ** 30 - 16;

function lengthOf(count: number, bytes: number): number {
  count >>>= 0;
  if (count * bytes > MAX_BYTES) trapArraySize();
  return count;
}

export function newI8(type: ArrayClass, value: number, count: number): ArrayReference {
  const n = lengthOf(count, 1);
  const e = new Int8Array(n);
  if (value !== 0) e.fill(value);
  return new type(n, e);
}

export function newI16(type: ArrayClass, value: number, count: number): ArrayReference {
  const n = lengthOf(count, 2);
  const e = new Int16Array(n);
  if (value !== 0) e.fill(value);
  return new type(n, e);
}

export function newI32(type: ArrayClass, value: number, count: number): ArrayReference {
  const n = lengthOf(count, 4);
  const e = new Int32Array(n);
  if (value !== 0) e.fill(value);
  return new type(n, e);
}

export function newF32(type: ArrayClass, value: number, count: number): ArrayReference {
  const n = lengthOf(count, 4);
  const e = new Float32Array(n);
  if (value !== value) fillNaN(e, value, 0, n);
  else if (!Object.is(value, 0)) e.fill(value);
  return new type(n, e);
}

export function newF64(type: ArrayClass, value: number, count: number): ArrayReference {
  const n = lengthOf(count, 8);
  const e = new Float64Array(n);
  if (!Object.is(value, 0)) e.fill(value);
  return new type(n, e);
}

export function newI64(type: ArrayClass, low: number, high: number, count: number): ArrayReference {
  const n = lengthOf(count, 8);
  const e = new Int32Array(2 * n);
  if (low !== 0 || high !== 0) {
    for (let i = 0; i < e.length; i += 2) {
      e[i] = low;
      e[i + 1] = high;
    }
  }
  return new type(n, e);
}

export function newV128(type: ArrayClass, a: number, b: number, c: number, d: number, count: number): ArrayReference {
  const n = lengthOf(count, 16);
  const e = new Int32Array(4 * n);
  if ((a | b | c | d) !== 0) {
    for (let i = 0; i < e.length; i += 4) {
      e[i] = a;
      e[i + 1] = b;
      e[i + 2] = c;
      e[i + 3] = d;
    }
  }
  return new type(n, e);
}

/** Longer arrays that are made at once are sparse in V8. */
const MAX_DENSE = 33554432;

export function newRef(type: ArrayClass, value: any, count: number): ArrayReference {
  const n = lengthOf(count, 8);
  if (n <= MAX_DENSE) return new type(n, new Array(n).fill(value));
  const e = [];
  for (let i = 0; i < n; i++) e.push(value);
  return new type(n, e);
}

/** Elements from their words. */
export function i8s(...words: number[]): Int8Array {
  return new Int8Array(words);
}
export function i16s(...words: number[]): Int16Array {
  return new Int16Array(words);
}
export function i32s(...words: number[]): Int32Array {
  return new Int32Array(words);
}
export function f32s(...words: number[]): Float32Array {
  const e = new Float32Array(words);
  for (let i = 0; i < words.length; i++) if (words[i] !== words[i]) setNaN(e, i, words[i]!);
  return e;
}
export function f64s(...words: number[]): Float64Array {
  return new Float64Array(words);
}
export function refs(...words: any[]): any[] {
  return words;
}

/** The bytes of array.new_data, in a buffer of their own. */
function bytesOf(data: Uint8Array, from: number, count: number, bytes: number): ArrayBuffer {
  from >>>= 0;
  const size = lengthOf(count, bytes) * bytes;
  if (from + size > data.length) trapMemory();
  return data.slice(from, from + size).buffer as ArrayBuffer;
}

export function dataI8(type: ArrayClass, data: Uint8Array, from: number, count: number): ArrayReference {
  return new type(count >>> 0, new Int8Array(bytesOf(data, from, count, 1)));
}
export function dataI16(type: ArrayClass, data: Uint8Array, from: number, count: number): ArrayReference {
  return new type(count >>> 0, new Int16Array(bytesOf(data, from, count, 2)));
}
export function dataI32(type: ArrayClass, data: Uint8Array, from: number, count: number): ArrayReference {
  return new type(count >>> 0, new Int32Array(bytesOf(data, from, count, 4)));
}
export function dataI64(type: ArrayClass, data: Uint8Array, from: number, count: number): ArrayReference {
  return new type(count >>> 0, new Int32Array(bytesOf(data, from, count, 8)));
}
export function dataF32(type: ArrayClass, data: Uint8Array, from: number, count: number): ArrayReference {
  return new type(count >>> 0, new Float32Array(bytesOf(data, from, count, 4)));
}
export function dataF64(type: ArrayClass, data: Uint8Array, from: number, count: number): ArrayReference {
  return new type(count >>> 0, new Float64Array(bytesOf(data, from, count, 8)));
}
export function dataV128(type: ArrayClass, data: Uint8Array, from: number, count: number): ArrayReference {
  return new type(count >>> 0, new Int32Array(bytesOf(data, from, count, 16)));
}

/** array.new_elem. */
export function newElem(type: ArrayClass, segment: readonly any[], from: number, count: number): ArrayReference {
  from >>>= 0;
  count >>>= 0;
  if (from + count > segment.length) trapTable();
  return new type(count, segment.slice(from, from + count));
}
