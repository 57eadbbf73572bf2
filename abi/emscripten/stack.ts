/** What programs ask of the stack of calls: text for people, and nothing for programs, since no address stands for a place in the code. */
import { writeCString } from '../posix/memory.js';
import { encodeText } from '../posix/text.js';
import type { Context } from './context.js';

/** emscripten_get_callstack(flags, text, size): the bytes that it takes, with its NUL. */
export function emscripten_get_callstack(ctx: Context) {
  return (_flags: number, at: number, size: number): number => {
    const text = (new Error().stack ?? '').split('\n').slice(2).map((line) => line.trim()).join('\n');
    const needed = encodeText(text).length + 1;
    if (at === 0 || size <= 0) return needed;
    return writeCString(ctx.m, at, text, size) + 1;
  };
}

/**
 * A number for the place that a call returns to: not an address, but another one for each chain of calls. Sanitizers report an error once for each place, and none
 * for place 0.
 */
export function emscripten_return_address(_ctx: Context) {
  return (_level: number): number => {
    let hash = 0;
    for (const character of (new Error().stack ?? '').slice(0, MOST)) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
    return (hash & 0x7fffffff) | 1;
  };
}

/** Characters of a stack that are looked at. */
const MOST = 2000;

/** Addresses and numbers of frames, and what would be found out by them. */
export function unknown(_ctx: Context) {
  return (): number => 0;
}

const URC_END_OF_STACK = 5;

/** There is no frame to call the function for. */
export function _Unwind_Backtrace(_ctx: Context) {
  return (): number => URC_END_OF_STACK;
}
