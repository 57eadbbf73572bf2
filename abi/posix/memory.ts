/** The program's memory as system calls see it. Addresses are int32 words taken as unsigned; an address out of range throws RangeError. */
import { memoryOf, memorySubscribe } from '../../runtime-lite/memory.js';
import { decodeBytes, encodeText } from './text.js';

/** Views of a memory, kept in step when it grows. */
export class GuestMemory {
  u8: Uint8Array = new Uint8Array(0);
  dv: DataView = new DataView(this.u8.buffer);

  /** Follows `memory` (ours or an engine's) from now on. */
  follow(memory: unknown): void {
    const record = memoryOf(memory);
    if (record === undefined) throw new TypeError('the program has no memory: the module must export one named "memory" or import it');
    memorySubscribe(record, (buffer, bytes) => {
      this.u8 = new Uint8Array(buffer, 0, bytes);
      this.dv = new DataView(buffer, 0, bytes);
    });
  }
}

export function getI32(m: GuestMemory, address: number): number {
  return m.dv.getInt32(address >>> 0, true);
}

export function setI32(m: GuestMemory, address: number, value: number): void {
  m.dv.setInt32(address >>> 0, value, true);
}

/** Writes an exact integer as 64 bits. */
export function setI64(m: GuestMemory, address: number, value: number): void {
  m.dv.setInt32(address >>> 0, value | 0, true);
  m.dv.setInt32((address >>> 0) + 4, Math.floor(value / 4294967296) | 0, true);
}

/** 64 bits as a number, exact up to 2^53. */
export function getI64(m: GuestMemory, address: number): number {
  return m.dv.getUint32(address >>> 0, true) + m.dv.getInt32((address >>> 0) + 4, true) * 4294967296;
}

/** The bytes [address, address + length). */
export function bytesAt(m: GuestMemory, address: number, length: number): Uint8Array {
  const start = address >>> 0;
  const end = start + (length >>> 0);
  if (end > m.u8.length) throw new RangeError(`a system call was given bytes ${start} to ${end}, beyond the memory's end`);
  return m.u8.subarray(start, end);
}

/** Longest text that is made of single character codes. */
const SHORT = 1024;

/** Bytes as text: the short ASCII strings that most are, without a TextDecoder call. */
export function decodeText(u8: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT) return decodeBytes(u8.slice(start, end));
  let all = 0;
  for (let i = start; i < end; i++) all |= u8[i]!;
  if (all >= 0x80) return decodeBytes(u8.slice(start, end));
  return String.fromCharCode.apply(null, u8.subarray(start, end) as unknown as number[]);
}

/** Strings read lately, by address: programs ask for the same paths at the same places. */
interface Recent {
  start: number;
  bytes: Uint8Array;
  text: string;
}

const RECENT = 64;
const recent = new Array(RECENT) as Array<Recent | undefined>;

function isStill(u8: Uint8Array, { start, bytes }: Recent): boolean {
  for (let i = 0; i < bytes.length; i++) if (u8[start + i] !== bytes[i]) return false;
  return true;
}

/** The NUL-terminated UTF-8 string at `address`. */
export function cString(m: GuestMemory, address: number): string {
  const { u8 } = m;
  const start = address >>> 0;
  const known = recent[(start >>> 2) % RECENT];
  if (known !== undefined && known.start === start && isStill(u8, known)) return known.text;
  const found = u8.indexOf(0, start);
  const end = found < 0 ? u8.length : found;
  const text = decodeText(u8, start, end);
  // With the NUL, so that a longer string does not pass for this one.
  if (found >= 0 && end - start < 256) recent[(start >>> 2) % RECENT] = { start, bytes: u8.slice(start, end + 1), text };
  return text;
}

/** Writes text and its NUL, cut to `capacity` bytes; the number of bytes without NUL. */
export function writeCString(m: GuestMemory, address: number, text: string, capacity = 0x7fffffff): number {
  const bytes = encodeText(text);
  const length = Math.max(0, Math.min(bytes.length, capacity - 1));
  const start = address >>> 0;
  m.u8.set(bytes.subarray(0, length), start);
  if (capacity > 0) m.u8[start + length] = 0;
  return length;
}
