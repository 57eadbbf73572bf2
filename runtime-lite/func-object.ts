/** What an exported function shows of its record; apart from func.ts, because a namespace adds to it. */
import { FUNC, type FuncRec } from './func.js';

/** Gives the function its name and length, and the record. */
export function showRecord(fn: Function, rec: FuncRec): void {
  Object.defineProperties(fn, {
    name: { value: String(rec.index), configurable: true },
    length: { value: rec.type.sig.indexOf(':'), configurable: true },
    [FUNC]: { value: rec },
  });
}
