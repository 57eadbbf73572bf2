/** Exported functions of any signature. Those of the most frequent ones are in export-integers, export-numbers and export-long. */
import { isOpaque, pushWords, refuseOpaque, resultsToJs } from './convert.js';
import { syncForeign } from './foreign.js';
import type { Raw } from './func.js';
import { translateError } from './trap.js';
import { lettersOf } from './type-key.js';

/**
 * The JavaScript function that converts its arguments, calls `raw` and converts the results. Arguments are converted outside
 * of the `try`: what their own conversion throws is the host's.
 */
export function exportRaw(raw: Raw, sig: string, types?: readonly string[]): Function {
  const letters = lettersOf(sig);
  const [params, results] = letters.split(':') as [string, string];
  const paramTypes = types ?? params;
  const opaque = isOpaque(letters);
  return (...args: any[]) => {
    if (opaque) refuseOpaque(letters);
    const words: any[] = [];
    for (let i = 0; i < params.length; i++) pushWords(words, paramTypes[i]!, args[i]);
    syncForeign();
    try {
      return resultsToJs(results, raw(...words));
    } catch (error) {
      throw translateError(error);
    }
  };
}
