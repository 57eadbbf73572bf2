/** UTF-8. Engines without a host have no TextEncoder and TextDecoder; there it is done here. */

/** The bytes of text; lone surrogates become U+FFFD. */
export function encodeText(text: string): Uint8Array {
  return typeof TextEncoder === 'undefined' ? encodeHere(text) : new TextEncoder().encode(text);
}

/** Bytes as text; what is not UTF-8 becomes U+FFFD. */
export function decodeBytes(bytes: Uint8Array): string {
  // Decoders of browsers refuse shared memory.
  return typeof TextDecoder === 'undefined' ? decodeHere(bytes) : new TextDecoder('utf-8', { ignoreBOM: true }).decode(isShared(bytes) ? bytes.slice() : bytes);
}

function isShared({ buffer }: Uint8Array): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}

export function encodeHere(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0)!;
    const code = point >= 0xd800 && point < 0xe000 ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** Replaces each maximal part of a sequence that is not whole, as the Encoding Standard says. */
export function decodeHere(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i++]!;
    const more = first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : -1;
    let code = more <= 0 ? first : first & (0x3f >> more);
    let left = more;
    // The second byte decides whether the sequence can be a code point: neither a surrogate, nor too long, nor too large.
    let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    for (; left > 0 && i < bytes.length && bytes[i]! >= low && bytes[i]! <= high; left--) {
      code = (code << 6) | (bytes[i++]! & 63);
      low = 0x80;
      high = 0xbf;
    }
    text += more < 0 || left > 0 ? '\ufffd' : String.fromCodePoint(code);
  }
  return text;
}

/** Whether bytes are well-formed UTF-8. */
export function isText(bytes: Uint8Array): boolean {
  if (bytes.every((byte) => byte < 0x80)) return true;
  const again = encodeText(decodeBytes(bytes));
  return again.length === bytes.length && again.every((byte, i) => byte === bytes[i]);
}
