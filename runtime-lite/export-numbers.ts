/** Exported functions whose parameters are numbers or externref, with at most one result that is the same to JavaScript. */
import { syncForeign } from './foreign.js';
import type { Raw } from './func.js';
import { converterOfLetter } from './numbers.js';
import { translateError } from './trap.js';

/** One to four parameters. */
export function exportFew(raw: Raw, sig: string): Function {
  const count = sig.indexOf(':');
  const [first, second, third, fourth] = [...sig.slice(0, count)].map(converterOfLetter);
  return (a: any, b: any, c: any, d: any) => {
    a = first!(a);
    if (count > 1) b = second!(b);
    if (count > 2) c = third!(c);
    if (count > 3) d = fourth!(d);
    syncForeign();
    try {
      return count === 1 ? raw(a) : count === 2 ? raw(a, b) : count === 3 ? raw(a, b, c) : raw(a, b, c, d);
    } catch (error) {
      throw translateError(error);
    }
  };
}

/** More than four parameters, which engines forward without looking at them one by one. */
export function exportMany(raw: Raw, sig: string): Function {
  const converters = [...sig.slice(0, sig.indexOf(':'))].map(converterOfLetter);
  return (...args: any[]) => {
    const words = converters.map((convert, i) => convert(args[i]));
    syncForeign();
    try {
      return raw(...words);
    } catch (error) {
      throw translateError(error);
    }
  };
}
