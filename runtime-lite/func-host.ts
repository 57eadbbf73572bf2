/** Imported host functions of any signature: raw callables around JavaScript ones. Those that take and give numbers are in host-numbers. */
import { isOpaque, refuseOpaque, resultsFromJs, wordsToJs } from './convert.js';
import { syncForeign } from './foreign.js';
import type { Raw } from './func.js';
import { hostThrew } from './trap.js';
import { lettersOf } from './type-key.js';

/**
 * The raw callable that converts its words to JavaScript values, calls `host` (with `this` undefined) and converts what it
 * returns. Whatever is thrown on the way is marked as the host's. `types` as in FuncRec.
 */
export function hostRaw(host: Function, sig: string, types?: readonly string[]): Raw {
  const letters = lettersOf(sig);
  const [params, results] = letters.split(':') as [string, string];
  const call = host as (...args: any[]) => any;
  const opaque = isOpaque(letters);
  const resultTypes = types?.slice(params.length) ?? results;
  return (...words: any[]) => {
    try {
      if (opaque) refuseOpaque(letters);
      const value = call(...wordsToJs(params, words));
      syncForeign();
      return resultsFromJs(resultTypes, value);
    } catch (error) {
      syncForeign();
      throw hostThrew(error);
    }
  };
}
