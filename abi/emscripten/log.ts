/** emscripten_log: a formatted line for the console, which is one of the standard streams here. */
import { Stdio } from '../posix/stdio.js';
import { encodeText } from '../posix/text.js';
import type { Context } from './context.js';
import { format } from './format.js';

const EM_LOG_WARN = 2;
const EM_LOG_ERROR = 4;
/** EM_LOG_C_STACK and EM_LOG_JS_STACK: with the calls that led there. */
const WITH_STACK = 24;

export function emscripten_log(ctx: Context) {
  return (flags: number, text: number, from: number): void => {
    const stack = (flags & WITH_STACK) === 0 ? '' : `\n${(new Error().stack ?? '').split('\n').slice(2).join('\n')}`;
    const line = format(ctx, text, from);
    const bytes = encodeText(`${stack === '' ? line : line.trimEnd() + stack}\n`);
    const isError = (flags & (EM_LOG_WARN | EM_LOG_ERROR)) !== 0;
    new Stdio(ctx.p.host, isError ? 2 : 1).write(bytes, 0, bytes.length);
  };
}
