/** invoke_*: calls through the table that come back when an exception or a longjmp passes through them. */
import { type Raw, recOf, rawHere } from '../../runtime-lite/func.js';
import { HI } from '../../runtime-lite/registers.js';
import { tableOf } from '../../runtime-lite/table.js';
import type { Context } from './context.js';

/** A C++ exception on its way: the address of the thrown object, by the name that the glue's helpers ask for, and as the number that glue threw before. */
export class CppException {
  constructor(readonly excPtr: number) {}

  valueOf(): number {
    return this.excPtr;
  }
}

/** A longjmp on its way: where it goes, the program knows. */
export class LongJump {}

/** Names that exports have had since 3.1.57, by those before. */
const LATER: Record<string, string> = {
  stackSave: 'emscripten_stack_get_current', stackRestore: '_emscripten_stack_restore', stackAlloc: '_emscripten_stack_alloc', setTempRet0: '_emscripten_tempret_set',
};

const exported = (ctx: Context, name: string): unknown => ctx.exports[name] ?? ctx.exports[LATER[name] ?? ''];

/** The callable of an export in the raw convention: words in, words out. */
export function rawExport(ctx: Context, name: string): Raw {
  let raw = ctx.raw.get(name);
  if (raw === undefined) {
    const fn = exported(ctx, name) as Raw | undefined;
    if (typeof fn !== 'function') throw new Error(`the program's host needs its export ${name}, which it does not have`);
    const rec = recOf(fn);
    raw = rec === undefined ? fn : rawHere(rec);
    ctx.raw.set(name, raw);
  }
  return raw;
}

/** Leaves a call's second word where the module looks for it: in a global of its own since 3.1.20, before at the host. */
export function leaveWord(ctx: Context, word: number): void {
  ctx.tempRet0 = word;
  if (exported(ctx, 'setTempRet0') !== undefined) rawExport(ctx, 'setTempRet0')(word);
}

/** Type of every function in a table that was made with EMULATE_FUNCTION_POINTER_CASTS, whatever it takes in truth. */
const CAST = /^l{16,}:l$/;

/** The callable of function pointer `index`, whose C type is `types`, result first, in Emscripten's letters. Traps where the table has no function there. */
export function pointed(ctx: Context, index: number, types: string): Raw {
  const elements = (ctx.table ??= tableOf(ctx.ownTable ?? ctx.exports.__indirect_function_table)?.elems ?? null);
  if (elements === null) {
    if (ctx.exports[`dynCall_${types}`] === undefined) {
      throw new Error(`the program calls function pointers through its host, and exports neither its table as __indirect_function_table nor dynCall_${types}`);
    }
    ctx.casts = true;
  } else {
    const rec = elements[index >>> 0] ?? null;
    if (rec !== null) ctx.casts ??= CAST.test(rec.type.sig);
    if (!ctx.casts) return rawHere(rec);
  }
  const call = rawExport(ctx, `dynCall_${types}`);
  return (...words) => call(index, ...words);
}

/** After a jump over the frames of `call`: the stack as it was, and the mark that the caller looks for. */
export function landed(ctx: Context, stack: number, error: unknown): number {
  if (!(error instanceof CppException) && !(error instanceof LongJump)) throw error;
  rawExport(ctx, 'stackRestore')(stack);
  rawExport(ctx, 'setThrew')(1, 0);
  return 0;
}

/** What an import's name and type tell. */
export interface Invoked {
  readonly words: number;
  readonly types: string;
}

/** Words of arguments that need no array. */
const FEW = 6;

/** invoke_<types>(pointer, arguments of so many words). */
export function invoke(ctx: Context, { words, types }: Invoked) {
  if (words > FEW) {
    return (index: number, ...rest: number[]): number => {
      const stack = rawExport(ctx, 'stackSave')() as number;
      try {
        return pointed(ctx, index, types)(...rest) as number;
      } catch (error) {
        return landed(ctx, stack, error);
      }
    };
  }
  return (index: number, a: number, b: number, c: number, d: number, e: number, f: number): number => {
    const stack = rawExport(ctx, 'stackSave')() as number;
    try {
      return pointed(ctx, index, types)(a, b, c, d, e, f) as number;
    } catch (error) {
      return landed(ctx, stack, error);
    }
  };
}

/** The same for a function whose result is an i64, in a module that takes it in two words: the high one from getTempRet0. */
export function invokeWide(ctx: Context, invoked: Invoked) {
  const call = invoke(ctx, invoked) as Raw;
  return (...all: number[]): number => {
    const low = call(...all) as number;
    // dynCall_* of such a module has told the high word itself.
    if (!ctx.casts) leaveWord(ctx, HI);
    return low;
  };
}

export function _emscripten_throw_longjmp(_ctx: Context) {
  return (): never => {
    throw new LongJump();
  };
}

/** longjmp itself, where the module does not contain it: before 3.1. */
export function emscripten_longjmp(ctx: Context) {
  return (environment: number, value: number): never => {
    rawExport(ctx, 'setThrew')(environment, value || 1);
    throw new LongJump();
  };
}

/** The same under the name that it has for a jmp_buf. */
export function emscripten_longjmp_jmpbuf(ctx: Context) {
  return emscripten_longjmp(ctx);
}
