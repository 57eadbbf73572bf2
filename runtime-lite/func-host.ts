/** Imported host functions: raw callables around JavaScript ones. */
import { converterOf, isOpaque, isSame, isSimple, refuseOpaque, resultsFromJs, wordsToJs } from './convert.js';
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
  if (results.length <= 1 && isSimple(results) && isSame(params) && types === undefined) return simpleHost(call, params.length, results);
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

function ignore(): void {}

function simpleHost(host: (...args: any[]) => any, arity: number, result: string): Raw {
  const convert = result === '' ? ignore : converterOf(result);
  const failed = (error: unknown): unknown => {
    syncForeign();
    return hostThrew(error);
  };
  switch (arity) {
    case 0:
      return () => {
        try {
          const value = convert(host());
          syncForeign();
          return value;
        } catch (error) {
          throw failed(error);
        }
      };
    case 1:
      return (a) => {
        try {
          const value = convert(host(a));
          syncForeign();
          return value;
        } catch (error) {
          throw failed(error);
        }
      };
    case 2:
      return (a, b) => {
        try {
          const value = convert(host(a, b));
          syncForeign();
          return value;
        } catch (error) {
          throw failed(error);
        }
      };
    case 3:
      return (a, b, c) => {
        try {
          const value = convert(host(a, b, c));
          syncForeign();
          return value;
        } catch (error) {
          throw failed(error);
        }
      };
    case 4:
      return (a, b, c, d) => {
        try {
          const value = convert(host(a, b, c, d));
          syncForeign();
          return value;
        } catch (error) {
          throw failed(error);
        }
      };
    default:
      return (...words) => {
        try {
          const value = convert(host(...words));
          syncForeign();
          return value;
        } catch (error) {
          throw failed(error);
        }
      };
  }
}
