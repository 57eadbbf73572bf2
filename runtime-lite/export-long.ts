/** Exported functions of numbers and externrefs with an i64 among them, and at most one result. */
import { syncForeign } from './foreign.js';
import type { Raw } from './func.js';
import { fromI64, toI64 } from './interop.js';
import { converterOfLetter } from './numbers.js';
import { HI } from './registers.js';
import { translateError } from './trap.js';

export function exportLong(raw: Raw, sig: string): Function {
  const count = sig.indexOf(':');
  const isLong = sig[count + 1] === 'l';
  return (...args: any[]) => {
    const words: any[] = [];
    for (let i = 0; i < count; i++) {
      const letter = sig[i]!;
      if (letter === 'l') words.push(toI64(args[i]), HI);
      else words.push(converterOfLetter(letter)(args[i]));
    }
    syncForeign();
    try {
      const result = raw(...words);
      return isLong ? fromI64(result, HI) : result;
    } catch (error) {
      throw translateError(error);
    }
  };
}
