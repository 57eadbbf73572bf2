/**
 * Accesses whose element was not found at the address divided by its width: unaligned ones, those of memories beyond 2 GiB, whose index is
 * negative, and those out of bounds, for which the DataView throws RangeError: the trap.
 */
import { i32_reinterpret_f32 } from './float.js';

/** The exact address of an index. */
function addressOf(index: number, width: number): number {
  const address = index * width;
  return address < 0 ? address + 2 ** 32 : address;
}

/** 16 bits, unsigned. */
export function loadHalf(view: DataView, index: number): number {
  return view.getUint16(addressOf(index, 2), true);
}

export function storeHalf(view: DataView, index: number, value: number): void {
  view.setInt16(addressOf(index, 2), value, true);
}

/** An i32. */
export function loadWord(view: DataView, index: number): number {
  return view.getInt32(addressOf(index, 4), true);
}

export function storeWord(view: DataView, index: number, value: number): void {
  view.setInt32(addressOf(index, 4), value, true);
}

/** An f32. */
export function loadSingle(view: DataView, index: number): number {
  return view.getFloat32(addressOf(index, 4), true);
}

export function storeSingle(view: DataView, index: number, value: number): void {
  view.setFloat32(addressOf(index, 4), value, true);
}

/** An f32 that may be a marked NaN, at the address of an element or not. */
export function storeNaN(view: DataView, index: number, value: number): void {
  view.setInt32(addressOf(index, 4), i32_reinterpret_f32(value), true);
}

/** An f64. */
export function loadDouble(view: DataView, index: number): number {
  return view.getFloat64(addressOf(index, 8), true);
}

export function storeDouble(view: DataView, index: number, value: number): void {
  view.setFloat64(addressOf(index, 8), value, true);
}
