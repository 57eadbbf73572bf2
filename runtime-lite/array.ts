/** Instructions on arrays. Indices and counts are signed int32 taken as unsigned. A null array is a TypeError of the engine's, as in compiled code. */
import type { ArrayReference } from './object.js';
import { trapArray, trapMemory, trapTable } from './trap.js';

export function arrayLength(array: ArrayReference): number {
  return array.n;
}

/** array.get of elements of one word; packed ones are sign-extended. Compiled code calls it where it found null, or nothing. */
export function arrayGet(array: ArrayReference, index: number): any {
  if (index >>> 0 >= array.n) trapArray();
  return array.e[index];
}

/** array.set of elements of one word. */
export function arraySet(array: ArrayReference, index: number, value: any): void {
  if (index >>> 0 >= array.n) trapArray();
  array.e[index] = value;
}


/** Where a run of elements ends. Traps unless it is inside of the array. */
function endOf(array: ArrayReference, from: number, count: number): number {
  const end = (from >>> 0) + (count >>> 0);
  if (end > array.n) trapArray();
  return end;
}

/** array.fill of elements of one word. */
export function fill1(array: ArrayReference, from: number, value: any, count: number): void {
  const end = endOf(array, from, count);
  array.e.fill(value, from >>> 0, end);
}

/** array.fill of i64. */
export function fill2(array: ArrayReference, from: number, low: number, high: number, count: number): void {
  const end = endOf(array, from, count);
  const { e } = array;
  for (let i = 2 * (from >>> 0); i < 2 * end; i += 2) {
    e[i] = low;
    e[i + 1] = high;
  }
}

/** array.fill of v128. */
export function fill4(array: ArrayReference, from: number, a: number, b: number, c: number, d: number, count: number): void {
  const end = endOf(array, from, count);
  const { e } = array;
  for (let i = 4 * (from >>> 0); i < 4 * end; i += 4) {
    e[i] = a;
    e[i + 1] = b;
    e[i + 2] = c;
    e[i + 3] = d;
  }
}

/** array.copy; elements have `words` words. */
export function arrayCopy(words: number, target: ArrayReference, to: number, source: ArrayReference, from: number, count: number): void {
  const length = source.n;
  endOf(target, to, count);
  to >>>= 0;
  from >>>= 0;
  count >>>= 0;
  if (from + count > length) trapArray();
  const { e } = target;
  if (e === source.e) {
    e.copyWithin(words * to, words * from, words * (from + count));
  } else if (Array.isArray(e)) {
    for (let i = 0; i < count; i++) e[to + i] = source.e[from + i];
  } else {
    e.set(source.e.subarray(words * from, words * (from + count)), words * to);
  }
}

/** array.init_data; elements have `bytes` bytes. A dropped segment is empty. */
export function arrayInitData(bytes: number, data: Uint8Array, array: ArrayReference, to: number, from: number, count: number): void {
  endOf(array, to, count);
  to >>>= 0;
  from >>>= 0;
  count >>>= 0;
  if (from + count * bytes > data.length) trapMemory();
  new Uint8Array(array.e.buffer).set(data.subarray(from, from + count * bytes), to * bytes);
}

/** array.init_elem. A dropped segment is empty. */
export function arrayInitElem(segment: readonly any[], array: ArrayReference, to: number, from: number, count: number): void {
  endOf(array, to, count);
  to >>>= 0;
  from >>>= 0;
  count >>>= 0;
  if (from + count > segment.length) trapTable();
  for (let i = 0; i < count; i++) array.e[to + i] = segment[from + i];
}
