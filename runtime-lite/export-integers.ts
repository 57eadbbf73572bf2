/** Exported functions of up to four parameters, all i32, with at most one result that is the same to JavaScript. */
import { syncForeign } from './foreign.js';
import type { Raw } from './func.js';
import { translateError } from './trap.js';

export function exportI0(raw: Raw): Function {
  return () => {
    syncForeign();
    try {
      return raw();
    } catch (error) {
      throw translateError(error);
    }
  };
}

export function exportI1(raw: Raw): Function {
  return (a: any) => {
    a |= 0;
    syncForeign();
    try {
      return raw(a);
    } catch (error) {
      throw translateError(error);
    }
  };
}

export function exportI2(raw: Raw): Function {
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
}

export function exportI3(raw: Raw): Function {
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
}

export function exportI4(raw: Raw): Function {
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
}
