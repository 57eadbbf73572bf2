import { overLimit } from '../diagnostics.js';
import type { Cursor } from './cursor.js';

/** Reads a vector's length and calls `read` for each element. `elementBytes` is the least size of one element. */
export function eachOf(c: Cursor, what: string, most: number, elementBytes: number, read: () => void): void {
  const at = c.pos;
  const count = c.count(elementBytes);
  if (count > most) throw overLimit(`number of ${what}`, count, most, at);
  for (let k = 0; k < count; k++) read();
}
