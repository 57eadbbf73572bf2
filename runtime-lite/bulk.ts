/** Bulk memory instructions and checked slow paths. Addresses and lengths are not negative: exact, or 2^53 and more. */
import { f32_reinterpret_i32, i32_reinterpret_f32 } from './float.js';
import { trapMemory } from './trap.js';

/** memory.fill. Traps before anything is written. */
export function memoryFill(u8: Uint8Array, to: number, value: number, length: number): void {
  if (to + length > u8.length) trapMemory();
  u8.fill(value, to, to + length);
}

/** memory.copy, between two memories or within one, overlapping or not. Traps before anything is written. */
export function memoryCopy(target: Uint8Array, source: Uint8Array, to: number, from: number, length: number): void {
  if (to + length > target.length || from + length > source.length) trapMemory();
  if (target === source) target.copyWithin(to, from, from + length);
  else target.set(source.subarray(from, from + length), to);
}

/** memory.init. A dropped segment has length 0. Traps before anything is written. */
export function memoryInit(u8: Uint8Array, segment: Uint8Array, to: number, from: number, length: number): void {
  memoryCopy(u8, segment, to, from, length);
}

/** A byte at a signed index of a memory that may have 2 GiB and more. */
export function loadFar(u8: Uint8Array, index: number): number {
  return u8[index >>> 0] ?? trapMemory();
}

/** Stores a byte at a signed index of a memory that may have 2 GiB and more. */
export function storeFar(u8: Uint8Array, index: number, value: number): void {
  const address = index >>> 0;
  if (address >= u8.length) trapMemory();
  u8[address] = value;
}

/** f32.load at an address that is in bounds, of a NaN that may be signalling. */
export function loadNaN32(view: DataView, address: number): number {
  return f32_reinterpret_i32(view.getInt32(address, true));
}

/** i64.store of what i64.load gives, at exact addresses. The first may be negative or too large: RangeError, which is the trap. The second is in bounds. */
export function copyLong(view: DataView, address: number, source: DataView, from: number): void {
  // A word behind a negative address would be in bounds.
  view.getFloat64(address);
  const low = source.getInt32(from, true);
  view.setInt32(address + 4, source.getInt32(from + 4, true), true);
  view.setInt32(address, low, true);
}

/** f32.store of a value that may be a marked NaN, at an exact address, which may be negative or too large: RangeError, which is the trap. */
export function storeNaN32(view: DataView, address: number, value: number): void {
  view.setInt32(address, i32_reinterpret_f32(value), true);
}
