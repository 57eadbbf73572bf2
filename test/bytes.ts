/** The bytes that binary modules are made of, written independently of the decoder under test. */

/** Unsigned LEB128 of an integer below 2^53. */
export function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest ? byte | 128 : byte);
    if (!rest) return bytes;
  }
}

/** A vector: the count, then the items. */
export function vector(items: readonly (readonly number[])[]): number[] {
  const bytes = leb(items.length);
  for (const item of items) for (const byte of item) bytes.push(byte);
  return bytes;
}

/** A name: its length and its UTF-8. */
export function name(text: string): number[] {
  const bytes = new TextEncoder().encode(text);
  return [...leb(bytes.length), ...bytes];
}
