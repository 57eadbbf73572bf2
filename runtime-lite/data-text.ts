/**
 * Data segments as text that compresses: the most frequent bytes are one printable character each, those that are such characters
 * themselves where they can, the others two. Base64 hides what repeats at other distances than multiples of three.
 */

/** Characters that need no escape in a string and cannot end a script element. */
const isPlain = (code: number): boolean => code >= 32 && code < 127 && code !== 34 && code !== 60 && code !== 92;

/** `key`: the two characters that begin a pair, then in hexadecimal the byte of each of the other characters. Pairs are the bytes that are left. */
export function decodeText(text: string, key: string, size: number): Uint8Array {
  const singles = key.length / 2 - 1;
  const meaning = new Int16Array(128);
  const place = new Uint8Array(128);
  const isSingle = new Uint8Array(256);
  let next = 0;
  for (let code = 0; code < 128; code++) {
    const pair = key.indexOf(String.fromCharCode(code));
    if (!isPlain(code)) continue;
    if (pair === 0 || pair === 1) meaning[code] = 256 + pair * singles;
    else {
      const byte = parseInt(key.slice(2 + 2 * next, 4 + 2 * next), 16);
      meaning[code] = byte;
      isSingle[byte] = 1;
      place[code] = next++;
    }
  }
  const rest: number[] = [];
  for (let byte = 0; byte < 256; byte++) if (isSingle[byte] === 0) rest.push(byte);
  const bytes = new Uint8Array(size);
  for (let at = 0, i = 0; at < size; at++) {
    let byte = meaning[text.charCodeAt(i++)]!;
    if (byte > 255) byte = rest[byte - 256 + place[text.charCodeAt(i++)]!]!;
    bytes[at] = byte;
  }
  return bytes;
}
