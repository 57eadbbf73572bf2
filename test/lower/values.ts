/** Values at which arithmetic changes its way, per signature letter. */
import { f64Edges, i32Edges } from '../runtime-lite/native.js';

const buffer = new DataView(new ArrayBuffer(8));
const i64 = [0n, 1n, -1n, 2n, -2n, 7n, -7n, 10n, 31n, 32n, 33n, 63n, 64n, 65n, 127n, 128n, -128n, 255n, 32767n, 32768n, 65535n, (1n << 31n) - 1n, 1n << 31n, (1n << 31n) + 1n, -(1n << 31n), -(1n << 31n) - 1n,
  (1n << 32n) - 1n, 1n << 32n, (1n << 32n) + 1n, -(1n << 32n), (1n << 53n) - 1n, 1n << 53n, (1n << 53n) + 1n, -(1n << 53n) - 1n, (1n << 62n) + 12345n, (1n << 63n) - 1n, -(1n << 63n), -(1n << 63n) + 1n, 0x0123456789abcdefn, -0x7edcba9876543210n, 0x5555555500000000n];
const f64 = [...f64Edges, 3.5e-310, -1e-320, 1e-45, 16777217, 0.1, -123456.789, 2 ** 63 + 2048, -(2 ** 63) - 2048];

export const edges: Readonly<Record<string, readonly (number | bigint)[]>> = {
  i: [...new Set([...i32Edges, 5, 10, 127, 128, 255, 256, -128, -129, 32767, 32768, -32768, 0x12345678, -1640531527])],
  l: i64,
  f: [...new Set(f64.map(Math.fround))],
  d: f64,
};

/** The bits of a result, so that -0 is told from 0. Those of a NaN are not defined. */
export function bitsOf(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'number' || value !== value) return String(value);
  buffer.setFloat64(0, value);
  return buffer.getBigUint64(0).toString(16);
}
