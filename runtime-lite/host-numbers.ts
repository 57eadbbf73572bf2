/** Imported host functions that take numbers and externrefs and give at most one: raw callables around JavaScript ones, as in func-host. */
import { syncForeign } from './foreign.js';
import type { Raw } from './func.js';
import { converterOfLetter } from './numbers.js';
import { hostThrew } from './trap.js';

function ignore(): void {}

export function hostNumbers(value: Function, sig: string): Raw {
  const host = value as (...args: any[]) => any;
  const arity = sig.indexOf(':');
  const result = sig.charAt(arity + 1);
  const convert = result === '' || result === ';' ? ignore : converterOfLetter(result);
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
