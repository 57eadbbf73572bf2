/** WasmFS: files are the program's own, in its memory. What is left to JavaScript where no other place holds them. */
import { Stdio } from '../posix/stdio.js';
import { RuntimeError } from '../../runtime-lite/trap.js';
import type { Context } from './context.js';

const CAPACITY = 256;

/** The next byte of standard input; -1 at its end. */
export function _wasmfs_stdin_get_char(ctx: Context) {
  const [input, buffer] = [new Stdio(ctx.p.host, 0), new Uint8Array(CAPACITY)];
  let [at, end] = [0, 0];
  return (): number => {
    if (at === end) [at, end] = [0, Math.max(0, input.read(buffer, 0, CAPACITY))];
    return end === 0 ? -1 : buffer[at++]!;
  };
}

/** How many files and directories glue has put there before the start (--preload-file). */
export function none(_ctx: Context) {
  return (): number => 0;
}

export function preloaded(_ctx: Context) {
  return (): never => {
    throw new RuntimeError('the program asked for a preloaded file, of which there are none without its JavaScript');
  };
}
