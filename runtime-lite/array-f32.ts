/** Elements of type f32 that are NaN: a typed array makes a signalling one quiet, so their bits are moved as integers. */
import { f32_reinterpret_i32, i32_reinterpret_f32 } from './float.js';
import type { ArrayReference } from './object.js';
import { trapArray } from './trap.js';

/** The NaN at an index. */
export function nanAt(e: Float32Array, index: number): number {
  return f32_reinterpret_i32(new Int32Array(e.buffer)[index]!);
}

export function setNaN(e: Float32Array, index: number, value: number): void {
  new Int32Array(e.buffer)[index] = i32_reinterpret_f32(value);
}

export function fillNaN(e: Float32Array, value: number, from: number, to: number): void {
  new Int32Array(e.buffer).fill(i32_reinterpret_f32(value), from, to);
}

/** array.fill of f32. */
export function fillF32(array: ArrayReference, from: number, value: number, count: number): void {
  const { e } = array;
  const start = from >>> 0;
  const end = start + (count >>> 0);
  if (end > array.n) trapArray();
  if (value === value) e.fill(value, start, end);
  else fillNaN(e, value, start, end);
}
