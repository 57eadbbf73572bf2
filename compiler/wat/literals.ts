/** Numbers and strings as the text format writes them. */

const view = new DataView(new ArrayBuffer(8));

/** The bits of an f32, exactly. */
export function f32Text(bits: number): string {
  view.setInt32(0, bits);
  const value = view.getFloat32(0);
  return value === value ? finiteText(value) : nanText(bits < 0, (bits & 0x7fffff).toString(16), (bits & 0x7fffff) === 0x400000);
}

/** The bits of an f64, exactly. */
export function f64Text(lo: number, hi: number): string {
  view.setInt32(0, hi);
  view.setInt32(4, lo);
  const value = view.getFloat64(0);
  if (value === value) return finiteText(value);
  const payload = view.getBigUint64(0) & 0xfffffffffffffn;
  return nanText(hi < 0, payload.toString(16), payload === 0x8000000000000n);
}

/** The shortest decimal of a double reads back as the same double, and where that is an f32, as the same f32. */
function finiteText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? String(value) : value < 0 ? '-inf' : 'inf';
}

function nanText(isNegative: boolean, payload: string, isCanonical: boolean): string {
  return `${isNegative ? '-' : ''}nan${isCanonical ? '' : `:0x${payload}`}`;
}

export function i64Text(lo: number, hi: number): string {
  return String((BigInt(hi) << 32n) | BigInt(lo >>> 0));
}

/** Four words, least significant first. */
export function v128Text(words: readonly number[]): string {
  return `i32x4 ${words.map((word) => `0x${(word >>> 0).toString(16).padStart(8, '0')}`).join(' ')}`;
}

/** An i64 taken as unsigned. */
export function u64Text(lo: number, hi: number): string {
  return i64Text(lo, hi >>> 0);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const hexByte = Array.from({ length: 256 }, (_, byte) => `\\${byte.toString(16).padStart(2, '0')}`);
const stringByte = hexByte.map((escaped, byte) => (byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH ? String.fromCharCode(byte) : escaped));

/** A string literal of ASCII characters only. */
export function bytesText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '"';
  for (let i = start; i < end; i++) text += stringByte[bytes[i]!]!;
  return `${text}"`;
}

const encoder = new TextEncoder();

export function stringText(value: string): string { return bytesText(encoder.encode(value)); }

/** Characters of identifiers (spec: Text Format, Identifiers), but for the backslash, which we escape with. */
const identifierByte = hexByte.map((escaped, byte) => (/[0-9A-Za-z!#$%&'*+\-./:<=>?@^_`|~]/.test(String.fromCharCode(byte)) && byte < 0x7f ? String.fromCharCode(byte) : escaped));

/** Any text as an identifier's characters: different texts give different ones. */
export function identifierText(value: string): string {
  let text = '';
  for (const byte of encoder.encode(value)) text += identifierByte[byte]!;
  return text;
}
