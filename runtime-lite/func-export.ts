/** Exported functions: JavaScript callables around raw ones. */
import { converterOf, isOpaque, isSame, isSimple, pushWords, refuseOpaque, resultsToJs } from './convert.js';
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
  const direct = types === undefined && results.length <= 1 && isSame(results);
  if (direct && /^i*$/.test(params)) return integerExport(raw, params.length);
  if (direct && isSimple(params)) return params.length <= 4 ? simpleExport(raw, params) : wideExport(raw, params);
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

function integerExport(raw: Raw, arity: number): Function {
  switch (arity) {
    case 0:
      return () => {
        syncForeign();
        try {
          return raw();
        } catch (error) {
          throw translateError(error);
        }
      };
    case 1:
      return (a: any) => {
        a |= 0;
        syncForeign();
        try {
          return raw(a);
        } catch (error) {
          throw translateError(error);
        }
      };
    case 2:
      return (a: any, b: any) => {
        a |= 0;
        b |= 0;
        syncForeign();
        try {
          return raw(a, b);
        } catch (error) {
          throw translateError(error);
        }
      };
    case 3:
      return (a: any, b: any, c: any) => {
        a |= 0;
        b |= 0;
        c |= 0;
        syncForeign();
        try {
          return raw(a, b, c);
        } catch (error) {
          throw translateError(error);
        }
      };
    case 4:
      return (a: any, b: any, c: any, d: any) => {
        a |= 0;
        b |= 0;
        c |= 0;
        d |= 0;
        syncForeign();
        try {
          return raw(a, b, c, d);
        } catch (error) {
          throw translateError(error);
        }
      };
    default:
      return (...args: any[]) => {
        const words: number[] = [];
        for (let i = 0; i < arity; i++) words.push(args[i] | 0);
        syncForeign();
        try {
          return raw(...words);
        } catch (error) {
          throw translateError(error);
        }
      };
  }
}

/** More than four parameters of one word each. */
function wideExport(raw: Raw, params: string): Function {
  const converters = [...params].map(converterOf);
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

/** One to four parameters of one word each. */
function simpleExport(raw: Raw, params: string): Function {
  const count = params.length;
  const [first, second, third, fourth] = [...params].map(converterOf);
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
