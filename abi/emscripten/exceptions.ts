/**
 * C++ exceptions that JavaScript carries (-fexceptions). The thrown object lies behind a header of 24 bytes: references@0 type@4
 * destructor@8 caught@12:1 rethrown@13:1 adjusted@16. The header is the module's own where it allocates exceptions itself (since
 * 3.1.20), and where it does not, it never looks at it. What is thrown holds one reference, and so does each rethrowing.
 */
import { getI32, setI32 } from '../posix/memory.js';
import { exceptionOf, thrown } from '../../runtime-lite/exception.js';
import { tagOf } from '../../runtime-lite/tag.js';
import type { Context } from './context.js';
import { CppException, leaveWord, pointed, rawExport } from './unwind.js';

const HEADER = 24;
const REFERENCES = -HEADER;
const TYPE = -HEADER + 4;
const DESTRUCTOR = -HEADER + 8;
const CAUGHT = -HEADER + 12;
const RETHROWN = -HEADER + 13;
const ADJUSTED = -HEADER + 16;

function hasFlag(ctx: Context, at: number): boolean {
  return ctx.m.u8[at >>> 0] !== 0;
}

function setFlag(ctx: Context, at: number, on: boolean): void {
  ctx.m.u8[at >>> 0] = on ? 1 : 0;
}

/** Throws the object at `at`, with one reference more. */
function launch(ctx: Context, at: number): never {
  increment(ctx, at);
  ctx.inFlight = at;
  ctx.uncaught++;
  throw new CppException(at);
}

function increment(ctx: Context, at: number): void {
  if (ctx.exports.__cxa_increment_exception_refcount !== undefined) rawExport(ctx, '__cxa_increment_exception_refcount')(at);
  else setI32(ctx.m, at + REFERENCES, getI32(ctx.m, at + REFERENCES) + 1);
}

function decrement(ctx: Context, at: number): void {
  if (ctx.exports.__cxa_decrement_exception_refcount !== undefined) {
    rawExport(ctx, '__cxa_decrement_exception_refcount')(at);
    return;
  }
  const references = getI32(ctx.m, at + REFERENCES) - 1;
  setI32(ctx.m, at + REFERENCES, references);
  if (references !== 0 || hasFlag(ctx, at + RETHROWN)) return;
  const destructor = getI32(ctx.m, at + DESTRUCTOR);
  if (destructor !== 0) pointed(ctx, destructor, 'vi')(at);
  rawExport(ctx, 'free')(at - HEADER);
}

export function __cxa_allocate_exception(ctx: Context) {
  return (size: number): number => (rawExport(ctx, 'malloc')(size + HEADER) as number) + HEADER;
}

export function __cxa_free_exception(ctx: Context) {
  return (at: number): void => void rawExport(ctx, 'free')(at - HEADER);
}

export function __cxa_increment_exception_refcount(ctx: Context) {
  return (at: number): void => {
    if (at !== 0) increment(ctx, at);
  };
}

export function __cxa_decrement_exception_refcount(ctx: Context) {
  return (at: number): void => {
    if (at !== 0) decrement(ctx, at);
  };
}

export function __cxa_throw(ctx: Context) {
  return (at: number, type: number, destructor: number): never => {
    setI32(ctx.m, at + REFERENCES, 0);
    setI32(ctx.m, at + TYPE, type);
    setI32(ctx.m, at + DESTRUCTOR, destructor);
    setFlag(ctx, at + CAUGHT, false);
    setFlag(ctx, at + RETHROWN, false);
    setI32(ctx.m, at + ADJUSTED, 0);
    return launch(ctx, at);
  };
}

/** `throw;` inside a handler. */
export function __cxa_rethrow(ctx: Context) {
  return (): never => {
    const at = ctx.handling[ctx.handling.length - 1];
    if (at === undefined) throw new Error('the program throws the current exception again, and there is none');
    return again(ctx, at);
  };
}

function again(ctx: Context, at: number): never {
  setFlag(ctx, at + RETHROWN, true);
  setFlag(ctx, at + CAUGHT, false);
  return launch(ctx, at);
}

/** std::rethrow_exception. */
export function __cxa_rethrow_primary_exception(ctx: Context) {
  return (at: number): void => {
    if (at !== 0) again(ctx, at);
  };
}

/** std::current_exception: its object, with a reference. */
export function __cxa_current_primary_exception(ctx: Context) {
  return (): number => {
    const at = ctx.handling[ctx.handling.length - 1] ?? 0;
    if (at !== 0) increment(ctx, at);
    return at;
  };
}

export function __cxa_current_exception_type(ctx: Context) {
  return (): number => {
    const at = ctx.handling[ctx.handling.length - 1];
    return at === undefined ? 0 : getI32(ctx.m, at + TYPE);
  };
}

export function llvm_eh_typeid_for(_ctx: Context) {
  return (type: number): number => type;
}

/** What the handler's parameter refers to: a base of the object, or of an exception that is a pointer what it points to. */
export function __cxa_get_exception_ptr(ctx: Context) {
  return (at: number): number => {
    if (ctx.exports.__cxa_get_exception_ptr !== undefined) return rawExport(ctx, '__cxa_get_exception_ptr')(at) as number;
    if ((rawExport(ctx, '__cxa_is_pointer_type')(getI32(ctx.m, at + TYPE)) as number) !== 0) return getI32(ctx.m, at);
    return getI32(ctx.m, at + ADJUSTED) || at;
  };
}

export function __cxa_begin_catch(ctx: Context) {
  const parameter = __cxa_get_exception_ptr(ctx);
  return (at: number): number => {
    if (!hasFlag(ctx, at + CAUGHT)) {
      setFlag(ctx, at + CAUGHT, true);
      ctx.uncaught--;
    }
    setFlag(ctx, at + RETHROWN, false);
    ctx.handling.push(at);
    return parameter(at);
  };
}

export function __cxa_end_catch(ctx: Context) {
  return (): void => {
    rawExport(ctx, 'setThrew')(0, 0);
    const at = ctx.handling.pop();
    if (at !== undefined) decrement(ctx, at);
    ctx.inFlight = 0;
  };
}

export function __cxa_uncaught_exceptions(ctx: Context) {
  return (): number => ctx.uncaught;
}

/** The same before C++17. */
export function __cxa_uncaught_exception(ctx: Context) {
  return (): number => (ctx.uncaught > 0 ? 1 : 0);
}

export function __cxa_call_unexpected(_ctx: Context) {
  return (at: number): never => {
    throw new CppException(at);
  };
}

/** Goes on after a cleanup. */
export function __resumeException(ctx: Context) {
  return (at: number): never => {
    if (ctx.inFlight === 0) ctx.inFlight = at;
    throw new CppException(at);
  };
}

/**
 * __cxa_find_matching_catch_<n + 2>(types of n handlers): the exception, and in getTempRet0 the type of the first handler that fits, or the
 * exception's own.
 */
export function findMatchingCatch(ctx: Context) {
  return (...types: number[]): number => {
    const at = ctx.inFlight;
    leaveWord(ctx, 0);
    if (at === 0) return 0;
    setI32(ctx.m, at + ADJUSTED, at);
    const type = getI32(ctx.m, at + TYPE);
    leaveWord(ctx, type);
    if (type === 0) return at;
    for (const candidate of types) {
      if (candidate === 0 || candidate === type) return at;
      if ((rawExport(ctx, '__cxa_can_catch')(candidate, type, at + ADJUSTED) as number) === 0) continue;
      leaveWord(ctx, candidate);
      return at;
    }
    return at;
  };
}

/** Throws the exception at `at` for a module whose own instructions catch it (-fwasm-exceptions, where a stack is wanted): under its exported tag. */
export function __throw_exception_with_stack_trace(ctx: Context) {
  return (at: number): never => {
    const tag = tagOf(ctx.exports.__cpp_exception);
    if (tag === undefined) throw new Error('the program throws C++ exceptions through its host, and does not export its tag as __cpp_exception');
    throw thrown(tag, at);
  };
}

/** Where the exceptions of such a module have their class and their type, from the address that is thrown. */
const CLASS = 'CLNGC++';
const OWN_TYPE = -48;

/** The address of the type of an exception that nobody caught; 0 if that is not known, undefined if it is none of C++. */
function typeOfUncaught(ctx: Context, error: unknown): number | undefined {
  if (error instanceof CppException) return getI32(ctx.m, error.excPtr + TYPE);
  const at: unknown = exceptionOf(error)?.payload[1];
  if (typeof at !== 'number' || at < -OWN_TYPE || at + 8 > ctx.m.u8.length) return undefined;
  const isOurs = [...CLASS].every((letter, i) => ctx.m.u8[at + 7 - i] === letter.charCodeAt(0));
  return isOurs ? getI32(ctx.m, at + OWN_TYPE) : undefined;
}

/** What is known of a C++ exception that nobody caught, for people; undefined if it is none. */
export function uncaughtMessage(ctx: Context, error: unknown, text: (address: number) => string): string | undefined {
  const type = typeOfUncaught(ctx, error);
  return type === undefined ? undefined : `the program ended by an uncaught C++ exception of type ${type === 0 ? 'unknown' : text(getI32(ctx.m, type + 4))}`;
}
