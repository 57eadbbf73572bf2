/** Exports that tell when they are used: functions when they are called or become references, everything else when it is read. */
import { FUNC, type FuncRec, funcToJs } from './func.js';

type Note = (name: string) => void;

/** Lets the exported function of `rec` tell its names; all of them, since it is one object. */
export function tracedFunc(rec: FuncRec, names: readonly string[], note: Note): FuncRec {
  const fn = funcToJs(rec) as (...args: any[]) => any;
  let isKnown = false;
  const used = (): void => {
    if (isKnown) return;
    isKnown = true;
    names.forEach(note);
  };
  const traced = (...args: any[]): any => {
    used();
    return fn(...args);
  };
  Object.setPrototypeOf(traced, Object.getPrototypeOf(fn) as object);
  for (const key of ['name', 'length']) Object.defineProperty(traced, key, Object.getOwnPropertyDescriptor(fn, key)!);
  Object.defineProperty(traced, FUNC, {
    get() {
      used();
      return rec;
    },
  });
  rec.fn = traced;
  return rec;
}

/** The same exports; those that are no traced functions tell their names when they are read. */
export function tracedExports(exports: Record<string, unknown>, note: Note): Record<string, unknown> {
  const out = Object.create(null) as Record<string, unknown>;
  Object.keys(exports).forEach((name) => {
    const value = exports[name];
    const isTraced = typeof value === 'function' && Object.getOwnPropertyDescriptor(value, FUNC)?.get !== undefined;
    const get = (): unknown => {
      note(name);
      return value;
    };
    Object.defineProperty(out, name, isTraced ? { value, enumerable: true } : { get, enumerable: true });
  });
  return out;
}
