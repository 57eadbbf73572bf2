import type { OpRow } from './row.js';
import { ops } from './table.js';

const empty: readonly (OpRow | undefined)[] = [];
const byPrefix: (OpRow | undefined)[][] = [];
const named = new Map<string, OpRow>();

for (const row of ops) {
  const rows = (byPrefix[row.prefix] ??= []);
  rows[row.code] = row;
  if (!named.has(row.name)) named.set(row.name, row);
}

/** Rows of the one-byte opcodes, dense: undefined where no row exists. */
export const plainRows: readonly (OpRow | undefined)[] = Array.from({ length: 256 }, (_, code) => byPrefix[0]?.[code]);

/** `prefix` is 0 for one-byte opcodes. */
export function byOpcode(prefix: number, code: number): OpRow | undefined {
  return (byPrefix[prefix] ?? empty)[code];
}

/** Several encodings may share a name (`select`): this gives the first. */
export function byName(name: string): OpRow | undefined {
  return named.get(name);
}

/** Whether the byte announces a second opcode number. */
export function isPrefix(byte: number): boolean {
  return byte >= 0xfb && byte <= 0xfe;
}
