/** What C asks of JavaScript itself. */
import { cString, writeCString } from '../posix/memory.js';
import { encodeText } from '../posix/text.js';
import { RuntimeError } from '../../runtime-lite/trap.js';
import type { Context } from './context.js';
import { isTerminalOf } from './terminal.js';

/** emscripten_print_double(number, text, size): the bytes that it takes without its NUL. */
export function emscripten_print_double(ctx: Context) {
  return (number: number, at: number, size: number): number => (at === 0 ? encodeText(String(number)).length : writeCString(ctx.m, at, String(number), size));
}

export function emscripten_throw_number(_ctx: Context) {
  return (number: number): never => {
    throw new RuntimeError(`the program threw the number ${number}`);
  };
}

export function emscripten_throw_string(ctx: Context) {
  return (text: number): never => {
    throw new RuntimeError(`the program threw the string ${JSON.stringify(cString(ctx.m, text))}`);
  };
}

export function emscripten_atomics_is_lock_free(_ctx: Context) {
  return (bytes: number): number => Number(Atomics.isLockFree(bytes));
}

/** No debugger is attached. */
export function emscripten_debugger(_ctx: Context) {
  return (): void => undefined;
}

/** A setting of a sanitizer (ASAN_OPTIONS, UBSAN_OPTIONS), which is the environment's here; the program frees it. */
export function _emscripten_sanitizer_get_option(ctx: Context) {
  return (name: number): number => {
    const text = ctx.p.grants.env[cString(ctx.m, name)] ?? '';
    const at = ctx.exports.malloc(encodeText(text).length + 1) as number;
    if (at !== 0) writeCString(ctx.m, at, text);
    return at;
  };
}

export function _emscripten_sanitizer_use_colors(ctx: Context) {
  return (): number => Number(isTerminalOf(ctx, 2));
}

/** Features of pages. */
export function absent(_ctx: Context) {
  return (): number => 0;
}
