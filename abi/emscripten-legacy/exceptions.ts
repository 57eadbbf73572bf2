/** C++ exceptions that JavaScript carries: what is known of thrown objects is kept here, by their address. */
import { getI32, setI32 } from '../posix/memory.js';
import { malloc, type LegacyContext, type Thrown } from './context.js';
import { CppException, rawExport } from './unwind.js';

/** What is known of the object that a handler may have seen under the address of one of its bases. */
function thrownAt(ctx: LegacyContext, at: number): Thrown | undefined {
  const known = ctx.thrown.get(at);
  if (known !== undefined) return known;
  for (const thrown of ctx.thrown.values()) if (thrown.adjusted.includes(at)) return thrown;
  return undefined;
}

function release(ctx: LegacyContext, thrown: Thrown): void {
  thrown.references--;
  if (thrown.references !== 0 || thrown.rethrown) return;
  if (thrown.destructor !== 0) rawExport(ctx, 'dynCall_vi')(thrown.destructor, thrown.at);
  ctx.thrown.delete(thrown.at);
  rawExport(ctx, '_free')(thrown.at);
}

export const ___cxa_allocate_exception = (ctx: LegacyContext) => (size: number): number => malloc(ctx, size);

export const ___cxa_free_exception = (ctx: LegacyContext) => (at: number): void => {
  rawExport(ctx, '_free')(at);
};

export const ___cxa_throw = (ctx: LegacyContext) => (at: number, type: number, destructor: number): never => {
  ctx.thrown.set(at, { at, type, destructor, adjusted: [], references: 0, caught: false, rethrown: false });
  ctx.inFlight = at;
  ctx.uncaught++;
  throw new CppException(at);
};

export const ___cxa_begin_catch = (ctx: LegacyContext) => (at: number): number => {
  const thrown = thrownAt(ctx, at);
  if (thrown !== undefined) {
    if (!thrown.caught) ctx.uncaught--;
    thrown.caught = true;
    thrown.rethrown = false;
    thrown.references++;
  }
  ctx.handling.push(thrown);
  return at;
};

export const ___cxa_end_catch = (ctx: LegacyContext) => (): void => {
  rawExport(ctx, 'setThrew')(0, 0);
  const thrown = ctx.handling.pop();
  if (thrown === undefined) return;
  release(ctx, thrown);
  ctx.inFlight = 0;
};

/** `throw;` inside a handler. The handler's end comes later and must not free the object. */
export const ___cxa_rethrow = (ctx: LegacyContext) => (): never => {
  const thrown = ctx.handling[ctx.handling.length - 1];
  if (thrown === undefined) throw new Error('the program throws the current exception again, and there is none');
  thrown.rethrown = true;
  ctx.inFlight = thrown.at;
  throw new CppException(thrown.at);
};

/** Goes on after a cleanup. */
export const ___resumeException = (ctx: LegacyContext) => (at: number): never => {
  if (ctx.inFlight === 0) ctx.inFlight = at;
  throw new CppException(at);
};

export const ___cxa_get_exception_ptr = () => (at: number): number => at;
export const _llvm_eh_typeid_for = () => (type: number): number => type;
export const __ZSt18uncaught_exceptionv = (ctx: LegacyContext) => (): number => (ctx.uncaught > 0 ? 1 : 0);
export const ___cxa_uncaught_exception = __ZSt18uncaught_exceptionv;
/** Only its address is used. */
export const ___gxx_personality_v0 = () => (): number => 0;

export const ___cxa_pure_virtual = () => (): never => {
  throw new Error('the program called a pure virtual function');
};

/**
 * __cxa_find_matching_catch_<n + 2>(types of n handlers): the exception as the first handler that fits will see it, and that handler's
 * type in the program's second result register.
 */
export const findMatchingCatch = (ctx: LegacyContext) => (...types: number[]): number => {
  const second = (word: number): void => void rawExport(ctx, 'setTempRet0')(word);
  const at = ctx.inFlight;
  const thrown = at === 0 ? undefined : ctx.thrown.get(at);
  const type = thrown?.type ?? 0;
  if (thrown === undefined || type === 0) {
    second(0);
    return at;
  }
  const cell = malloc(ctx, 4);
  for (const candidate of types) {
    if (candidate === 0) continue;
    setI32(ctx.m, cell, at);
    if ((rawExport(ctx, '___cxa_can_catch')(candidate, type, cell) as number) === 0) continue;
    const seen = getI32(ctx.m, cell);
    thrown.adjusted.push(seen);
    second(candidate);
    rawExport(ctx, '_free')(cell);
    return seen;
  }
  rawExport(ctx, '_free')(cell);
  second(type);
  return at;
};
