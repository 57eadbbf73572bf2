/** emscripten_log: a formatted line for the console, which is one of the standard streams here. */
import { cString } from '../posix/memory.js';
import { Stdio } from '../posix/stdio.js';
import { encodeText } from '../posix/text.js';
import type { Context } from './context.js';
import { format } from './format.js';

const EM_LOG_WARN = 2;
const EM_LOG_ERROR = 4;
/** EM_LOG_C_STACK and EM_LOG_JS_STACK: with the calls that led there. */
const WITH_STACK = 24;

function write(ctx: Context, flags: number, line: string): void {
  const stack = (flags & WITH_STACK) === 0 ? '' : `\n${(new Error().stack ?? '').split('\n').slice(3).join('\n')}`;
  const bytes = encodeText(`${stack === '' ? line : line.trimEnd() + stack}\n`);
  const isError = (flags & (EM_LOG_WARN | EM_LOG_ERROR)) !== 0;
  new Stdio(ctx.p.host, isError ? 2 : 1).write(bytes, 0, bytes.length);
}

export function emscripten_log(ctx: Context) {
  return (flags: number, text: number, from: number): void => write(ctx, flags, format(ctx, text, from));
}

/** The same where libc has formatted the line: 6.0. */
export function _emscripten_log_formatted(ctx: Context) {
  return (flags: number, text: number): void => write(ctx, flags, cString(ctx.m, text));
}
