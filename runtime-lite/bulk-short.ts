/**
 * memory.copy within one memory and memory.fill where engines compile JavaScript: most are short, and a call of an engine's own method takes as
 * long as some twenty words. Addresses and lengths are not negative: exact, or 2^53 and more. The views are of one memory.
 */
import { trapMemory } from './trap.js';

/** As many bytes are moved or set here; elements of Int32Array are found below 2^32. */
const MAX_SHORT = 64, MAX_INDEXED = 2 ** 32;
/** As many where addresses are unaligned. */
const MAX_BYTES = 12;

/** memory.copy, overlapping or not. Traps before anything is written. */
export function memoryMove(u8: Uint8Array, i32: Int32Array, to: number, from: number, length: number): void {
  if (to + length > u8.length || from + length > u8.length) trapMemory();
  if (length <= MAX_SHORT && (to <= from || to >= from + length)) {
    if (((to | from) & 3) === 0 && to < MAX_INDEXED && from < MAX_INDEXED) {
      let i = to >>> 2, j = from >>> 2;
      for (let n = length >>> 4; n > 0; n--) {
        i32[i] = i32[j]!;
        i32[i + 1] = i32[j + 1]!;
        i32[i + 2] = i32[j + 2]!;
        i32[i + 3] = i32[j + 3]!;
        i += 4;
        j += 4;
      }
      for (let n = length >>> 2 & 3; n > 0; n--) i32[i++] = i32[j++]!;
      for (let k = length & ~3; k < length; k++) u8[to + k] = u8[from + k]!;
      return;
    }
    if (length <= MAX_BYTES) {
      for (let k = 0; k < length; k++) u8[to + k] = u8[from + k]!;
      return;
    }
  }
  u8.copyWithin(to, from, from + length);
}

/** memory.fill. Traps before anything is written. */
export function memorySet(u8: Uint8Array, i32: Int32Array, to: number, value: number, length: number): void {
  if (to + length > u8.length) trapMemory();
  if (length <= MAX_SHORT && to < MAX_INDEXED) {
    if ((to & 3) === 0) {
      const word = Math.imul(value & 255, 0x1010101);
      let i = to >>> 2;
      for (let n = length >>> 4; n > 0; n--) {
        i32[i] = word;
        i32[i + 1] = word;
        i32[i + 2] = word;
        i32[i + 3] = word;
        i += 4;
      }
      for (let n = length >>> 2 & 3; n > 0; n--) i32[i++] = word;
      for (let k = length & ~3; k < length; k++) u8[to + k] = value;
      return;
    }
    if (length <= MAX_BYTES) {
      for (let k = 0; k < length; k++) u8[to + k] = value;
      return;
    }
  }
  u8.fill(value, to, to + length);
}
