/** Data as text that compresses better than base64: see runtime-lite/data-text. */

/** What `decodeText` takes more than base64 does, compressed, is less than this. */
const DECODER_BYTES = 600;
const PAIRS = 2;
const CHUNK = 8192;

/** Characters that need no escape in a string and cannot end a script element. */
const isPlain = (code: number): boolean => code >= 32 && code < 127 && code !== 34 && code !== 60 && code !== 92;
const PLAIN = Array.from({ length: 128 }, (_, code) => code).filter(isPlain);

export interface DataText {
  readonly text: string;
  readonly key: string;
}

/** Undefined where base64 would be about as small. */
export function dataText(bytes: Uint8Array): DataText | undefined {
  const counts = new Array<number>(256).fill(0);
  for (const byte of bytes) counts[byte]!++;
  const byCount = counts.map((_, byte) => byte).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const leaders = [...PLAIN].sort((a, b) => counts[a]! - counts[b]! || a - b).slice(0, PAIRS);
  const singles = PLAIN.filter((code) => !leaders.includes(code));
  const frequent = byCount.slice(0, singles.length);
  const byteOf = new Map(singles.filter((code) => frequent.includes(code)).map((code) => [code, code]));
  const others = frequent.filter((byte) => !byteOf.has(byte));
  for (const code of singles) if (!byteOf.has(code)) byteOf.set(code, others.shift()!);

  const codes: string[] = [];
  for (const [code, byte] of byteOf) codes[byte] = String.fromCharCode(code);
  byCount.slice(singles.length).sort((a, b) => a - b).forEach((byte, i) => {
    codes[byte] = String.fromCharCode(leaders[Math.floor(i / singles.length)]!, singles[i % singles.length]!);
  });
  if (sizeOf(codes, counts) + DECODER_BYTES > sizeOfBase64(bytes)) return undefined;
  let text = '';
  for (let start = 0; start < bytes.length; start += CHUNK) text += Array.from(bytes.subarray(start, start + CHUNK), (byte) => codes[byte]!).join('');
  const hex = singles.map((code) => byteOf.get(code)!.toString(16).padStart(2, '0'));
  return { text, key: String.fromCharCode(...leaders) + hex.join('') };
}

/** About how many bytes the text has when it is compressed: from how often its characters occur. */
function sizeOf(codes: readonly string[], counts: readonly number[]): number {
  const found = new Array<number>(128).fill(0);
  codes.forEach((code, byte) => {
    for (const c of code) found[c.charCodeAt(0)]! += counts[byte]!;
  });
  return entropy(found);
}

/** The same of base64. */
function sizeOfBase64(bytes: Uint8Array): number {
  const found = new Array<number>(64).fill(0);
  for (let i = 0; i + 2 < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    for (let shift = 0; shift < 24; shift += 6) found[(group >> shift) & 63]!++;
  }
  return entropy(found);
}

/** In bytes. */
function entropy(counts: readonly number[]): number {
  const total = counts.reduce((sum, n) => sum + n, 0);
  return counts.reduce((bits, n) => (n > 0 ? bits + n * Math.log2(total / n) : bits), 0) / 8;
}
