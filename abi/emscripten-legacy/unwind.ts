/** Calls by function pointer that come back when an exception or a longjmp passes through them, and the two that start those. */
import { type Raw, recOf, rawHere } from '../../runtime-lite/func.js';
import type { LegacyContext } from './context.js';

/** A C++ exception on its way: the address of the thrown object. */
export class CppException {
  constructor(readonly at: number) {}
}

/** A longjmp on its way: where it goes, the program knows. */
export class LongJump {}

/** The callable of an export in the raw convention: words in, words out. */
export function rawExport(ctx: LegacyContext, name: string): Raw {
  let raw = ctx.raw.get(name);
  if (raw === undefined) {
    const fn = ctx.exports[name] as Raw | undefined;
    if (typeof fn !== 'function') throw new Error(`the program's host needs its export ${name}, which it does not have`);
    const rec = recOf(fn);
    raw = rec === undefined ? fn : rawHere(rec);
    ctx.raw.set(name, raw);
  }
  return raw;
}

/** invoke_<types>(pointer, arguments...): dynCall of the same types. */
export const invoke = (ctx: LegacyContext, types: string) => {
  const name = `dynCall_${types}`;
  return (...words: number[]): number => {
    const stack = rawExport(ctx, 'stackSave')() as number;
    try {
      return rawExport(ctx, name)(...words) as number;
    } catch (error) {
      if (!(error instanceof CppException) && !(error instanceof LongJump)) throw error;
      rawExport(ctx, 'stackRestore')(stack);
      rawExport(ctx, 'setThrew')(1, 0);
      return 0;
    }
  };
};

/** jsCall_<types>(index, arguments...): functions that JavaScript added to the program's table. A program alone has none. */
export const jsCall = (_ctx: LegacyContext, types: string) => (index: number): never => {
  throw new Error(`the program calls function ${index} of type ${types} of its host's JavaScript, and there is none: give the import jsCall_${types}`);
};

/** longjmp(environment, value) */
export const _longjmp = (ctx: LegacyContext) => (environment: number, value: number): never => {
  rawExport(ctx, 'setThrew')(environment, value || 1);
  throw new LongJump();
};

export const _emscripten_longjmp = _longjmp;
