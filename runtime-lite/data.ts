/** Data segments: decoding of their bytes, and their placement. */
import { memoryInit } from './bulk.js';

interface Decoders {
  fromBase64?: (text: string) => Uint8Array;
}

/** Bytes of canonical base64 (with padding, no white space): by the engine where it can, else by table. */
export function decodeBase64(text: string): Uint8Array {
  const { fromBase64 } = Uint8Array as Decoders;
  if (typeof fromBase64 === 'function') return fromBase64.call(Uint8Array, text);
  if (typeof Buffer === 'function' && typeof Buffer.from === 'function') {
    const bytes = Buffer.from(text, 'base64');
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  return decodeByTable(text);
}

/** As `decodeBase64`, with nothing but the language. */
export function decodeByTable(text: string): Uint8Array {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const values = new Uint8Array(128);
  for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i;
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 61) end--;
  const bytes = new Uint8Array((end * 3) >> 2);
  let at = 0;
  let bits = 0;
  for (let i = 0; i < end; i++) {
    bits = (bits << 6) | values[text.charCodeAt(i)]!;
    // After the 2nd, 3rd and 4th of four digits one more byte is complete.
    const digit = i & 3;
    if (digit !== 0) bytes[at++] = bits >> (6 - 2 * digit);
  }
  return bytes;
}

/**
 * Places active data segments: `table` holds an address and a size for each, whose bytes follow one another in `bytes` from
 * `from` on. Traps at the first segment that does not fit; those before it stay.
 */
export function placeSegments(u8: Uint8Array, bytes: Uint8Array, from: number, table: readonly number[]): void {
  for (let i = 0; i < table.length; i += 2) {
    const size = table[i + 1]!;
    memoryInit(u8, bytes, table[i]!, from, size);
    from += size;
  }
}
