/** Data segments: all bytes joined, and base64 of them. For text that compresses better see data-text.ts. */
import type { Module } from '../decode/index.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 with padding (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  let text = '';
  const chunk: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i]!;
    const b = bytes[i + 1];
    const c = bytes[i + 2];
    chunk.push(
      ALPHABET[a >> 2]! +
        ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)]! +
        (b === undefined ? '=' : ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)]!) +
        (c === undefined ? '=' : ALPHABET[c & 63]!),
    );
    if (chunk.length === 8192) {
      text += chunk.join('');
      chunk.length = 0;
    }
  }
  return text + chunk.join('');
}

/** The bytes of all segments joined, and where each begins. */
export function joinSegments(module: Module): { bytes: Uint8Array; starts: number[] } {
  const starts: number[] = [];
  let size = 0;
  for (const d of module.datas) {
    starts.push(size);
    size += d.end - d.start;
  }
  const bytes = new Uint8Array(size);
  module.datas.forEach((d, i) => bytes.set(module.bytes.subarray(d.start, d.end), starts[i]));
  return { bytes, starts };
}
