import { malformed } from '../diagnostics.js';
import type { Size } from './module.js';
import { decodeUtf8 } from './utf8.js';

/** Bounds-checked reader over bytes[pos, end). Errors carry the offset and the specification's texts. */
export class Cursor {
  readonly bytes: Uint8Array;
  pos: number;
  end: number;
  /** High word of the last `u64`, `s64` or `bits64`. */
  high = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.pos = start;
    this.end = end;
  }

  u8(): number {
    if (this.pos >= this.end) throw malformed('unexpected end of section or function', this.pos);
    return this.bytes[this.pos++]!;
  }

  /** Unsigned LEB128 of at most 32 bits. */
  u32(): number {
    const at = this.pos;
    const first = this.u8();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    const last = this.u8();
    if (last > 0x0f) throw tooWide(last, at);
    return (value | (last << 28)) >>> 0;
  }

  /** Unsigned LEB128 of at most 64 bits: returns the low word, signed, and leaves the high word in `high`. */
  u64(): number {
    const at = this.pos;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = this.u8();
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.high = high;
        return low;
      }
    }
    const last = this.u8();
    if (last > 1) throw tooWide(last, at);
    this.high = high | (last << 31);
    return low;
  }

  /** Unsigned LEB128 of at most 64 bits, as one exact value. */
  size(): Size {
    const low = this.u64() >>> 0;
    const high = this.high >>> 0;
    return high < 0x200000 ? high * 0x100000000 + low : (BigInt(high) << 32n) | BigInt(low);
  }

  /** Signed LEB128 of at most 32 bits. */
  s32(): number {
    const at = this.pos;
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value << (25 - shift)) >> (25 - shift);
    }
    const last = this.u8();
    if (last > 0x07 && (last < 0x78 || last > 0x7f)) throw tooWide(last, at);
    return value | (last << 28);
  }

  /** Signed LEB128 of at most 33 bits, as used for type indices beside negative type codes. */
  s33(): number {
    const at = this.pos;
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value << (25 - shift)) >> (25 - shift);
    }
    const last = this.u8();
    if (last > 0x0f && (last < 0x70 || last > 0x7f)) throw tooWide(last, at);
    return value + (last < 0x10 ? last : last - 0x80) * 0x10000000;
  }

  /** Signed LEB128 of at most 64 bits: returns the low word, leaves the high word in `high`. */
  s64(): number {
    const at = this.pos;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = this.u8();
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        const width = shift + 7;
        if (byte & 0x40) {
          if (width < 32) low |= -1 << width;
          high |= width < 32 ? -1 : -1 << (width - 32);
        }
        this.high = high;
        return low;
      }
    }
    const last = this.u8();
    if (last !== 0 && last !== 0x7f) throw tooWide(last, at);
    this.high = high | (last << 31);
    return low;
  }

  /** Four bytes, little-endian, as a signed word. */
  bits32(): number {
    const at = this.pos;
    if (this.end - at < 4) throw malformed('unexpected end of section or function', this.end);
    this.pos = at + 4;
    const bytes = this.bytes;
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }

  /** Eight bytes, little-endian: returns the low word, leaves the high word in `high`. */
  bits64(): number {
    const low = this.bits32();
    this.high = this.bits32();
    return low;
  }

  /** The length prefix of a vector whose elements take at least `elementBytes` each: a count that cannot fit is refused here. */
  count(elementBytes = 1): number {
    const at = this.pos;
    const count = this.u32();
    if (count * elementBytes > this.end - this.pos) throw malformed(`length out of bounds: ${count} elements`, at);
    return count;
  }

  /** A length-prefixed run of bytes is skipped; returns where it starts. */
  skipBytes(): number {
    const length = this.count();
    const start = this.pos;
    this.pos += length;
    return start;
  }

  /** A name: length-prefixed strict UTF-8. */
  name(): string {
    const start = this.skipBytes();
    const text = decodeUtf8(this.bytes, start, this.pos);
    if (text === undefined) throw malformed('malformed UTF-8 encoding', start);
    return text;
  }
}

function tooWide(lastByte: number, at: number): Error {
  return malformed(lastByte >= 0x80 ? 'integer representation too long' : 'integer too large', at);
}
